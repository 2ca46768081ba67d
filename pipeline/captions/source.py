"""Bytes of a caption file -> its lines; times in it -> exact seconds."""

from __future__ import annotations

import codecs
import re
from fractions import Fraction

from pipeline.captions.model import CaptionFault
from pipeline.timebase import clock, half_up

ARROW = "-->"
_STAMP = re.compile(r"(?:(?P<hours>\d{1,4}):)?(?P<minutes>\d{1,2}):(?P<seconds>\d{1,2})(?:[,.](?P<part>\d{1,9}))?")


def lines_of(content: bytes, name: str) -> list[str]:
    """Return the lines of a caption file, without their breaks (LF, CR LF or CR).

    The encoding is UTF-8, or UTF-16 where a byte order mark says so; anything else is never guessed. Raises CaptionFault.
    """
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        number = content[: error.start].count(b"\n") + 1 if encoding == "utf-8-sig" else 0
        shown = f"byte 0x{content[error.start]:02x}" if error.start < len(content) else "its end"
        raise CaptionFault(f"{name} is not {encoding.upper().removesuffix('-SIG')} ({shown}); save it as UTF-8", number) from None
    # str.splitlines would also break at characters that belong to a text (U+0085, U+2028).
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        if "\0" in line:
            raise CaptionFault(f"{name} holds a zero byte; it may be UTF-16 or UTF-32 without its mark", number)
    return lines


def times(line: str, number: int, *, mark: str, hours: bool) -> tuple[Fraction, Fraction]:
    """Read `start --> end`, and whatever settings may follow, from a line.

    `mark` is what the format writes before the milliseconds; the other of comma and point is taken too. `hours` says
    whether the format demands them. Raises CaptionFault with the line's number.
    """
    left, _, right = line.partition(ARROW)
    if ARROW in right:
        raise CaptionFault(f"two {ARROW!r} in one line", number)
    ends = right.split(maxsplit=1)
    if not left.strip() or not ends:
        raise CaptionFault(f"{ARROW!r} belongs between two times only; in a text write \N{RIGHTWARDS ARROW}", number)
    start, end = (_seconds(text, number, mark, hours) for text in (left.strip(), ends[0]))
    if end <= start:
        raise CaptionFault(f"the caption ends at {ends[0]}, which is not after its start at {left.strip()}", number)
    return start, end


def stamp(seconds: Fraction, mark: str) -> str:
    """Write a time as `HH:MM:SS` + `mark` + milliseconds, rounded to the nearest, halves up."""
    return clock(Fraction(half_up(seconds * 1000), 1000), digits=3, hours=True).zfill(12).replace(".", mark)


def _seconds(text: str, number: int, mark: str, hours: bool) -> Fraction:
    example = f"01:02:03{mark}456"
    if text.startswith(("-", "\N{MINUS SIGN}")):
        raise CaptionFault(f"the time {text} is below zero", number)
    match = _STAMP.fullmatch(text)
    if match is None or not text.isascii():
        raise CaptionFault(f"{text!r} is not a time; write {example}", number)
    if hours and match["hours"] is None:
        raise CaptionFault(f"the time {text} has no hours; write 00:{text}", number)
    if match["part"] is None or len(match["part"]) != 3:
        # Readers disagree whether ",5" is 5 or 500 milliseconds, so it is not guessed.
        raise CaptionFault(f"the time {text} needs three digits of milliseconds; write {example}", number)
    if int(match["minutes"]) >= 60 or int(match["seconds"]) >= 60:
        raise CaptionFault(f"the time {text} has 60 or more minutes or seconds", number)
    whole = int(match["hours"] or 0) * 3600 + int(match["minutes"]) * 60 + int(match["seconds"])
    return whole + Fraction(int(match["part"]), 1000)
