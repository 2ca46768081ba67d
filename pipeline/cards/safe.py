"""Safe areas: where text must stay. Pure.

Wide and square: 90 % of width and height for titles, as SMPTE ST 2046-1 (5 % at each side). Tall pictures are watched under
an app's own buttons and captions, for which no official numbers exist; ours leave 10 % at the top, 20 % at the bottom, 5 % at
the left and 10 % at the right.
"""

from __future__ import annotations

from fractions import Fraction

from pipeline.cards.model import Inset, Shape, shape_of

TITLE: dict[Shape, tuple[Fraction, Fraction, Fraction, Fraction]] = {
    "wide": (Fraction(1, 20),) * 4,
    "square": (Fraction(1, 20),) * 4,
    "tall": (Fraction(1, 20), Fraction(1, 10), Fraction(1, 10), Fraction(1, 5)),
}
"""Left, top, right, bottom margins of the title-safe area, as shares of the canvas's width and height."""


def margins(shape: Shape, width: int, height: int, card: str = "") -> tuple[int, int, int, int]:
    """Return left, top, right, bottom margins in pixels of a `width` x `height` canvas for a card, rounded inwards."""
    left, top, right, bottom = CHANNEL_ART if card == "channel_art" else TITLE[shape]
    return -int(-left * width // 1), -int(-top * height // 1), -int(-right * width // 1), -int(-bottom * height // 1)


CHANNEL_ART = (Fraction(2560 - 1546, 2 * 2560), Fraction(1440 - 423, 2 * 1440)) * 2
"""The same of the picture at the head of a channel: of 2560x1440 pixels every device shows the 1546x423 in the middle, and some
no more (support.google.com/youtube/answer/2972003)."""


OUTSIDE = Fraction(1, 4)
"""The share of a part of the picture from which on what lies outside of the safe area is left there: no room would be left."""


def inside(width: int, height: int, inset: Inset | None) -> tuple[int, int, int, int]:
    """Return by how many pixels the safe area lies inside of a canvas at its left, top, right and bottom.

    Of an `inset` of the picture that is 0 where the picture's safe area begins outside of it, and where much of it lies outside.
    """
    picture, (x, y) = (inset.picture, inset.corner) if inset else ((width, height), (0, 0))
    left, top, right, bottom = margins(shape_of(*picture), *picture)
    if inset is None:
        return left, top, right, bottom
    sides = left - x, top - y, right - picture[0] + x + width, bottom - picture[1] + y + height
    near, above, far, below = (
        side if 0 < side <= OUTSIDE * whole else 0 for side, whole in zip(sides, (width, height) * 2, strict=True)
    )
    return near, above, far, below
