"""Where the sheets of a collage lie, and how large they are. Pure."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

EDGE = Fraction(14, 1000)
"""The white edge of a sheet, as a share of the picture's shorter side."""

_MORE = Fraction(21, 20)
"""How much more room a sheet takes askew than straight."""

_WIDE = Fraction(5, 4)
"""The shape of the room that sheets of all shapes have most of."""


def columns(count: int, width: int, height: int) -> int:
    """Return how many sheets stand beside each other, so that each has the most room."""
    return min(range(1, count + 1), key=lambda one: (abs(Fraction(width * ceil(count / one), one * height) - _WIDE), one))


def fitted(aspect: Fraction, count: int, size: tuple[int, int]) -> tuple[int, int]:
    """Return the pixels, even, of a still of an `aspect` that is one of `count` in a picture of so many pixels."""
    width, height = size
    beside = columns(count, width, height)
    edge = 4 * EDGE * min(size)
    across = (Fraction(width, beside) - edge) / _MORE
    down = (Fraction(height, ceil(count / beside)) - edge) / _MORE
    wide = min(across, down * aspect)
    return max(2, int(wide) // 2 * 2), max(2, int(wide / aspect) // 2 * 2)
