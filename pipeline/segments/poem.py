"""`- poem:` a voice, its lines on screen as they are spoken, a bed under it, a picture behind it."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from pipeline.segments.base import Built, Context, Kind, SegmentShape
from pipeline.segments.caption import cues
from pipeline.segments.fields import File, JsonSchema, Line, Loc, Shape, Switch, TimeField, mistake
from pipeline.segments.medium import BackgroundField, BedField, Credited, SoundField
from pipeline.segments.overlay import card, lower_third, presented, tracks
from pipeline.segments.picture import background
from pipeline.segments.sound import audible, beds, contribution, fitted, placed
from pipeline.segments.spoken import sounded
from pipeline.timebase import FrameRange, clock
from pipeline.timeline.model import Clip, Contribution, SoundClip, SoundRole, Stack

HEAD = Fraction(1, 2)
"""Seconds before the voice begins."""
TAIL = Fraction(3, 2)
"""Seconds after the voice's end, in which the last line can be read."""
BREATH = 12
"""Characters that the pause after a line is worth in time."""
STANZA = 16
"""Characters that the longer pause before a stanza is worth; nothing is shown in it."""
UNSPOKEN = Fraction(1, 14)
"""Seconds a character where no voice gives the pace: below the 17 characters a second that captions may have at most."""


class TimedLine(Shape):
    """A line of the poem, and when it comes."""

    alone: ClassVar[JsonSchema | None] = {"type": ["string", "number"]}

    text: Line
    """The line."""
    at: TimeField | None = None
    """When it comes, from the beginning of the segment; from its share of the voice's length where left out."""
    stanza: Switch = False
    """on makes a longer pause before it."""

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value


def split(poem: str) -> tuple[dict[str, str], ...]:
    """Turn a text of several lines into a list of them; an empty line begins a stanza."""
    lines: list[dict[str, str]] = []
    is_new = False
    for text in poem.splitlines():
        if text.strip():
            lines.append({"text": text, "stanza": "on" if is_new and lines else "off"})
        is_new = not text.strip()
    return tuple(lines)


class Poem(SegmentShape):
    """A poem: who reads it, its lines on screen, music under it and a picture behind it."""

    title: Line = Field(alias="poem")
    """Title of the poem."""
    text: File = ""
    """Path of a text file with the lines; an empty line begins a stanza."""
    lines: Annotated[tuple[TimedLine, ...], BeforeValidator(lambda value: split(value) if isinstance(value, str) else value)] = ()
    """The lines themselves, instead of a file: a text of several lines, or a list of lines, each with its `at` if wanted."""
    show_lines: Switch = True
    """off leaves the lines off the screen."""
    voice: SoundField = None
    """The voice that reads it; it begins half a second in where it has no `at`."""
    written: Credited | None = None
    """Who wrote it: {by: ben}."""
    bed: BedField = None
    """Music under the voice."""
    background: BackgroundField = None
    """The picture behind the lines: a still, a video, a scene or a colour."""
    length: TimeField | None = None
    """Length of the segment; up to 1.5 seconds after the voice where left out."""

    @model_validator(mode="after")
    def _something(self) -> Poem:
        if self.text and self.lines:
            raise mistake("the lines are written twice", "keep one of `text` (a file) and `lines`", ("text",))
        if not (self.text or self.lines or self.voice):
            raise mistake("a poem needs a voice or lines", "write `voice`, and `text` (a file) or `lines`")
        return self


def build(shape: Poem, context: Context) -> Built | None:
    """Lay the voice, show each line as it is spoken, duck the bed, and put the picture behind."""
    lines = _lines(shape, context)
    voice = placed(context, ("voice",), shape.voice, SoundRole.VOICE, HEAD) if shape.voice else None
    if lines is None or (shape.voice and voice is None):
        return None
    spoken_from, spoken_to = (voice.at, voice.at + voice.seconds) if voice else (HEAD, HEAD + UNSPOKEN * _weight(lines))
    frames = context.frames(context.seconds(shape.length) if shape.length else spoken_to + TAIL)
    if voice and shape.voice:
        voice = fitted(context, ("voice",), voice, shape.voice, frames)
    if not voice:
        spoken_to = frames / context.rate - HEAD
    written = ("text",) if shape.text else ("lines",)
    shown = (
        _timed(context, written, lines, spoken_from, min(spoken_to, frames / context.rate), frames) if shape.show_lines else []
    )
    made = _contributions(shape, context, voice, frames)
    bed, bed_made = beds(context, ("bed",), shape.bed, frames)
    behind, behind_made = background(context, ("background",), shape.background, frames)
    named = lower_third(context, ("lower_third",), shape.lower_third, made, 0, frames)
    voices = (voice,) if voice else ()
    parts = (sounded(context, ("voice",), shape.voice, voices), sounded(context, ("bed",), shape.bed, bed))
    stack = Stack(
        frames=frames,
        picture=(*behind, *tracks("lines", shown), *tracks("lower-third", named)),
        sound=(*voices, *bed),
        cues=cues(context, shape.captions, frames, parts),
    )
    named_too = presented(context, ("lower_third",), shape.lower_third, made, 0, frames)
    return Built(stack, (*made, *bed_made, *behind_made, *named_too))


def _lines(shape: Poem, context: Context) -> tuple[TimedLine, ...] | None:
    if not shape.text:
        return shape.lines
    content = context.read(shape.text, "text")
    if content is None:
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        context.fault(("text",), f"{shape.text} is not UTF-8 (byte {error.start})", "save it as UTF-8 text")
        return None
    if context.told_unseen(shape.text, text, "text"):
        return None
    if not (found := split(text)):
        context.fault(("text",), f"{shape.text} holds no line")
        return None
    try:
        return tuple(TimedLine.model_validate(line) for line in found)
    except ValidationError as error:
        said = error.errors()[0].get("ctx", {})
        context.fault(("text",), f"{shape.text}: {said.get('message', error.errors()[0]['msg'])}", str(said.get("hint", "")))
        return None


def _contributions(shape: Poem, context: Context, voice: SoundClip | None, frames: int) -> tuple[Contribution, ...]:
    made = []
    if voice and shape.voice and not voice.mute:
        made.append(
            contribution(context, ("voice",), shape.voice, audible(context, voice, frames), "sound", "reader", shape.title)
        )
    if shape.written:
        spec = shape.written
        made.append(
            Contribution(
                people=spec.by,
                role=spec.role or context.words.role("writer"),
                range=FrameRange(0, frames),
                medium="text",
                title=spec.title or shape.title,
                path=str(context.library.located(shape.text)) if shape.text else "",
                builds_on=spec.builds_on,
                license=spec.license,
                release=spec.release,
                where=context.where("written"),
                places=context.credited(("written",), spec),
            )
        )
    return tuple(made)


def _weight(lines: tuple[TimedLine, ...]) -> int:
    return sum(len(line.text) + BREATH + (STANZA if line.stanza else 0) for line in lines)


def _timed(
    context: Context, loc: Loc, lines: tuple[TimedLine, ...], start: Fraction, end: Fraction, frames: int
) -> list[tuple[int, Clip]]:
    """Return a card for each line with its first frame. Between lines with an `at`, the others share the time by their length."""
    begins: list[Fraction] = []
    ends: list[Fraction] = []
    number = 0
    while number < len(lines):
        following = next((n for n in range(number + 1, len(lines)) if lines[n].at), len(lines))
        run = lines[number:following]
        first, last = run[0].at, lines[following].at if following < len(lines) else None
        begin = context.seconds(first) if first else start
        stop = context.seconds(last) if last else max(end, begin)
        if begin * context.rate >= frames:
            context.fault(
                (*loc, number, "at"),
                f"the line comes at {clock(begin)}, and the segment ends at {clock(frames / context.rate)}",
            )
            return []
        if stop <= begin and last:
            context.fault((*loc, following, "at"), f"the line comes at {clock(stop)}, before the one above it ({clock(begin)})")
            return []
        # After the last line with an `at` the voice may have ended: the rest of the segment is left.
        stop = stop if stop > begin else frames / context.rate
        # An anchored line comes at its time: a pause before it is the producer's.
        total = _weight(run) - (STANZA if run[0].stanza else 0)
        at = begin
        for place, line in enumerate(run):
            if line.stanza and place:
                at += (stop - begin) * STANZA / total
            begins.append(at)
            at += (stop - begin) * (len(line.text) + BREATH) / total
            ends.append(at)
        number = following
    ends[-1:] = [frames / context.rate] if ends else []
    found = []
    for number, (line, begin, stop) in enumerate(zip(lines, begins, ends, strict=True)):
        at_frame = context.frames(begin)
        length = min(context.frames(stop), frames) - at_frame
        if length < 1:
            context.fault(
                (*loc, number), f"no time is left for the line {line.text!r}", "make `length` longer, or give the line an `at`"
            )
            return []
        found.append((at_frame, card(context, (*loc, number), "poem_line", {"lines": (line.text,), "by": ""}, length)))
    return found


KIND = Kind(
    "poem",
    Poem,
    build,
    interstitial=True,
    loudness_class="poem",
    least={"lines": ["First line"], "written": {"by": "ana"}},
)
