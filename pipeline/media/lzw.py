"""LZW, as GIF and TIFF pack pixels: how much a stream of codes unpacks to. Nothing is unpacked: damage shows in the count alone.

Most damage changes the length that a code stands for, so that the sum is no longer what the head of the picture says.
Sources: GIF89a, appendix F; TIFF 6.0, section 13.
"""

from __future__ import annotations

from typing import Literal

from pipeline.values import dataclass

_MOST_BITS = 12


@dataclass(slots=True)
class Budget:
    """How many codes are still read of one file: three million take about two seconds."""

    codes: int = 3_000_000


@dataclass(frozen=True, slots=True)
class Unpacked:
    """How many values a stream unpacks to, and how it ends: at its mark, without one, or at a code that nothing stands for."""

    count: int
    ending: Literal["mark", "none", "nonsense"]


def unpacked(content: bytes, bits: int, budget: Budget, *, is_tiff: bool) -> Unpacked | None:
    """Return what codes of values of `bits` bits unpack to; None where the budget is spent before their end.

    A TIFF begins each byte with its highest bit, and takes wider codes one code earlier than a GIF.
    """
    clear, end = 1 << bits, (1 << bits) + 1
    early = 1 if is_tiff else 0
    lengths = [1] * clear + [0, 0]
    width, limit, before, count = bits + 1, (2 << bits) - early, 0, 0
    held = have = at = read = 0
    size, most = len(content), budget.codes
    while True:
        while have < width:
            if at == size:
                budget.codes -= read
                return Unpacked(count, "none")
            held = held << 8 | content[at] if is_tiff else held | content[at] << have
            at, have = at + 1, have + 8
        have -= width
        if is_tiff:
            code, held = held >> have, held & (1 << have) - 1
        else:
            code, held = held & (1 << width) - 1, held >> width
        read += 1
        if code == clear:
            del lengths[end + 1 :]
            width, limit, before = bits + 1, (2 << bits) - early, 0
            continue
        if code == end or read > most:
            budget.codes -= read
            return Unpacked(count, "mark") if code == end else None
        known = len(lengths)
        if code > known or (code == known and (not before or known == 1 << _MOST_BITS)):
            budget.codes -= read
            return Unpacked(count, "nonsense")
        length = before + 1 if code == known else lengths[code]
        count += length
        if before and known < 1 << _MOST_BITS:
            lengths.append(before + 1)
            if known + 1 == limit and width < _MOST_BITS:
                width, limit = width + 1, (2 << width) - early
        before = length
