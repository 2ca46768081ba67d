"""Where the pictures of a mosaic are: side by side, or in the windows of a theme's sheet. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from pipeline.cards.model import DESIGN, MosaicSpec
from pipeline.timebase import half_up
from pipeline.timeline.placement import Box

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


class Window(NamedTuple):
    """A window of a mosaic in whole, even design pixels: the short side of the canvas has 1080."""

    left: int
    top: int
    width: int
    height: int

    def box(self, canvas: Fraction) -> Box:
        """Return it as shares of a canvas whose width by height is `canvas`."""
        across, down = design(canvas)
        return Box(
            Fraction(self.left, across), Fraction(self.top, down), Fraction(self.width, across), Fraction(self.height, down)
        )


class _Grid(NamedTuple):
    """How windows of one size stand: how many are in each row, the first of `first` columns and rows before all others."""

    rows: tuple[int, ...]
    first: tuple[int, int] = (1, 1)


_WIDE: dict[int, _Grid] = {
    2: _Grid((2,)), 3: _Grid((3,)), 5: _Grid((2, 2), (1, 2)), 6: _Grid((3, 3)), 7: _Grid((3, 3), (1, 2)), 8: _Grid((4, 4)),
}  # fmt: skip
"""Grids of a wide canvas that a rule would not choose: people stand upright, and whoever begins stands tall."""

_TALL: dict[int, _Grid] = {
    2: _Grid((1, 1)), 3: _Grid((1, 1, 1)), 5: _Grid((2, 2), (2, 1)), 6: _Grid((2,) * 3), 7: _Grid((2,) * 3, (2, 1)),
    8: _Grid((2,) * 4),
}  # fmt: skip
"""The same of a tall one, where whoever begins stands wide above the others."""

_SQUARE: dict[int, _Grid] = {2: _Grid((2,)), 3: _Grid((1, 1), (1, 2))}


def design(canvas: Fraction) -> tuple[int, int]:
    """Return the width and height in design pixels of a canvas whose width by height is `canvas`."""
    return (half_up(DESIGN * canvas), DESIGN) if canvas >= 1 else (DESIGN, half_up(DESIGN / canvas))


@lru_cache(maxsize=256)
def windows(count: int, canvas: Fraction, spec: MosaicSpec, *, mirrored: bool = False) -> tuple[Window, ...]:
    """Return a window for each of `count` pictures in reading order, which is from the right where it is `mirrored`.

    They lie inside the margin, equally far from each other; a row that is not full stands in the middle, and in a square canvas
    fills it, where it would leave corners empty. Their number and the
    shape of the canvas alone decide, so that no other picture moves where one is replaced.
    Raises ValueError for none or for more than 36.
    """
    if not 1 <= count <= MOST:
        raise ValueError(f"a mosaic holds 1 to {MOST} pictures, not {count}")
    width, height = design(canvas)
    gutter = spec.gutter if count < spec.many else spec.narrow
    grid = _grid(count, canvas)
    is_square = Fraction(5, 6) < canvas < Fraction(6, 5)
    across, down = grid.first
    columns = max(grid.rows) + (across if down > 1 else 0)
    rows = len(grid.rows) + (down if across > 1 else 0)
    lines = _lines(width, columns, spec.margin, gutter), _lines(height, rows, spec.margin, gutter)
    found = []
    if grid.first != (1, 1):
        found.append(_window(lines, (0, across), (0, down)))
    # What is beside a tall one begins a column later, what is below a wide one a row.
    begin, later = columns - max(grid.rows), rows - len(grid.rows)
    for row, held in enumerate(grid.rows):
        if is_square and grid.first == (1, 1):
            across_row = _lines(width, held, spec.margin, gutter), lines[1]
            found += [_window(across_row, (column, column + 1), (row, row + 1)) for column in range(held)]
            continue
        left, right = lines[0][begin][0], lines[0][begin + held - 1][1]
        shift = 2 * half_up(Fraction(lines[0][-1][1] + lines[0][begin][0] - left - right, 4))
        for column in range(held):
            one = _window(lines, (begin + column, begin + column + 1), (later + row, later + row + 1))
            found.append(one._replace(left=one.left + shift))
    return tuple(one._replace(left=width - one.left - one.width) for one in found) if mirrored else tuple(found)


def _grid(count: int, canvas: Fraction) -> _Grid:
    # As cards have it: see `cards.model.shape_of`.
    table = _WIDE if canvas >= Fraction(6, 5) else _TALL if canvas <= Fraction(5, 6) else _SQUARE
    if (known := table.get(count)) is not None:
        return known

    def worth(rows: int) -> tuple[Fraction, int]:
        columns = -(-count // rows)
        # A window between a square and the canvas holds who stands upright as well as a film: only others count for less.
        shape = canvas * Fraction(rows, columns)
        least, most = min(canvas, Fraction(1)), max(canvas, Fraction(1))
        return Fraction(count, rows * columns) * min(shape / least, most / shape, Fraction(1)), rows if canvas < 1 else -rows

    return _Grid(spread(count, max(range(1, count + 1), key=worth)))


def _lines(length: int, count: int, margin: int, gutter: int) -> tuple[tuple[int, int], ...]:
    """Return begin and end of `count` parts of a line: even, and just a gutter apart."""
    part = Fraction(length - 2 * margin - gutter * (count - 1), count)
    begins = [2 * half_up((margin + number * (part + gutter)) / 2) for number in range(count)]
    return tuple((begin, (*begins, length - margin + gutter)[number + 1] - gutter) for number, begin in enumerate(begins))


def _window(
    lines: tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]], columns: tuple[int, int], rows: tuple[int, int]
) -> Window:
    (left, right), (top, bottom) = (
        (line[first][0], line[end - 1][1]) for line, (first, end) in zip(lines, (columns, rows), strict=True)
    )
    return Window(left, top, right - left, bottom - top)
