"""Lyrics with times (.lrc) -> captions. Each line is shown until the next one comes; times of single words are kept."""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.captions.file import CaptionFile
from pipeline.captions.markup import Builder
from pipeline.captions.model import Caption, CaptionFault
from pipeline.captions.source import Notices, lines_of

LAST = Fraction(5)
"""Seconds for which the last line is shown, where the file does not say how long the whole is."""
_TIME = r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?"
_STAMP = re.compile(rf"\[{_TIME}\]", re.ASCII)
_WORD = re.compile(rf"<{_TIME}>", re.ASCII)
_SAID = re.compile(r"\[([A-Za-z#]{1,20}):([^\]]*)\]")
_BROKEN = re.compile(r"[\[<]\s*-?\d+:\d[^\s\]>]*[\]>]?", re.ASCII)


def read(content: bytes, name: str, encoding: str = "") -> CaptionFile:
    """Read lyrics. Raises CaptionFault with the line of the first mistake."""
    notices = Notices()
    said: dict[Fraction, list[tuple[int, str]]] = {}
    offset, length, language = Fraction(0), None, ""
    for number, line in enumerate(lines_of(content, name, encoding), 1):
        line = line.strip()
        at, starts = 0, []
        while found := _STAMP.match(line, at):
            starts.append(_seconds(found, number))
            at = found.end()
        text = line[at:].strip()
        if starts:
            for start in starts:
                said.setdefault(start, []).append((number, text))
        elif tag := _SAID.fullmatch(line):
            match tag[1].lower(), tag[2].strip():
                case "offset", value if re.fullmatch(r"[+-]?\d{1,9}", value, re.ASCII):
                    offset = Fraction(int(value), 1000)  # milliseconds; lines come earlier where it is positive
                case "length", value if found := _STAMP.fullmatch(f"[{value}]"):
                    length = _seconds(found, number)
                case ("la" | "lang"), value if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", value):
                    language = value
                case _:
                    pass  # who sings, and the like
        elif line:
            if _BROKEN.match(line):
                raise CaptionFault(f"{line[:20]!r} does not begin with a time; write [01:02.34]", number)
            raise CaptionFault(f"{line[:40]!r} has no time; write it as [01:02.34] before the text", number)
    return CaptionFile(_captions(said, offset, length, notices), language=language, notices=notices.all())


def _captions(
    said: dict[Fraction, list[tuple[int, str]]], offset: Fraction, length: Fraction | None, notices: Notices
) -> tuple[Caption, ...]:
    starts = sorted(said)
    found: list[Caption] = []
    for start, end in zip(starts, [*starts[1:], None], strict=False):
        number, text = said[start][0][0], "\n".join(text for _, text in said[start])
        if end is None:
            end = length if length is not None and length > start else start + LAST
            if end == start + LAST and text.strip():
                notices.add(number, f"nothing says when the last line ends; it is shown for {LAST} s. Write a time without text")
        if end - offset > 0:
            try:
                found += _caption(max(start - offset, Fraction(0)), end - offset, text, number, offset, notices)
            except CaptionFault as fault:
                raise CaptionFault(fault.message, number) from None
    return tuple(found)


def _caption(start: Fraction, end: Fraction, marked: str, number: int, offset: Fraction, notices: Notices) -> list[Caption]:
    """Return a caption, none for a line without text."""
    builder = Builder()
    at = 0
    for found in _WORD.finditer(marked):
        builder.add(marked[at : found.start()])
        at = found.end()
        builder.speak(_seconds(found, number) - offset)
    builder.add(marked[at:])
    text, _, words = builder.done(start, end)
    if broken := _BROKEN.search(text):
        raise CaptionFault(f"{broken[0][:20]!r} is not a time; write <01:02.34>", number)
    return [Caption(start, end, text, words=words)] if text else []


def _seconds(found: re.Match[str], number: int) -> Fraction:
    hours, minutes, seconds, part = found.groups()
    if int(seconds) >= 60:
        raise CaptionFault(f"the time {found[0]} has 60 or more seconds", number)
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + Fraction(int(part or 0), 10 ** len(part or ""))
