"""The plan of a deliverable that is heard alone: its sound, in each of its codecs, and a cover. No picture is encoded. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.operations.encode_thumbnail import EncodeThumbnail
from pipeline.operations.join import Chapter
from pipeline.operations.join_sound import JoinSound
from pipeline.operations.promises import ImagePromise
from pipeline.plan import thumbnail
from pipeline.plan.action import Action, Input, Plan, Toolchain
from pipeline.plan.cover import cover
from pipeline.plan.drawing import Drawings
from pipeline.plan.footage import Footage
from pipeline.plan.mastering import Tagged, encoded
from pipeline.plan.painted import PaintedSpans
from pipeline.plan.picture import Painter
from pipeline.plan.sound import plan_sound
from pipeline.plan.spans import Span, beginning_at
from pipeline.plan.subtitles import spoken
from pipeline.profiles.model import Profile
from pipeline.timeline.chapters import chapters
from pipeline.timeline.model import Timeline
from pipeline.timeline.programme import Programme


def podcast(
    timeline: Timeline,
    profile: Profile,
    spans: Sequence[Span],
    drawings: Drawings,
    before: PaintedSpans,
    *,
    info: Callable[[MediaPath], MediaInfo],
    tools: Toolchain,
) -> Plan:
    """Return the actions that make the sound of a timeline as files of their own. Raises CardFault.

    Results: `movie`, the m4a; each further codec by its name; `sound_report`; `thumbnail`, the cover.
    """
    programme = Programme(timeline)
    sound = plan_sound(programme, info, profile, tools)
    picture = _cover(timeline, profile, spans, drawings, before, info, tools)
    marks = tuple(Chapter(chapter.start, chapter.title) for chapter in chapters(programme))
    show = timeline.thumbnail_card.fields.get("show", "") if timeline.thumbnail_card else ""
    operation = JoinSound(
        timeline.rate, programme.frames, sound.samples, profile.sound.channels, timeline.title, str(show), marks,
        *spoken(timeline),
    )
    joined = Action(
        operation,
        (Input("sound", sound.encoded, ".m4a"), Input("cover", picture.output(), ".jpg")),
        tools.identity(operation),
        address="programme/join",
        title="joining sound and cover",
        shows=(("title", timeline.title),),
        cost=Fraction(1, 5),
    )
    tagged = Tagged(timeline.title, str(show), timeline.rate, marks, programme.frames, picture.output(), spoken(timeline)[0])
    others = {
        codec: encoded(
            sound.parts, sound.mastered, sound.samples, profile, tools, codec, profile.sound.bitrate_kbps * 1000, tagged
        )
        for codec in profile.sound.also
    }
    actions = {one.key: one for one in (*drawings.actions.values(), *sound.actions, picture, joined, *others.values())}
    results = {"movie": joined.output(), "sound_report": sound.report, "thumbnail": picture.output()}
    results |= {codec: action.output() for codec, action in others.items()}
    return Plan(f"{timeline.name}.{profile.name}", tuple(actions.values()), results)


def _cover(
    timeline: Timeline, profile: Profile, spans: Sequence[Span], drawings: Drawings, before: PaintedSpans,
    info: Callable[[MediaPath], MediaInfo], tools: Toolchain,
) -> Action:  # fmt: skip
    """Return the action that draws the cover: the theme's thumbnail card around a frame, or the frame alone."""
    footage = Footage(timeline, info, drawings)
    wanted = thumbnail.chosen(timeline, spans)
    number = wanted.numbers[len(wanted.numbers) // 2]
    painter = Painter(timeline, profile, drawings, footage, before)
    taken = painter.still(beginning_at(spans[wanted.place], number))
    drawings.actions.setdefault(taken.key, taken)
    wanted, size = replace(wanted, numbers=(number,)), thumbnail.size(profile.video)
    drawn = cover(timeline, wanted, spans, taken, drawings, footage, size, before)
    if drawn is not None:
        return drawn
    operation = EncodeThumbnail(ImagePromise(*size), thumbnail.MOST)
    return Action(
        operation,
        (Input("card", taken.output(), ".png"),),
        tools.identity(operation),
        address="programme/cover",
        title="cover",
        cost=Fraction(1, 5),
    )
