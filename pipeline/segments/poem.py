"""`- poem:` a voice, its lines on screen as they are spoken, a bed under it, a picture behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from pipeline.segments.arranged import Arrangement
from pipeline.segments.base import Built, Context, Kind, SegmentShape
from pipeline.segments.caption import cues
from pipeline.segments.fields import File, Language, Loc, Switch, TimeField, mistake, one_of
from pipeline.segments.host import Host
from pipeline.segments.insets import Insets, lay_over
from pipeline.segments.medium import BackgroundField, BedField, Credited, Overlaid, Sound, SoundField, check_layout
from pipeline.segments.overlay import lower_third, presented, tracks
from pipeline.segments.picture import background
from pipeline.segments.recited import (
    Standing,
    Verses,
    Voice,
    are_anchors_good,
    evenly,
    heard,
    standing,
    tell_off_place,
    weight,
)
from pipeline.segments.shown import ShownLine
from pipeline.segments.sound import audible, beds, contribution, fitted, placed
from pipeline.segments.spoken import sounded
from pipeline.segments.text_over import TextsOver, own_words
from pipeline.segments.timing import AUTO, Spoken, Timed, Timing, of_file
from pipeline.segments.verse import TimedLine, places, split
from pipeline.segments.verse_captions import captions_of
from pipeline.segments.verse_cards import Stanzas, cards
from pipeline.segments.verse_layout import Layout
from pipeline.terms import EVERYWHERE
from pipeline.timebase import FrameRange
from pipeline.timeline.model import Clip, Contribution, Cue, SoundClip, SoundRole, Stack

HEAD = Fraction(1, 2)
"""Seconds before the voice begins."""
TAIL = Fraction(3, 2)
"""Seconds after the voice's end, in which the last line can be read."""
UNSPOKEN = Fraction(1, 14)
"""Seconds a character where no voice gives the pace: below the 17 characters a second that captions may have at most."""


PoemLayoutName = Annotated[
    Literal["auto", "steps", "margin", "held", "side-by-side", "row"],
    one_of("auto", "steps", "margin", "held", "side-by-side", "row"),
]


class Poem(SegmentShape, Overlaid):
    """A poem: who reads it, its lines on screen, music under it and a picture behind it."""

    title: ShownLine = Field(alias="poem")
    """Title of the poem."""
    text: Annotated[File, own_words("a poem", "a file that holds its lines")] = ""
    """Path of a text file with the lines; an empty line begins a stanza."""
    lines: Annotated[tuple[TimedLine, ...], BeforeValidator(lambda value: split(value) if isinstance(value, str) else value)] = ()
    """The lines themselves, instead of a file: a text of several lines, or a list of lines, each with its `at` if wanted."""
    show_lines: Switch = True
    """off leaves the lines off the screen."""
    stanzas: Annotated[Stanzas, one_of("off", "lit", "whole")] = "off"
    """off shows a line at a time, lit a stanza whose lines are lit as they are spoken, whole a stanza, all lit at once."""
    layout: PoemLayoutName = "auto"
    """steps shows each line beneath the one before, margin gathers them beside the picture, held lets the last fill it; auto
    takes for each stanza what fits it. side-by-side and row: how what is in picture_in_picture stands beside the background."""
    held: str = ""
    """A word of the line that matters most: that line then fills the picture, and the word is four times as large as the rest."""
    voice: SoundField = None
    """The voice that reads it; it begins half a second in where it has no `at`."""
    voices: tuple[Sound, ...] = ()
    """Several voices instead of one, each with its `by`; a line's own `by` says which of them reads it."""
    timing: Timing = AUTO
    """When lines come: auto (when they are spoken), even (by their lengths), or a file that says it: poem.srt, poem.lrc."""
    language: Language | None = None
    """The language that is spoken, and of the captions; the episode's where left out."""
    written: Credited | None = None
    """Who wrote it: {by: ben}."""
    bed: BedField = None
    """Music under the voice."""
    background: BackgroundField = None
    """The picture behind the lines: a still, a video, a scene or a colour."""
    length: TimeField | None = None
    """Length of the segment; up to 1.5 seconds after the voice where left out."""
    text_over: TextsOver = ()
    """Texts over its picture, one or a list: Oaxaca, 1998, or {text: ..., at: 2, length: 4, place: top-left}."""

    def lines_shown(self, read: Callable[[str], str], language: str) -> Iterator[tuple[Loc, str]]:
        """Yield the lines that are shown: each comes when it is read, whatever it says in another language."""
        if not self.show_lines:
            return
        for number, own in enumerate(self.lines):
            if (own.language or self.language) != language:
                yield ("lines", number), own.words
        for line in split(read(self.text)) if self.text and self.language != language else ():
            yield ("text",), " ".join(line["text"].split())

    @property
    def arrangement(self) -> Arrangement:
        """Return how pictures stand that run with the background."""
        return self.layout if self.layout == "side-by-side" or self.layout == "row" else "over"

    @property
    def lines_layout(self) -> Layout:
        """Return how lines are laid out, where they are shown."""
        return "auto" if self.layout == "side-by-side" or self.layout == "row" else self.layout

    @model_validator(mode="after")
    def _something(self) -> Poem:
        if self.text and self.lines:
            raise mistake("the lines are written twice", "keep one of `text` (a file) and `lines`", ("text",))
        if self.voice and self.voices:
            raise mistake("the voice is written twice", "keep one of `voice` and `voices`", ("voice",))
        if not (self.text or self.lines or self.voice or self.voices):
            raise mistake("a poem needs a voice or lines", "write `voice`, and `text` (a file) or `lines`")
        if self.stanzas != "off" and not self.show_lines:
            raise mistake("the lines are off the screen, so no stanza is shown", "keep one of the two", ("stanzas",))
        if self.arrangement != "over":
            if self.show_lines:
                hint = "write show_lines: off, or picture_in_picture without `layout`"
                raise mistake("the lines of a poem are laid out over all of the picture", hint, ("layout",))
            if not self.background:
                raise mistake("nothing is there that others could run beside", "write background: and a film", ("layout",))
            check_layout(self.arrangement, self.picture_in_picture)
        elif self.layout != "auto" and (self.stanzas != "off" or not self.show_lines):
            hint = "leave out `stanzas` and `show_lines`, or `layout`"
            raise mistake("no line is shown by itself, so none is laid out", hint, ("layout",))
        if self.held and (self.stanzas != "off" or not self.show_lines):
            hint = "leave out `stanzas` and `show_lines`, or `held`"
            raise mistake("no line is shown by itself, so none is held", hint, ("held",))
        return self


def is_listened_to(shape: object) -> bool:
    """Say whether a segment is a poem whose voice is listened to for when its lines come."""
    if not isinstance(shape, Poem) or shape.timing != AUTO or not (shape.voice or shape.voices):
        return False
    return bool(shape.text) or not all(line.at for line in shape.lines)


def build(shape: Poem, context: Context) -> Built | None:
    """Lay the voices, show each line as it is spoken, duck the bed, and put the picture behind."""
    verses = _verses(shape, context)
    sounds = _sounds(shape)
    found = [(loc, placed(context, loc, sound, SoundRole.VOICE, HEAD), sound) for loc, sound in sounds]
    laid = [(loc, clip, sound) for loc, clip, sound in found if clip is not None]
    if verses is None or len(laid) < len(sounds):
        return None
    ends = [clip.at + clip.seconds for _, clip, _ in laid] or [HEAD + UNSPOKEN * weight(verses.lines)]
    frames = context.frames(context.seconds(shape.length) if shape.length else max(ends) + TAIL)
    whole = [Voice(clip, sound.file, loc, ()) for loc, clip, sound in laid]
    clips = [clip for clip in (fitted(context, *one, frames) for one in laid) if clip is not None]
    lines = _standing(shape, context, verses, whole, frames) if len(clips) == len(laid) else []
    shown = cards(context, verses, lines, shape.stanzas, shape.lines_layout, shape.held) if shape.show_lines else []
    made = _contributions(shape, context, clips, lines, frames)
    bed, bed_made = beds(context, ("bed",), shape.bed, frames)
    behind, behind_made = background(context, ("background",), shape.background, frames, clips)
    named = lower_third(context, ("lower_third",), shape.lower_third, made, 0, frames)
    parts = [sounded(context, loc, sound, (clip,)) for (loc, sound), clip in zip(sounds, clips, strict=False)]
    parts.append(sounded(context, ("bed",), shape.bed, bed))
    spoken = {} if all(clip.mute for clip in clips) else _cues(shape, context, verses, lines, frames)
    told, seen, insets = cues(context, shape.captions, frames, parts), FrameRange(0, frames), Insets()
    films = tuple((item, shape.background) for track in behind for item in track.items if isinstance(item, Clip))
    host = Host(
        (), shape.title, seen, shape.picture_in_picture, shape.text_over, len(clips), [(seen, 0)] if clips else [],
        layout=shape.arrangement, films=films, named=named, lines=shown, has_captions=bool(told), texts_field="text_over",
    )  # fmt: skip
    lay_over(context, host, insets, is_whole=True)
    stack = Stack(
        frames=frames,
        picture=(*insets.over(*behind, lines=tracks("lines", shown)), *tracks("lower-third", named)),
        sound=(*clips, *insets.sound, *bed),
        cues={**spoken, **told},
        unplaced=tuple(insets.unplaced),
    )
    named_too = presented(context, ("lower_third",), shape.lower_third, made, 0, frames)
    return Built(stack, (*made, *insets.made, *bed_made, *behind_made, *named_too))


def _sounds(shape: Poem) -> list[tuple[Loc, Sound]]:
    if shape.voice:
        return [(("voice",), shape.voice)]
    return [(("voices", number), sound) for number, sound in enumerate(shape.voices)]


def _verses(shape: Poem, context: Context) -> Verses | None:
    if not shape.text:
        return Verses(shape.lines, ("lines",))
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
        context.fault(("text",), f"{shape.text} holds no line", "write the poem into it, or name another file")
        return None
    lines, numbers = [], places(text)
    for line, number in zip(found, numbers, strict=True):
        try:
            lines.append(TimedLine.model_validate(line))
        except ValidationError as error:
            said = error.errors()[0].get("ctx", {})
            message = f"{shape.text}, line {number}: {said.get('message', error.errors()[0]['msg'])}"
            context.fault(("text",), message, str(said.get("hint", "")), is_of_file=True)
    return Verses(tuple(lines), ("text",), shape.text, numbers) if len(lines) == len(found) else None


def _standing(shape: Poem, context: Context, verses: Verses, laid: Sequence[Voice], frames: int) -> list[Standing]:
    """Return when each line comes and goes; nothing where that cannot be, which is told."""
    lines = verses.lines
    voices = _read_by(shape, context, verses, laid) if lines else None
    if voices is None:
        return []
    reader = {number: place for place, voice in enumerate(voices) for number in voice.lines}
    readers = [reader.get(number, 0) for number in range(len(lines))]
    if not are_anchors_good(context, verses, frames, readers):
        return []
    times = _times(shape, context, verses, voices, frames)
    if times is None:
        return []
    found = standing(context, times.spoken, readers, frames, is_shared=times.is_shared)
    lost = [line.number for line in found if line.end <= line.begin]
    if times.file:
        tell_off_place(context, verses, times, voices, lost, frames)
    else:
        hint = "make `length` longer, or give the line an `at`"
        for number in lost:
            context.fault(verses.place(number), f"no time is left for the line {lines[number].words!r}", hint)
    return [] if lost else found


def _times(shape: Poem, context: Context, verses: Verses, voices: Sequence[Voice], frames: int) -> Timed | None:
    """Return when each line is spoken; None after telling what is wrong."""
    lines = verses.lines
    if not isinstance(shape.timing, str):
        of_lines = of_file(context, shape.timing, [line.words for line in lines], _language(shape, context))
        if of_lines is None:
            return None
        # The file of one voice has its times; what several say, and what nobody says, is on the segment's own clock.
        by = voices[0].clip.at - voices[0].clip.start if len(voices) == 1 else Fraction(0)
        moved = [Spoken(one.begin + by, one.end + by) for one in of_lines.spoken]
        pinned = [context.seconds(line.at) if line.at else None for line in lines]
        timed = (one if at is None else Spoken(at, max(at, one.end)) for one, at in zip(moved, pinned, strict=True))
        return replace(of_lines, spoken=tuple(timed))
    if shape.timing == AUTO and voices and not all(line.at for line in lines):
        spoken: dict[int, Spoken] = {}
        for voice in voices:
            of_voice = heard(context, voice, verses, _language(shape, context)) if voice.lines else []
            if of_voice is None:
                break
            spoken |= zip(voice.lines, of_voice, strict=True)
        else:
            return Timed(tuple(spoken[number] for number in range(len(lines))))
    start = min((voice.clip.at for voice in voices), default=HEAD)
    end = max((voice.clip.at + voice.clip.seconds for voice in voices), default=frames / context.rate - HEAD)
    return Timed(tuple(evenly(context, lines, start, min(end, frames / context.rate), frames)), is_shared=True)


def recited(shape: Poem, context: Context) -> tuple[tuple[str, ...], list[Spoken]] | None:
    """Return the lines of a poem and when its voices are heard to read them, whatever its `timing`; None where none is heard.

    Times are those that a file of `timing` has: the voice's own, or the segment's where there are several. Nothing that is
    written twice is decided here, and nothing is told but what `build` tells, too.
    """
    verses = _verses(shape, context)
    found = [(loc, placed(context, loc, sound, SoundRole.VOICE, HEAD), sound) for loc, sound in _sounds(shape)]
    laid = [Voice(clip, sound.file, loc, ()) for loc, clip, sound in found if clip is not None]
    if verses is None or not laid or len(laid) < len(found) or (voices := _read_by(shape, context, verses, laid)) is None:
        return None
    end = max(voice.clip.at + voice.clip.seconds for voice in voices)
    asked = shape.model_copy(update={"timing": AUTO})
    times = _times(asked, context, verses, voices, context.frames(end + TAIL))
    if times is None:
        return None
    by = voices[0].clip.start - voices[0].clip.at if len(voices) == 1 else Fraction(0)
    lines = tuple(line.words for line in verses.lines)
    return lines, [Spoken(one.begin + by, one.end + by) for one in times.spoken]


def _read_by(shape: Poem, context: Context, verses: Verses, laid: Sequence[Voice]) -> list[Voice] | None:
    """Return the voices with the lines that each reads; None after telling of a line that none of them reads."""
    if len(laid) < 2:
        return [replace(voice, lines=tuple(range(len(verses.lines)))) for voice in laid]
    reads: list[list[int]] = [[] for _ in laid]
    now = 0
    for number, line in enumerate(verses.lines):
        if line.by:
            readers = [n for n, sound in enumerate(shape.voices) if set(line.by) & set(sound.by)]
            if not readers:
                who = " and ".join(line.by)
                context.fault((*verses.place(number), "by"), f"no voice is by {who}", f"write `by: {who}` at one of `voices`")
                return None
            now = readers[0]
        reads[now].append(number)
    return [replace(voice, lines=tuple(numbers)) for voice, numbers in zip(laid, reads, strict=True)]


def _language(shape: Poem, context: Context) -> str:
    return shape.language or context.written_in


def _cues(
    shape: Poem, context: Context, verses: Verses, lines: Sequence[Standing], frames: int
) -> dict[str, tuple[Cue, ...]]:
    """Return the captions that a voice gives by itself: its lines, in the language that it speaks, and translated."""
    if not lines or not (shape.voice or shape.voices):
        return {}
    spoken, shown = _language(shape, context), shape.show_lines
    found = {spoken: captions_of(spoken, {}, context, verses, lines, frames, are_shown=shown)}
    if (here := context.language) != spoken and any(text != said for text, said in context.translated.items()):
        found[here] = captions_of(here, context.translated, context, verses, lines, frames, are_shown=shown)
    return found


def _contributions(
    shape: Poem, context: Context, clips: Sequence[SoundClip], lines: Sequence[Standing], frames: int
) -> tuple[Contribution, ...]:
    made = []
    for (loc, sound), clip in zip(_sounds(shape), clips, strict=False):
        if not clip.mute:
            made.append(contribution(context, loc, sound, audible(context, clip, frames), "sound", "reader", shape.title))
    made += _readers(shape, context, made, lines)
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
                release=spec.release.name,
                scope=spec.release.scope,
                url=spec.url,
                is_read=True,
                where=context.where("written"),
                places=context.credited(("written",), spec),
            )
        )
    return tuple(made)


def _readers(shape: Poem, context: Context, voices: Sequence[Contribution], lines: Sequence[Standing]) -> list[Contribution]:
    """Return those whom lines name as their readers and no voice does: each from their first line to the end of their last."""
    known = {key for made in voices for key in made.people}
    ranges: dict[str, tuple[int, int, int]] = {}
    for line in lines:
        for key in shape.lines[line.number].by if shape.lines else ():
            if key not in known:
                first, last, number = ranges.get(key, (line.begin, line.spoken, line.number))
                ranges[key] = min(first, line.begin), max(last, line.spoken), number
    return [
        Contribution(
            people=(key,),
            role=voices[0].role if voices else context.words.role("reader"),
            range=FrameRange(first, last - first),
            medium="sound",
            title=shape.title,
            path=voices[0].path if voices else "",
            license=voices[0].license if voices else "",
            release=voices[0].release if voices else "",
            scope=voices[0].scope if voices else EVERYWHERE,
            url=voices[0].url if voices else "",
            where=context.where("lines", number, "by"),
            places={"by": context.where("lines", number, "by")},
        )
        for key, (first, last, number) in ranges.items()
    ]


KIND = Kind(
    "poem",
    Poem,
    build,
    interstitial=True,
    loudness_class="poem",
    least={"lines": ["First line"], "written": {"by": "ana"}},
)
