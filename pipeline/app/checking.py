"""The cut of an episode for a deliverable, and whether all of it can be drawn. Producers ask it all day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline import digest
from pipeline.app.library import SessionLibrary
from pipeline.app.shows import CodeMemory
from pipeline.cards.draw import check_fits
from pipeline.cards.fault import CardFault
from pipeline.cards.model import Theme
from pipeline.credits import rights
from pipeline.faults import Diagnostic, Severity, Where
from pipeline.manifest.model import Episode
from pipeline.plan.drawing import box_of, burned, caption_card, drawing_of
from pipeline.profiles.model import Profile
from pipeline.timeline.marking import marked
from pipeline.timeline.model import CardMedia, Clip, Timeline
from pipeline.timeline.programme import Programme
from pipeline.timeline.regions import place


@dataclass(frozen=True, slots=True)
class Cut:
    """An episode as cut for a deliverable, and what is to be said of it that stops nothing.

    `refusals` stop it: what is not cleared, where the deliverable asks for clearance.
    """

    episode: Episode
    library: SessionLibrary
    theme: Theme
    timeline: Timeline
    profile: Profile
    objections: tuple[Diagnostic, ...]
    refusals: tuple[Diagnostic, ...] = ()


def cut_of(
    episode: Episode,
    library: SessionLibrary,
    theme: Theme,
    timeline: Timeline,
    profile: Profile,
    *,
    is_partial: bool = False,
    warnings: Sequence[Diagnostic] = (),
) -> Cut:
    """Return the cut of an episode with a watermark over what is not cleared. `warnings` are the recipes'.

    Of a partial cut it is not told where something builds on what is not known: that may be in a segment that is broken.
    """
    found = rights.check(Programme(timeline), episode.works)
    serious = [objection for objection in found if objection.diagnostic.severity is Severity.ERROR]
    refused = [one for one in serious if profile.needs_clearance and not (is_partial and one.is_lineage)]
    timeline = marked(timeline, [each for objection in serious for each in objection.ranges], "Not cleared")
    # What would forbid publishing has a watermark over it by now, or is among the refusals.
    objections = [replace(objection.diagnostic, severity=Severity.WARNING) for objection in found]
    return Cut(episode, library, theme, timeline, profile, ordered([*warnings, *objections]),
               ordered([objection.diagnostic for objection in refused]))


def undrawable(
    cut: Cut, memory: CodeMemory, known: dict[str, CardFault] | None = None
) -> tuple[tuple[str, Diagnostic], ...]:
    """Return why cards of a cut cannot be drawn, each with the segment's name: a missing glyph or field, too long a text.

    That is found by drawing, once: it is remembered by all that decides a card's pixels. `known` keeps what cannot be drawn for
    those who ask about several cuts of one episode.
    """
    faults = []
    known = {} if known is None else known
    for name, clip, width, height, where in _cards(cut):
        key = f"card {digest.of([cut.theme.digest, clip.media, clip.frames, width, height, cut.timeline.rate])}"
        if memory.get(key) is not None:
            continue
        if key in known:
            faults.append((name, known[key].at(where)))
            continue
        try:
            drawing = drawing_of(cut.theme, clip, width, height, cut.timeline.rate)
            if drawing.kind != "roll":  # its rows are fitted one by one when they are drawn
                check_fits(drawing)
        except CardFault as fault:
            known[key] = fault
            faults.append((name, fault.at(where)))
        else:
            memory.put(key, "good")
    return tuple(faults)


def ordered(faults: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return diagnostics in the order of the files, each once."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: (fault.where, fault.message)))


def _cards(cut: Cut) -> Iterator[tuple[str, Clip, int, int, Where]]:
    """Yield every card of a cut: its segment's name, its clip, its box's width and height in pixels, the line it comes from."""
    canvas = (cut.profile.video.width, cut.profile.video.height)
    for segment in cut.timeline.segments:
        clips = [placed.clip for track in segment.stack.picture for placed in place(track)]
        if language := burned(cut.timeline, cut.profile):
            clips += [caption_card(cut.timeline, cue) for cue in segment.stack.cues.get(language, ())]
        for clip in clips:
            if isinstance(clip.media, CardMedia):
                box = box_of(clip, canvas)
                where = clip.where or segment.where or Where(cut.timeline.name)
                yield segment.name, clip, box.width, box.height, where
