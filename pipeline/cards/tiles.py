"""Which parts of a canvas a moved layer fills, touches or leaves alone: by squares, and never too much. Pure, on arrays.

What a layer fills needs no blending, and what lies below it there need not be drawn. A layer is known by its blocks: whether all
of a block is opaque, and whether anything is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from pipeline.cards.moves import Matrix
from pipeline.values import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    """A value for each square of a canvas, in rows."""

Rectangle = tuple[int, int, int, int]
"""Left, top, right, bottom in canvas pixels."""

_BLOCK = 16
"""Pixels of a layer along a side of a block."""

_ACROSS = 30
"""Squares along the longer side of a canvas, about."""

_REACH = 1.5
"""Pixels beside a place of a layer that what is drawn there may depend on: two neighbours, and what sums are rounded by."""


class Blocks:
    """The blocks of a layer, of which `alpha` has the opacity of each pixel."""

    def __init__(self, alpha: NDArray[np.uint8]) -> None:
        self.height, self.width = alpha.shape
        down, across = -(-self.height // _BLOCK), -(-self.width // _BLOCK)
        whole = np.zeros((down * _BLOCK, across * _BLOCK), np.uint8)
        whole[: self.height, : self.width] = alpha
        rows = whole.reshape(down, _BLOCK, across * _BLOCK)
        self._seen = _summed(rows.max(axis=1).reshape(down, across, _BLOCK).max(axis=2) > 0)
        self._clear = _summed(rows.min(axis=1).reshape(down, across, _BLOCK).min(axis=2) < 255)

    def within(
        self, left: NDArray[np.float64], top: NDArray[np.float64], right: NDArray[np.float64], bottom: NDArray[np.float64]
    ) -> tuple[Mask, Mask]:
        """Return for each of some boxes of layer pixels whether anything is seen in it, and whether it is opaque all over."""
        down, across = (length - 1 for length in self._seen.shape)
        inside = (left >= 0) & (top >= 0) & (right <= self.width) & (bottom <= self.height)
        near = np.clip(np.floor(left / _BLOCK), 0, across).astype(np.intp)
        far = np.clip(np.ceil(right / _BLOCK), 0, across).astype(np.intp)
        high = np.clip(np.floor(top / _BLOCK), 0, down).astype(np.intp)
        low = np.clip(np.ceil(bottom / _BLOCK), 0, down).astype(np.intp)
        seen, clear = (
            table[low, far] - table[high, far] - table[low, near] + table[high, near] for table in (self._seen, self._clear)
        )
        return seen > 0, inside & (clear == 0)


def _summed(blocks: Mask) -> NDArray[np.int32]:
    """Return at (y, x) how many of the blocks above y and left of x are true."""
    table = np.zeros((blocks.shape[0] + 1, blocks.shape[1] + 1), np.int32)
    table[1:, 1:] = blocks.cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32)
    return table


@dataclass(frozen=True, slots=True)
class Part:
    """What a layer draws of a canvas: what it fills, and what it is blended with."""

    filled: tuple[Rectangle, ...]
    blended: tuple[Rectangle, ...]


class Squares:
    """The squares of a canvas of `width` x `height` pixels."""

    def __init__(self, width: int, height: int) -> None:
        side = -(-max(width, height) // _ACROSS // 8) * 8
        self._columns, self._rows = _edges(width, side), _edges(height, side)

    def none(self) -> Mask:
        """Return a mask in which no square is."""
        return np.zeros((len(self._rows) - 1, len(self._columns) - 1), np.bool_)

    def covered(self, back: Matrix, blocks: Blocks, within: Rectangle) -> tuple[Mask, Mask]:
        """Return which squares a layer touches and which it fills, where it is seen `within` a rectangle alone.

        `back` leads from a place on the canvas to that of the layer which is seen there.
        """
        a, b, c, d, e, f = back
        x, y = self._columns[None, :], self._rows[:, None]
        near, far, high, low = x[:, :-1], x[:, 1:], y[:-1], y[1:]
        left, right = _least_and_most(a * near, a * far, b * high, b * low, c)
        top, bottom = _least_and_most(d * near, d * far, e * high, e * low, f)
        touched, filled = blocks.within(left - _REACH, top - _REACH, right + _REACH, bottom + _REACH)
        first, above, last, below = within
        meets = (far > first) & (near < last) & (low > above) & (high < below)
        inside = (near >= first) & (far <= last) & (high >= above) & (low <= below)
        return touched & meets, filled & inside

    def part(self, filled: Mask, blended: Mask) -> Part:
        """Return what is to be drawn as rectangles: as few as are worth it."""
        apart = Part(tuple(self._rectangles(filled)), tuple(self._rectangles(blended)))
        whole = self._around(filled | blended)
        if not whole:
            return apart
        together = Part((), whole)
        return min(apart, together, key=_cost)

    def _around(self, mask: Mask) -> tuple[Rectangle, ...]:
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        if not len(rows):
            return ()
        near, far = self._corner(int(columns[0]), int(rows[0])), self._corner(int(columns[-1]) + 1, int(rows[-1]) + 1)
        return ((*near, *far),)

    def _rectangles(self, mask: Mask) -> Iterator[Rectangle]:
        """Yield the runs of a mask; those of several rows that are alike together."""
        begun: dict[tuple[int, int], int] = {}
        bare = np.zeros((mask.shape[0], mask.shape[1] + 2), np.int8)
        bare[:, 1:-1] = mask
        rows, ends = np.nonzero(np.diff(bare, axis=1))
        runs: dict[int, set[tuple[int, int]]] = {}
        for row, first, last in zip(rows[::2].tolist(), ends[::2].tolist(), ends[1::2].tolist(), strict=True):
            runs.setdefault(row, set()).add((first, last))
        for row in range(mask.shape[0] + 1):
            here = runs.get(row, set())
            for run in [run for run in begun if run not in here]:
                yield (*self._corner(run[0], begun.pop(run)), *self._corner(run[1], row))
            for run in sorted(here - begun.keys()):
                begun[run] = row

    def _corner(self, column: int, row: int) -> tuple[int, int]:
        return int(self._columns[column]), int(self._rows[row])


def _edges(length: int, side: int) -> NDArray[np.float64]:
    return np.array([*range(0, length, side), length], np.float64)


def _least_and_most(
    one: NDArray[np.float64], other: NDArray[np.float64], third: NDArray[np.float64], fourth: NDArray[np.float64], more: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return (
        np.minimum(one, other) + np.minimum(third, fourth) + more,
        np.maximum(one, other) + np.maximum(third, fourth) + more,
    )


_CALL_FILLED, _CALL_BLENDED, _BLENDED = 4_000, 12_000, 2
"""What it costs to begin a rectangle, and a pixel that is blended, in pixels that are filled: measured, about."""


def _cost(part: Part) -> int:
    filled = sum(_CALL_FILLED + _area(one) for one in part.filled)
    return filled + sum(_CALL_BLENDED + _BLENDED * _area(one) for one in part.blended)


def _area(rectangle: Rectangle) -> int:
    left, top, right, bottom = rectangle
    return (right - left) * (bottom - top)
