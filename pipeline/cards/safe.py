"""Safe areas: where text must stay. Pure.

Wide and square: 90 % of width and height for titles, as SMPTE ST 2046-1 (5 % at each side). Tall pictures are watched under
an app's own buttons and captions, for which no official numbers exist; ours leave 10 % at the top, 20 % at the bottom, 5 % at
the left and 10 % at the right.
"""

from __future__ import annotations

from fractions import Fraction

from pipeline.cards.model import Shape

TITLE: dict[Shape, tuple[Fraction, Fraction, Fraction, Fraction]] = {
    "wide": (Fraction(1, 20),) * 4,
    "square": (Fraction(1, 20),) * 4,
    "tall": (Fraction(1, 20), Fraction(1, 10), Fraction(1, 10), Fraction(1, 5)),
}
"""Left, top, right, bottom margins of the title-safe area, as shares of the canvas's width and height."""


def margins(shape: Shape, width: int, height: int) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom margins in pixels of a `width` x `height` canvas, rounded inwards."""
    left, top, right, bottom = TITLE[shape]
    return -int(-left * width // 1), -int(-top * height // 1), -int(-right * width // 1), -int(-bottom * height // 1)
