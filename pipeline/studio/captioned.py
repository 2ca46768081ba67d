"""The captions of an episode as they are seen over its picture, by language: in the frames in which they are drawn into it."""

from __future__ import annotations

from pipeline.app.snapshot import Snapshot
from pipeline.captions import Place
from pipeline.plan import placing
from pipeline.plan.canvas import burned, caption_lines
from pipeline.studio.answers import Json
from pipeline.timeline.captions import placed
from pipeline.timeline.programme import Programme


def is_burned(snapshot: Snapshot) -> bool:
    """Say whether the deliverable draws captions into its picture."""
    cut = snapshot.cut
    return cut is not None and burned(cut.timeline, cut.profile) is not None


def captioned(snapshot: Snapshot) -> Json:
    """Return by language the captions of the cut that a snapshot shows, one at a time; those that a card shows are left out.

    `place` is where one stands that is not below in the middle, in words: `top` or `middle`, `left` or `right`.
    """
    if snapshot.cut is None:
        return {}
    programme = Programme(snapshot.cut.timeline)
    found: Json = {}
    for language, cues in placed(programme).items():
        seen = []
        for cue in cues:
            if cue.is_shown:
                continue
            text, shown = caption_lines(cue.text, language), cue.range(programme.rate)
            place = placing.words(Place() if cue.is_raised else cue.caption.place, text)
            seen.append({"first": shown.start, "frames": shown.frames, "text": text, "place": place})
        if seen:
            found[language] = seen
    return found
