"""Bytes of a caption file -> its lines; times in it -> exact seconds; what is told of it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

from pipeline.captions.encodings import meant, python_name
from pipeline.captions.file import Notice
from pipeline.captions.model import CaptionFault, EncodingFault
from pipeline.timebase import clock, half_up

ARROW = "-->"
BACK = "this caption begins before the one above it; were files joined? Captions are shown in the order of their times"
_BLANKS = " \t\f"
_CONTROL = re.compile("[\x80-\x84\x86-\x9f]")
"""Controls that no file of captions means; U+0085 ends a line."""
_STAMP = re.compile(r"(?:(?P<hours>\d{1,4}):)?(?P<minutes>\d{1,2}):(?P<seconds>\d{1,2})(?:[,.](?P<part>\d{1,9}))?", re.ASCII)
_LIKE = r"[-+\u2212]?\d+(?::\d+)+(?:[,.;]\d+)?"
_STAMPED = re.compile(_LIKE, re.ASCII)
_BROKEN = re.compile(rf"\s*(?P<start>{_LIKE})(?P<arrow>[^\w:,.]{{1,12}})(?P<end>{_LIKE})(?:\s|$)", re.ASCII)
_GLUED = re.compile(r"\s*[-+\u2212]?\d+(?::\d+)+[,.;]\d+\D{0,12}(?:\d+:\d\d|\d\d[,.]\d{3})", re.ASCII)
_UNSEEN = "\u200b\u200e\u200f\u2060\ufeff"
_INDEX = re.compile(r"(?:#|No\.?|[(\[])?\s?(?P<number>\d{1,9})\s?[.:)\]]?", re.IGNORECASE)
_HEADED = re.compile(r"WEBVTT(?:[ \t].*)?")
_MOST = 30
"""Mistakes of a file that are told; one with more was hardly written in this format."""
_ENCODINGS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Notices:
    """What is told of a file that is read all the same: each once, at the first line, with how often it was found."""

    def __init__(self) -> None:
        self._found: dict[str, list[int]] = {}

    def add(self, line: int, message: str) -> None:
        """Note what was found at a line."""
        self._found.setdefault(message, []).append(line)

    def all(self) -> tuple[Notice, ...]:
        """Return them in order of their lines."""
        def told(message: str, lines: list[int]) -> str:
            return message if len(lines) == 1 else f"{message} (and {len(lines) - 1} more like this)"

        return tuple(sorted(Notice(lines[0], told(message, lines)) for message, lines in self._found.items()))


class Mistakes:
    """The mistakes of a file, so that all are told at once; a file with very many is not read to its end."""

    def __init__(self) -> None:
        self._found: list[CaptionFault] = []

    def __len__(self) -> int:
        return len(self._found)

    @contextmanager
    def noted(self, line: int = 0) -> Iterator[None]:
        """Go on after a mistake; one that does not know its line is told at `line`."""
        try:
            yield
        except CaptionFault as fault:
            if fault.others:  # all of them, told from within
                raise
            self._found.append(fault if fault.line else CaptionFault(fault.message, line))
            if len(self._found) == _MOST:
                last = max(fault.line for fault in self._found)
                self._found.append(CaptionFault("the rest is not looked at; mend what is told, or export the file again", last))
                self.tell()

    def tell(self) -> None:
        """Raise CaptionFault where there are any, that of the first line with the others."""
        by_place = {(fault.line, fault.message): fault for fault in self._found}
        if by_place:
            first, *others = sorted(by_place.values(), key=lambda fault: fault.line)
            raise CaptionFault(first.message, first.line, tuple(others))


def decoded(content: bytes, name: str, encoding: str = "") -> str:
    """Return the text of a file: by its byte order mark, else in the `encoding` that is declared, else UTF-8; never guessed.

    Raises CaptionFault, EncodingFault for bytes that are none of its characters.
    """
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise CaptionFault(f"{name} is UTF-32, which no player reads; save it as UTF-8")
    declared = python_name(encoding or "utf-8")
    if declared is None:
        raise CaptionFault(f"{encoding[:40]!r} is no encoding that captions may have; {meant(encoding)}")
    mark, known = next(((mark, known) for mark, known in _ENCODINGS if content.startswith(mark)), (b"", declared))
    try:
        text = content[len(mark) :].decode(known)
    except UnicodeDecodeError as error:
        number = content[: len(mark) + error.start].count(b"\n") + 1 if "16" not in known else 0
        at = len(mark) + error.start
        shown = f"byte 0x{content[at]:02x}" if at < len(content) else "its end"
        told = encoding if encoding and not mark else known.upper().removesuffix("-LE").removesuffix("-BE")
        raise EncodingFault(f"{name} is not {told} ({shown}); save it as UTF-8", number, at) from None
    if encoding and not mark and (found := _CONTROL.search(text)):
        # ISO 8859 gives a control character to each byte that Windows gives quotation marks and dashes to.
        number = text.count("\n", 0, found.start()) + 1
        at = len(text[: found.start()].encode(known))
        raise EncodingFault(f"{name} has U+{ord(found[0]):04X}, a control character, where it is read as {encoding}", number, at)
    return text.removeprefix("\ufeff")


def lines_of(content: bytes, name: str, encoding: str = "") -> list[str]:
    """Return the lines of a caption file, without their breaks (LF, CR LF or CR); see `decoded`. Raises CaptionFault.

    A byte order mark where a line begins is what joining files leaves, and goes.
    """
    # str.splitlines would also break at characters that belong to a text (U+0085, U+2028).
    lines = decoded(content, name, encoding).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        if "\0" in line:
            message = f"{name} holds a zero byte; it may be UTF-16 or UTF-32 without its mark; save it as UTF-8"
            raise EncodingFault(message, number, content.index(b"\0"))
    return [line.lstrip("\ufeff") if line.startswith("\ufeff") else line for line in lines]


def times(line: str, number: int, *, mark: str, strict: bool) -> tuple[Fraction, Fraction, str]:
    """Read `start --> end` from a line; return exact seconds and whatever settings follow.

    `mark` is what the format writes before the milliseconds. A format that is `strict` demands it, and two digits of minutes and
    seconds, but no hours; another takes comma and point, and demands hours. Raises CaptionFault with the line's number.
    """
    left, _, right = line.partition(ARROW)
    if ARROW in right:
        raise CaptionFault(f"two {ARROW!r} in one line; each caption has its own", number)
    # Blanks of other kinds, such as U+00A0, are no blanks to players.
    first, last, said = left.strip(_BLANKS), *_parted(right)
    if first.endswith(("-", "<")) or last.startswith(">"):
        raise CaptionFault(f"more than {ARROW!r} stands between the times; delete what is more", number)
    if not first or not last:
        raise CaptionFault(f"{ARROW!r} belongs between two times only; in a text write \N{RIGHTWARDS ARROW}", number)
    start, end = (stamped(text, number, mark, strict=strict) for text in (first, last))
    if end <= start:
        message = f"the caption ends at {_short(last)}, which is not after its start at {_short(first)}"
        raise CaptionFault(f"{message}; correct one of the two", number)
    return start, end, said


def is_times(line: str) -> bool:
    """Say whether a line that holds an arrow was meant for the times of a caption, well written or not, and not for text."""
    left, _, right = line.partition(ARROW)
    first = right.split(maxsplit=1)[:1]
    return (not left.strip() and not first) or any(map(_STAMPED.fullmatch, [left.strip(), *first]))


def refuse_times(line: str, number: int) -> None:
    """Raise CaptionFault where a line of text is the times of a caption with another sign for the arrow: it would be shown."""
    if not looks_like_times(line):
        return
    if found := _BROKEN.match(line):
        arrow = found["arrow"].strip() or "nothing"
        message = f"{_short(line.strip())!r} has {arrow!r} for an arrow, so it would be shown as text; write {ARROW}"
        raise CaptionFault(message, number)
    raise CaptionFault(f"{_short(line.strip())!r} has two times and would be shown as text; write start {ARROW} end", number)


def refuse_joined(line: str, number: int) -> None:
    """Raise CaptionFault where another file was joined within a line: its number or header would be shown."""
    _, mark, below = line.rpartition("\ufeff")
    if mark and (index(below) is not None or _HEADED.fullmatch(below)):
        message = f"another file was joined to the end of this line, so {_short(below.strip())!r} would be shown"
        raise CaptionFault(f"{message}; begin it in a line of its own, with an empty line above", number)


def looks_like_times(line: str) -> bool:
    """Say whether a line of text would be taken for the times of a caption, badly written."""
    found = _BROKEN.match(line)
    if found and all(re.search(r"[,.;]|:.*:", found[side]) for side in ("start", "end")):
        return True
    return _GLUED.match(line) is not None


def index(line: str) -> int | None:
    """Return the number of a caption that a line holds alone, as `2`, `2.`, `#2` or `[2]`; None for another line."""
    found = _INDEX.fullmatch(line.strip().strip(_UNSEEN))
    return int(found["number"]) if found else None


def stamp(seconds: Fraction, mark: str) -> str:
    """Write a time as `HH:MM:SS` + `mark` + milliseconds, rounded to the nearest, halves up."""
    return clock(Fraction(half_up(seconds * 1000), 1000), digits=3, hours=True).zfill(12).replace(".", mark)


def stamped(text: str, number: int, mark: str, *, strict: bool) -> Fraction:
    """Read a time to exact seconds; see `times`. Raises CaptionFault with the line's number."""
    shown, example = _short(text), f"01:02:03{mark}456"
    if text.startswith(("-", "\N{MINUS SIGN}")):
        raise CaptionFault(f"the time {shown} is below zero; begin it at 00:00:00 at the earliest", number)
    match = _STAMP.fullmatch(text)
    if match is None:
        raise CaptionFault(f"{shown!r} is not a time; write {example}", number)
    if not strict and match["hours"] is None:
        raise CaptionFault(f"the time {shown} has no hours; write 00:{shown}", number)
    if match["part"] is None or len(match["part"]) != 3:
        # Readers disagree whether ",5" is 5 or 500 milliseconds, so it is not guessed.
        raise CaptionFault(f"the time {shown} needs three digits of milliseconds; write {example}", number)
    if int(match["minutes"]) >= 60 or int(match["seconds"]) >= 60:
        raise CaptionFault(f"the time {shown} has 60 or more minutes or seconds; write it in hours, minutes and seconds", number)
    if strict and (len(match["minutes"]) < 2 or len(match["seconds"]) < 2 or mark not in text):
        raise CaptionFault(f"players do not read the time {shown}; write it as {example}", number)
    whole = int(match["hours"] or 0) * 3600 + int(match["minutes"]) * 60 + int(match["seconds"])
    return whole + Fraction(int(match["part"]), 1000)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}..."


def _parted(text: str) -> tuple[str, str]:
    """Return the first word of a text and the rest."""
    text = text.strip(_BLANKS)
    end = next((at for at, character in enumerate(text) if character in _BLANKS), len(text))
    return text[:end], text[end:].strip(_BLANKS)
