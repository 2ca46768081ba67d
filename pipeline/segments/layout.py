"""Where the pictures of a mosaic are: rows without holes, chosen by count and shape. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from pipeline.timeline.model import Box

MOST = 36
"""Pictures that a mosaic can hold: six by six, below which a face is too small on a phone."""
GUTTER = Fraction(1, 240)
"""Space between two pictures, as a share of the canvas's longer side: 8 pixels at 1920."""


@lru_cache(maxsize=256)
def mosaic(shapes: tuple[Fraction, ...], canvas: Fraction) -> tuple[Box, ...]:
    """Return a box for each picture, in reading order; together they fill the canvas but for gutters between them.

    `shapes` are the pictures' width by height, `canvas` the canvas's. Of all ways to spread them over rows, counts differing by
    one at most, the one in which covering the boxes cuts least away wins; of equal ones, that with the fewest rows.
    Raises ValueError for none or for more than 36.
    """
    if not 1 <= len(shapes) <= MOST:
        raise ValueError(f"a mosaic holds 1 to {MOST} pictures, not {len(shapes)}")
    layouts = [spread(len(shapes), rows) for rows in range(1, len(shapes) + 1)]
    best = max(layouts, key=lambda rows: (_shown(rows, shapes, canvas), -len(rows)))
    across = GUTTER if canvas >= 1 else GUTTER / canvas
    down = across * canvas
    height = (1 - down * (len(best) - 1)) / len(best)
    boxes = []
    for row, count in enumerate(best):
        width = (1 - across * (count - 1)) / count
        boxes += [Box(column * (width + across), row * (height + down), width, height) for column in range(count)]
    return tuple(boxes)


def spread(count: int, rows: int) -> tuple[int, ...]:
    """Return how many pictures each row holds; longer rows come last, where a group picture has them."""
    least, more = divmod(count, rows)
    return (least,) * (rows - more) + (least + 1,) * more


def _shown(rows: tuple[int, ...], shapes: Sequence[Fraction], canvas: Fraction) -> Fraction:
    # The share of each picture that covering its box leaves, times the box's share of the canvas: what is seen of all pictures.
    total, place = Fraction(0), 0
    for count in rows:
        box = canvas * len(rows) / count
        area = Fraction(1, len(rows) * count)
        for shape in shapes[place : place + count]:
            left: Fraction = min(shape / box, box / shape)
            total += left * min(area * len(shapes), Fraction(1))
        place += count
    return total
