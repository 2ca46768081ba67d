"""Lyrics with times (.lrc) -> captions. Each line is shown until the next one comes; times of single words are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pipeline.captions.file import CaptionFile, by_time
from pipeline.captions.markup import Builder
from pipeline.captions.model import Caption, CaptionFault
from pipeline.captions.source import Mistakes, Notices, lines_of

LAST = Fraction(5)
"""Seconds for which the last line is shown, where the file does not say how long the whole is."""
_TIME = r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?"
_STAMP = re.compile(rf"\[{_TIME}\]", re.ASCII)
_WORD = re.compile(rf"<{_TIME}>", re.ASCII)
_SAID = re.compile(r"\[([A-Za-z#]{1,20}):([^\]]*)\]")
_BROKEN = re.compile(r"[\[<]\s*-?\d+:\d[^\s\]>]*[\]>]?", re.ASCII)


def read(content: bytes, name: str, encoding: str = "") -> CaptionFile:
    """Read lyrics. Raises CaptionFault with all mistakes and their lines."""
    reader = _Reader()
    for number, line in enumerate(lines_of(content, name, encoding), 1):
        with reader.mistakes.noted():
            reader.take(number, line.strip())
    captions, lines = by_time(reader.captions())
    reader.mistakes.tell()
    return CaptionFile(captions, lines, language=reader.language, notices=reader.notices.all())


class _Reader:
    """What has been read of a file so far."""

    def __init__(self) -> None:
        self.language = ""
        self.notices, self.mistakes = Notices(), Mistakes()
        self._said: dict[Fraction, list[tuple[int, str]]] = {}
        self._offset = Fraction(0)
        self._length: Fraction | None = None

    def take(self, number: int, line: str) -> None:
        """Read a line. Raises CaptionFault."""
        at, starts = 0, []
        while found := _STAMP.match(line, at):
            starts.append(_seconds(found, number))
            at = found.end()
        for start in starts:
            self._said.setdefault(start, []).append((number, line[at:].strip()))
        if starts:
            return
        if tag := _SAID.fullmatch(line):
            if self._said and tag[2].strip():
                self.notices.add(number, f"[{tag[1]}:] is no time, so what stands there is left out")
            self._tag(tag[1].lower(), tag[2].strip(), number)
        elif _BROKEN.match(line):
            raise CaptionFault(f"{line[:20]!r} does not begin with a time; write [01:02.34]", number)
        elif line:
            raise CaptionFault(f"{line[:40]!r} has no time; write it as [01:02.34] before the text", number)

    def _tag(self, name: str, value: str, number: int) -> None:
        match name:
            case "offset" if re.fullmatch(r"[+-]?\d{1,9}", value, re.ASCII):
                self._offset = Fraction(int(value), 1000)  # milliseconds; lines come earlier where it is positive
            case "offset" if value:
                raise CaptionFault(f"the offset {value[:20]!r} is no whole number of milliseconds; write [offset:+500]", number)
            case "length" if found := _STAMP.fullmatch(f"[{value}]"):
                self._length = _seconds(found, number)
            case "la" | "lang" if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", value):
                self.language = value
            case _:
                pass  # who sings, and the like

    def captions(self) -> Iterator[tuple[Caption, int]]:
        """Yield the captions with their lines; their mistakes are noted."""
        said, offset, length = self._said, self._offset, self._length
        starts = sorted(said)
        for start, end in zip(starts, [*starts[1:], None], strict=False):
            number, text = said[start][0][0], "\n".join(text for _, text in said[start])
            if end is None:
                end = length if length is not None and length > start else start + LAST
                if end == start + LAST and text.strip():
                    told = f"nothing says when the last line ends; it is shown for {LAST} s. Write a time without text"
                    self.notices.add(number, told)
            if end - offset > 0:
                with self.mistakes.noted(number):
                    for caption in _caption(max(start - offset, Fraction(0)), end - offset, text, number, offset):
                        yield caption, number


def _caption(start: Fraction, end: Fraction, marked: str, number: int, offset: Fraction) -> list[Caption]:
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
    if hours is not None and part is None:
        early, late = f"{hours}:{minutes}.{seconds}", f"{int(hours) * 60 + int(minutes):02d}:{seconds}.00"
        raise CaptionFault(f"{found[0]} may be minutes or hours; write [{early}] or [{late}]", number)
    if int(seconds) >= 60:
        raise CaptionFault(f"the time {found[0]} has 60 or more seconds; write it in minutes and seconds", number)
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + Fraction(int(part or 0), 10 ** len(part or ""))
