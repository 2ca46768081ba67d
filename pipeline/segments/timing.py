"""The field that says how a poem's lines get their times, and the times that a file gives them. Pure but for what is read."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated

from pydantic import ValidationError, ValidationInfo, WithJsonSchema

from pipeline.captions import ENDINGS, CaptionFault, read_file
from pipeline.faults import did_you_mean
from pipeline.media.faults import MediaFault
from pipeline.segments.base import Context
from pipeline.segments.caption_files import CaptionsFile, doubt
from pipeline.segments.fields import ReadsAmong, mistake, written
from pipeline.segments.remarks import tell_mistakes
from pipeline.timebase import clock
from pipeline.values import dataclass

AUTO, EVEN = "auto", "even"


def _timing(value: object, info: ValidationInfo) -> str | CaptionsFile:
    if isinstance(value, dict) and "file" not in value:
        hint = f"write timing: {AUTO}, {EVEN}, or {{file: poem.srt}}"
        raise mistake("a group here names a file with times, and has no `file`", hint)
    text = value["file"] if isinstance(value, dict) else value
    text = written(text)
    if text.casefold() in (AUTO, EVEN):
        return text.casefold()
    if not text.casefold().endswith(ENDINGS):
        near = did_you_mean(text.casefold(), (AUTO, EVEN))
        raise mistake(f"{text!r} does not say when lines come", f"{near}; or name a file with their times: poem.srt, poem.lrc")
    try:
        return CaptionsFile.model_validate(value, context=info.context)
    except ValidationError as error:
        first = error.errors()[0]
        place = tuple(first["loc"])
        match first["type"]:
            case "mistake":
                told = first["ctx"]
                raise mistake(told["message"], told["hint"], place + told["at"]) from None
            case _:  # a field that there is not
                hint = did_you_mean(str(place[-1]), tuple(CaptionsFile.model_fields))
                raise mistake(f"a file of captions has no {str(place[-1])!r}", hint, place) from None


Timing = Annotated[str | CaptionsFile, ReadsAmong(_timing), WithJsonSchema({"type": ["string", "object"]})]
"""auto, even, or a file of captions or lyrics (SRT, WebVTT, LRC) inside the media folder."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """When a line is spoken: exact seconds on one clock, which the caller knows."""

    begin: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True)
class Timed:
    """When each line is spoken. Where lines share the time by their lengths (`is_shared`), each has its own.

    What a file says has the line of the file at which it is written.
    """

    spoken: tuple[Spoken, ...]
    is_shared: bool = False
    file: str = ""
    written_at: tuple[int, ...] = ()


def of_file(context: Context, file: CaptionsFile, lines: Sequence[str], language: str) -> Timed | None:
    """Return when a file says that each line is spoken, in the file's own time; None after telling what is wrong with it.

    A caption belongs to each line, in order; where its words are others, that is told, and the poem's are shown.
    """
    path = file.file
    try:
        content = context.library.read(path)
    except MediaFault as fault:
        align = "`together align` writes it" if path.casefold().endswith(".srt") else ""
        context.fault(("timing",), fault.message, "; or ".join(filter(None, (fault.hint, align))))
        return None
    try:
        there = read_file(content, path, file.encoding)
    except CaptionFault as fault:
        tell_mistakes(context, ("timing",), file, content, fault, language)
        return None
    captions = there.captions
    if doubtful := doubt(file, content):
        context.warn(("timing", "encoding"), doubtful, "remove `encoding` if it is wrong")
    words = [_words(caption.text) for caption in captions]
    if len(captions) != len(lines):
        short = min(len(captions), len(lines))
        number = next((n for n in range(short) if words[n] != _words(lines[n])), short)
        it_has = "its captions end"
        if number < len(captions):
            it_has = f"caption {number + 1} (line {there.lines[number]}) is {captions[number].text!r}"
        here = f"line {number + 1} is {lines[number]!r}" if number < len(lines) else "the poem ends"
        counted = ((len(captions), "caption"), (len(lines), "line"))
        has, of = (f"{count} {what}{'' if count == 1 else 's'}" for count, what in counted)
        message = f"{path} has {has}, and the poem {of}: {it_has} where {here}"
        again = "`together align --replace` writes an .srt anew"
        context.fault(("timing",), message, f"write a caption for each line, in the poem's order; or {again}")
        return None
    others = [number for number, line in enumerate(lines) if words[number] != _words(line)]
    if others:
        first = others[0]
        more = f", and {len(others) - 1} more are others" if len(others) > 1 else ""
        other = f"at {clock(captions[first].start)} stands {captions[first].text!r}"
        message = f"{path}, line {there.lines[first]}: {other}, and line {first + 1} of the poem is {lines[first]!r}{more}"
        context.warn(("timing",), message, "the poem's own words are shown, at the file's times")
    return Timed(tuple(Spoken(caption.start, caption.end) for caption in captions), file=path, written_at=there.lines)


def _words(text: str) -> str:
    """Return a text by which it is known, whatever its signs and spaces."""
    return "".join(character for character in text.casefold() if character.isalnum())
