"""Where captions stand in the text of a file, and how a time is written anew as it was written there. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pipeline.timebase import half_up
from pipeline.values import dataclass

BROKEN = ("srt", "vtt")
"""The formats in which an end of a line is an end of a line, so that breaks can be moved."""
FORMATS = (*BROKEN, "ass", "ssa", "ttml", "dfxp", "itt", "xml", "lrc")
"""The formats in which times can be changed where they stand."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_STAMP = r"(?:\d{1,4}:)?\d{1,2}:\d{1,2}[,.]\d{3}"
_TIMES = re.compile(rf"\ufeff?\s*(?P<start>{_STAMP})\s*-->\s*(?P<end>{_STAMP})(?!\S)", re.ASCII)
_BEAT = r"\d{1,2}:\d{1,2}:\d{1,2}\.\d{2,3}"
_DIALOGUE = re.compile(rf"[ \t]*Dialogue:[^,\r\n]*,\s*(?P<start>{_BEAT})\s*,\s*(?P<end>{_BEAT})\s*,(?:[^,\r\n]*,){{6}}", re.ASCII)
_TAG = re.compile(r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(?P<name>[\w:.-]+)(?P<said>(?:[^<>"']|"[^"]*"|'[^']*')*)>""", re.DOTALL)
_SAID = re.compile(r"""\s(?P<key>begin|end|dur)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')""")
_CLOCK = re.compile(r"\d{2,4}:\d\d:\d\d(?:\.\d{1,9})?|\d{1,9}(?:\.\d{1,9})?s", re.ASCII)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caption stands in the text of a file: its times, and its lines of text; `newline` is how its lines end."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: tuple[int, int]
    newline: str = "\n"


def standing(text: str, kind: str) -> Iterator[Standing]:
    """Yield where the captions of a file of a kind stand whose times can be changed there, in the file's order."""
    match kind:
        case "srt" | "vtt":
            return _arrows(text, kind)
        case "ass" | "ssa":
            return _dialogues(text)
        case _:
            return _paragraphs(text)


def seconds(stamp: str) -> Fraction:
    """Return what a time is, as it is written in any of the formats."""
    if stamp.endswith("s"):
        return Fraction(stamp[:-1])
    *hours, minutes, rest = stamp.replace(",", ".").split(":")
    return int(hours[0] if hours else 0) * 3600 + int(minutes) * 60 + Fraction(rest)


def unit(stamp: str) -> Fraction:
    """Return to how many seconds a time is written anew: a hundredth where that is what its format has, else a thousandth."""
    return Fraction(1, 100) if re.fullmatch(r"\d:\d\d?:\d\d?\.\d\d", stamp, re.ASCII) else Fraction(1, 1000)


def rounded(at: Fraction, step: Fraction) -> Fraction:
    """Return a time in seconds to the nearest of these steps, halves up."""
    return half_up(at / step) * step


def stamped(old: str, at: Fraction) -> str:
    """Return a time as `old` is written: with as many digits of hours, or none, and its sign before the parts of a second."""
    digits = 2 if unit(old) == Fraction(1, 100) else 3
    whole, part = divmod(half_up(at * 10**digits), 10**digits)
    if old.endswith("s"):
        return f"{whole}.{part:0{digits}d}s"
    hours, rest = divmod(whole, 3600)
    given = old.split(":")
    width = len(given[0]) if len(given) == 3 else 2
    shown = f"{hours:0{width}d}:" if len(given) == 3 or hours else ""
    return f"{shown}{rest // 60:02d}:{rest % 60:02d}{',' if ',' in old else '.'}{part:0{digits}d}"


def _arrows(text: str, kind: str) -> Iterator[Standing]:
    lines = [match for match in _LINE.finditer(text) if match[0] or match.start() < len(text)]
    times = {number: found for number, line in enumerate(lines) if "-->" in line[0] and (found := _TIMES.match(line[0]))}
    for number, found in times.items():
        at, last = lines[number].start(), number + 1
        while last < len(lines) and last not in times and _is_text(lines[last][0].rstrip("\r\n"), kind):
            last += 1
        end = lines[last - 1].end() if last - 1 > number else lines[number].end()
        newline = lines[number][0][len(lines[number][0].rstrip("\r\n")) :] or "\n"
        start, ending = (tuple(at + side for side in found.span(name)) for name in ("start", "end"))
        yield Standing((start[0], start[1]), (ending[0], ending[1]), (lines[number].end(), end), newline)


def _is_text(line: str, kind: str) -> bool:
    return bool(line) if kind == "vtt" else bool(line.strip())


def _dialogues(text: str) -> Iterator[Standing]:
    for line in _LINE.finditer(text):
        if found := _DIALOGUE.match(text, line.start(), line.end()):
            yield Standing(found.span("start"), found.span("end"), (found.end(), line.end()))


def _paragraphs(text: str) -> Iterator[Standing]:
    """Yield the paragraphs of TTML; none where anything but paragraphs has times, which count from those around them."""
    found: list[Standing] = []
    for tag in _TAG.finditer(text):
        if tag["name"] is None:
            continue
        said = {one["key"]: one for one in _SAID.finditer(text, *tag.span("said"))}
        if said and tag["name"].rpartition(":")[2] != "p":
            return
        if {*said} == {"begin", "end"}:
            start, end = (one.span("double" if one["double"] is not None else "single") for one in (said["begin"], said["end"]))
            close = text.find(f"</{tag['name']}", tag.end())
            if _CLOCK.fullmatch(text, *start) and _CLOCK.fullmatch(text, *end) and close >= 0:
                found.append(Standing(start, end, (tag.end(), close)))
    yield from found
