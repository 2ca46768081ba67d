"""Tables of colours (`.cube`): what a file holds, or what is wrong with it at which line. Pure.

The format is Adobe's (Cube LUT Specification 1.0): keywords, then a row of three numbers for each entry, red running fastest.
"""

from __future__ import annotations

import re
from typing import Literal

from pipeline.values import dataclass

LARGEST = 32 << 20
"""Bytes of a file that is read: one of 65 x 65 x 65 colours has 7 to 12 millions."""

MOST_SIDE, MOST_CURVE = 129, 65_536
"""Entries along a side of a table, and of a curve, that are taken; the format allows 256 and 65,536."""

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_TITLE, _SIZES = "TITLE", {"LUT_1D_SIZE": 1, "LUT_3D_SIZE": 3}
_RANGES = {"DOMAIN_MIN": (0, 0, 0), "DOMAIN_MAX": (1, 1, 1), "LUT_1D_INPUT_RANGE": (0, 1), "LUT_3D_INPUT_RANGE": (0, 1)}
_AGAIN = "export it again as a .cube file"


@dataclass(frozen=True, slots=True)
class CubeFault(Exception):
    """What is wrong with a table, at which line of it, and what to do."""

    line: int
    message: str
    hint: str = _AGAIN

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


def sides(content: bytes) -> Literal[1, 3]:
    """Return whether a table is a curve for each channel (1) or a colour for each colour (3). Raises CubeFault."""
    lines = content.decode("utf-8-sig", "replace").splitlines()
    kind, size, rows = 0, 0, 0
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words or words[0].startswith("#") or words[0] == _TITLE:
            continue
        if words[0] in _SIZES:
            if kind:
                raise CubeFault(number, "it holds a curve and a table, one after the other", "export them as two files")
            kind, size = _SIZES[words[0]], _size(words, number)
        elif words[0] in _RANGES:
            if not all(_NUMBER.fullmatch(word) for word in words[1:]) or tuple(map(float, words[1:])) != _RANGES[words[0]]:
                if wrong := _wrong_way_round(lines):
                    raise CubeFault(number, wrong)
                message = f"it is made for colours from {' '.join(words[1:])}, and only 0 to 1 is read"
                raise CubeFault(number, message, "export it for 0 to 1")
        elif len(words) == 3 and all(map(_NUMBER.fullmatch, words)):
            rows += 1
            if not kind:
                raise CubeFault(number, "colours come before LUT_3D_SIZE or LUT_1D_SIZE, which says how many there are")
            if rows > size**kind:
                raise CubeFault(number, f"more colours than the {size**kind:,} of its size, {size}")
        else:
            raise CubeFault(number, f"{line.strip()[:40]!r} is not three numbers")
    if not kind:
        raise CubeFault(len(lines) or 1, "no LUT_3D_SIZE or LUT_1D_SIZE: it is no table of colours")
    if rows < size**kind:
        raise CubeFault(len(lines), f"it ends after {rows:,} of {size**kind:,} colours")
    return 1 if kind == 1 else 3


def _wrong_way_round(lines: list[str]) -> str:
    """Return what is wrong with ranges whose lowest value does not lie below the highest; empty for others."""
    said = {words[0]: words[1:] for words in map(str.split, lines) if words and words[0] in _RANGES}
    low, high = said.get("DOMAIN_MIN", ["0"] * 3), said.get("DOMAIN_MAX", ["1"] * 3)
    pairs = [("DOMAIN_MIN", low, "DOMAIN_MAX", high)]
    pairs += [(f"the first of {name}", given[:1], "the second", given[1:]) for name, given in said.items() if "RANGE" in name]
    for one, lowest, other, highest in pairs:
        is_read = all(map(_NUMBER.fullmatch, (*lowest, *highest)))
        if is_read and any(float(a) >= float(b) for a, b in zip(lowest, highest, strict=False)):
            return f"{one}, {' '.join(lowest)}, has to lie below {other}, {' '.join(highest)}"
    return ""


def _size(words: list[str], line: int) -> int:
    most = MOST_CURVE if words[0] == "LUT_1D_SIZE" else MOST_SIDE
    if len(words) != 2 or not words[1].isdecimal() or not 2 <= int(words[1]) <= most:
        raise CubeFault(line, f"{words[0]} is {' '.join(words[1:]) or 'not said'}; it is a number from 2 to {most:,}")
    return int(words[1])
