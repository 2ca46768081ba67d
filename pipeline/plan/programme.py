"""The plan of an episode: its spans, its sound, the join of both. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

from pipeline.cards.model import Theme
from pipeline.media.info import MediaInfo
from pipeline.media.languages import long
from pipeline.media.paths import MediaPath
from pipeline.operations.encode_programme import FORMS
from pipeline.operations.join import Chapter, JoinMovie, SoundTrack
from pipeline.operations.join_file import JoinFile
from pipeline.operations.timed_text import CaptionStream
from pipeline.plan import thumbnail
from pipeline.plan.action import Action, FromAction, Input, Plan, Toolchain
from pipeline.plan.canvas import burned
from pipeline.plan.cover import cover
from pipeline.plan.drawing import Drawings
from pipeline.plan.encode import picture_rate
from pipeline.plan.footage import Footage
from pipeline.plan.painted import PaintedSpans
from pipeline.plan.picture import Painter
from pipeline.plan.podcast import podcast
from pipeline.plan.sound import plan_sound
from pipeline.plan.spans import Span, cut
from pipeline.plan.subtitles import spoken, streams
from pipeline.profiles.model import Cover, Profile
from pipeline.timeline.chapters import chapters
from pipeline.timeline.model import Timeline
from pipeline.timeline.programme import Programme
from pipeline.timeline.voices import Voice

Info = Callable[[MediaPath], MediaInfo]
"""Tell the facts of a source by its path."""


def plan(
    timeline: Timeline, profile: Profile, *, info: Info, theme: Theme, tools: Toolchain, before: PaintedSpans | None = None
) -> Plan:
    """Return the actions that make `timeline` as `profile` wants it. Raises CardFault.

    Spans that are as they were in another planning are taken from `before`, which keeps those of this one.
    Results: `movie`, the finished file; `sound_report`, what the sound room measured; `thumbnail`, the picture that stands for
    the episode.
    """
    info = cache(info)  # a file is looked at once in a planning, however often it is shown
    drawings, before = Drawings(theme, timeline.rate, tools, timeline.segments[0]), before or PaintedSpans()
    spans = cut(timeline, info, theme=theme, burn=burned(timeline, profile), gop=profile.video.gop_seconds)
    if isinstance(profile.video.coding, Cover):
        heard = podcast(timeline, profile, spans, drawings, before, info=info, tools=tools)
        before.end()
        return heard
    shown = drawings
    if profile.video.is_interlaced:
        shown = Drawings(theme, picture_rate(profile.video, timeline.rate), tools, timeline.segments[0])
    pictures = paint(timeline, spans, profile, info=info, drawings=shown, before=before)
    programme = Programme(timeline)
    sound = plan_sound(programme, info, profile, tools)
    marks = [Chapter(chapter.start, chapter.title) for chapter in chapters(programme)]
    joined = join(
        pictures, [span.frames for span in spans], sound.encoded, sound.samples, timeline, profile, tools, chapters=marks,
        captions=streams(programme) if profile.embed_captions else (), voices=sound.voices,
    )  # fmt: skip
    wanted = thumbnail.chosen(timeline, spans)
    size = thumbnail.size(profile.video)
    taken = thumbnail.take(timeline, wanted, pictures, size, tools)
    actions = {action.key: action for action in (*shown.actions.values(), *pictures, *sound.actions, taken, joined)}
    drawn = cover(timeline, wanted, spans, taken, drawings, Footage(timeline, info, drawings), size, before)
    before.end()
    if drawn is not None:  # its card comes after the frame that it shows
        actions |= {key: action for key, action in drawings.actions.items() if key not in actions} | {drawn.key: drawn}
    results = {"movie": joined.output(), "sound_report": sound.report, "thumbnail": (drawn or taken).output()}
    return Plan(f"{timeline.name}.{profile.name}", tuple(actions.values()), results)


def paint(
    timeline: Timeline,
    spans: tuple[Span, ...],
    profile: Profile,
    *,
    info: Info,
    drawings: Drawings,
    before: PaintedSpans | None = None,
) -> tuple[Action, ...]:
    """Return one action a span, in order; what they show is added to `drawings`, which are of pictures (`picture_rate`)."""
    painter = Painter(timeline, profile, drawings, Footage(timeline, info, drawings), before)
    numbers: Counter[int] = Counter()
    painted = []
    for span in spans:
        painted.append(painter.paint(span, numbers[span.segment]))
        numbers[span.segment] += 1
    return tuple(painted)


def join(
    pictures: Sequence[Action],
    lengths: Sequence[int],
    sound: FromAction,
    samples: int,
    timeline: Timeline,
    profile: Profile,
    tools: Toolchain,
    *,
    chapters: Sequence[Chapter],
    captions: tuple[CaptionStream, ...] = (),
    is_coded: bool = True,
    voices: Sequence[tuple[Voice, FromAction]] = (),
) -> Action:
    """Return the action that joins encoded spans of `lengths` frames, and the encoded sound, into the movie.

    The sound `is_coded` as the profile says, else as AAC.
    """
    operation = _joining(tuple(lengths), samples, timeline, profile, tuple(chapters), captions, is_coded=is_coded)
    if voices and isinstance(operation, JoinMovie):
        others = tuple(track(voice) for voice, _ in voices)
        operation = replace(operation, others=others)
    return Action(
        operation,
        (
            *(Input(f"span{number}", picture.output(), ".mp4") for number, picture in enumerate(pictures)),
            Input("sound", sound, _suffix(profile) if is_coded else ".m4a"),
            *(Input(f"sound{number}", made, ".m4a") for number, (_, made) in enumerate(voices, 1)),
        ),
        tools.identity(operation),
        address="programme/join",
        title="joining picture and sound",
        shows=(("title", timeline.title),),
        cost=Fraction(sum(lengths), 3000),
    )


def _suffix(profile: Profile) -> str:
    codec = profile.sound.codec
    return FORMS[codec][4] if codec in FORMS else ".m4a"


def _joining(
    lengths: tuple[int, ...],
    samples: int,
    timeline: Timeline,
    profile: Profile,
    chapters: tuple[Chapter, ...],
    captions: tuple[CaptionStream, ...],
    *,
    is_coded: bool,
) -> JoinMovie | JoinFile:
    video, sound = profile.video, profile.sound
    heard, titled = spoken(timeline)
    if profile.container == "mov" or profile.container == "mkv":
        codec = FORMS[sound.codec][1] if is_coded and sound.codec in FORMS else "aac"
        return JoinFile(
            profile.container, video.width, video.height, timeline.rate, lengths, samples, sound.sample_rate, sound.channels,
            codec, timeline.title, chapters, heard, titled,
        )  # fmt: skip
    return JoinMovie(
        width=video.width,
        height=video.height,
        rate=timeline.rate,
        frames=lengths,
        samples=samples,
        sample_rate=sound.sample_rate,
        title=timeline.title,
        chapters=chapters,
        captions=captions,
        language=heard,
        titles_in=titled,
    )


def track(voice: Voice) -> SoundTrack:
    """Return the further sound of a movie that a voice makes."""
    return SoundTrack(long(voice.language), voice.title, voice.kind)
