"""Boxes in whole, even pixels: chroma of 4:2:0 knows no others. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from pipeline.timebase import half_up


class Pixels(NamedTuple):
    """A rectangle of the canvas in whole, even pixels."""

    x: int
    y: int
    width: int
    height: int


def pixel_box(x: Fraction, y: Fraction, width: Fraction, height: Fraction, canvas: tuple[int, int]) -> Pixels:
    """Turn shares of the canvas into even pixels. Edges are rounded, not sizes, so that boxes that touch leave no gap."""
    left, top = even(x * canvas[0]), even(y * canvas[1])
    right, bottom = even((x + width) * canvas[0]), even((y + height) * canvas[1])
    return Pixels(left, top, max(2, right - left), max(2, bottom - top))


def even(value: Fraction) -> int:
    """Return the nearest even number, halves up."""
    return 2 * half_up(value / 2)
