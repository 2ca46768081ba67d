"""The shapes of a theme in which pictures are seen: torn, cut and slanted sheets, and polygons; and what of a picture they cover.

Lengths are design pixels: those of a canvas whose shorter side has 1080.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.cards import outline
from pipeline.values import dataclass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Corner = tuple[float, float]
"""A place in a box, in pixels."""

_DEEPEST = 6
"""A tear reaches into no more than this part of a place's shorter side, so that two of them never meet."""

_LEAST_SIDE = 8
"""Scissors cut no more off a sheet than this part of its shorter side."""

_FINE = 2
"""Places a pixel, each way, at which it is measured how far away a polygon is."""


@dataclass(frozen=True, slots=True)
class Torn:
    """A sheet that is torn at `edges` (some of top, right, bottom, left): see `outline.torn`, also for the lengths."""

    name: str
    edges: str
    depth: int = 24
    rough: int = 4
    step: int = 8
    period: int = 300


@dataclass(frozen=True, slots=True)
class Cut:
    """A sheet that scissors have cut, up to `off` pixels inside its box, with a facet every `facet` pixels or so."""

    name: str
    off: int = 7
    facet: int = 260


@dataclass(frozen=True, slots=True)
class Disc:
    """The largest circle in the middle, cut by scissors with so many `facets`; the first begins at `angle` degrees."""

    name: str
    facets: int
    angle: int = 0


@dataclass(frozen=True, slots=True)
class Slanted:
    """A sheet whose sides lean by so many `degrees`: to the right above 0, to the left below."""

    name: str
    degrees: Fraction


@dataclass(frozen=True, slots=True)
class Polygon:
    """Corners in thousandths of a place's width and height, from its left and top, one after another."""

    name: str
    points: tuple[tuple[int, int], ...]


Cutout = Torn | Cut | Disc | Slanted | Polygon
"""A shape of a theme; its name seeds what is left to chance in it."""


def corners(shape: Cutout, width: float, height: float, scale: Fraction) -> list[Corner]:
    """Return the corners of a shape in a box of `width` x `height` pixels, of which a design pixel has `scale`."""
    pixel = float(scale)
    wide, high = width / pixel, height / pixel
    short = min(wide, high)
    match shape:
        case Torn():
            depth = min(shape.depth, short / _DEEPEST)
            rough = shape.rough * depth / shape.depth
            return _placed(
                outline.tear(shape.name, shape.edges, wide, high, depth=depth, rough=rough, step=shape.step, period=shape.period),
                width, height, pixel,
            )  # fmt: skip
        case Cut():
            off = min(shape.off, short / _LEAST_SIDE)
            return _placed(outline.clipped(shape.name, wide, high, off, shape.facet), width, height, pixel)
        case Disc():
            side, circle = min(width, height), outline.circled(shape.name, shape.facets, shape.angle)
            return [((width - side) / 2 + x * side, (height - side) / 2 + y * side) for x, _, y, _ in circle]
        case Slanted():
            run = min(abs(math.tan(math.radians(float(shape.degrees)))) * height, width / 2)
            upper, lower = (run, 0.0) if shape.degrees > 0 else (0.0, run)
            return [(upper, 0.0), (width - lower, 0.0), (width - upper, float(height)), (lower, float(height))]
        case Polygon():
            return [(x * width / 1000, y * height / 1000) for x, y in shape.points]


def _placed(points: Sequence[outline.Point], width: float, height: float, pixel: float) -> list[Corner]:
    """Return points in a box of pixels; one that only just leaves it by rounding is brought back."""
    return [
        (min(max(x * width + right * pixel, 0.0), width), min(max(y * height + down * pixel, 0.0), height))
        for x, right, y, down in points
    ]


def covered(polygon: Sequence[Corner], width: int, height: int) -> NDArray[np.float64]:
    """Return how much of each of `width` x `height` pixels lies inside of a polygon that does not leave them: 0 to 1, exactly.

    Each side covers all that lies right of it, upwards or downwards counted, so that what is inside is counted once. It is cut
    where it enters another pixel; of the one it goes through it covers what is right of the middle of its piece.
    """
    import numpy as np

    sums = np.zeros((height, width + 2))
    for (left, top), (right, bottom) in pairwise([*polygon, polygon[0]]):
        if top == bottom:
            continue
        cuts = np.unique(np.concatenate([_grid(left, right), _grid(top, bottom)]))
        x, y = left + (right - left) * cuts, top + (bottom - top) * cuts
        across = (x[1:] + x[:-1]) / 2
        rows = np.clip(np.floor((y[1:] + y[:-1]) / 2).astype(int), 0, height - 1)
        columns = np.clip(np.floor(across).astype(int), 0, width)
        rise, beyond = np.diff(y), across - columns
        np.add.at(sums, (rows, columns), rise * (1 - beyond))
        np.add.at(sums, (rows, columns + 1), rise * beyond)
    found: NDArray[np.float64] = np.clip(np.abs(np.cumsum(sums, axis=1)[:, :width]), 0, 1)
    return found


def _grid(begin: float, end: float) -> NDArray[np.float64]:
    """Return which shares of a way lie on whole numbers, with its two ends."""
    import numpy as np

    whole = np.arange(math.floor(min(begin, end)) + 1, math.ceil(max(begin, end)))
    return np.concatenate([[0.0, 1.0], (whole - begin) / (end - begin) if begin != end else whole[:0] * 0.0])


def away(polygon: Sequence[Corner], width: int, height: int, reach: int) -> NDArray[np.float64]:
    """Return how far outside of a polygon the middle of each of `width` x `height` pixels is; below 0 inside of it.

    It is exact to a quarter of a pixel, up to `reach` pixels; what is further away is said to be that far.
    """
    import numpy as np

    inside = covered([(_FINE * x, _FINE * y) for x, y in polygon], _FINE * width, _FINE * height) >= 0.5
    # From the middle of a place outside to the nearest inside: the outline lies half a place before that.
    out = np.maximum(_nearest(inside, _FINE * reach) - 0.5, 0)
    within = np.maximum(_nearest(~inside, 2 * _FINE) - 0.5, 0)
    fine = np.where(inside, -within, out)
    found: NDArray[np.float64] = fine.reshape(height, _FINE, width, _FINE).mean(axis=(1, 3)) / _FINE
    return found


def _nearest(there: NDArray[np.bool_], reach: int) -> NDArray[np.float64]:
    """Return how far each place is from the nearest one that is `there`, `reach` at most."""
    import numpy as np

    far = reach + 1
    place = np.arange(there.shape[1], dtype=np.int32)
    before = np.maximum.accumulate(np.where(there, place, -far), axis=1)
    after = np.minimum.accumulate(np.where(there, place, there.shape[1] + far)[:, ::-1], axis=1)[:, ::-1]
    in_row = np.minimum(np.minimum(place - before, after - place), far) ** 2
    least = in_row.copy()
    for down in range(1, min(far, there.shape[0] - 1) + 1):
        np.minimum(least[down:], in_row[:-down] + down * down, out=least[down:])
        np.minimum(least[:-down], in_row[down:] + down * down, out=least[:-down])
    found: NDArray[np.float64] = np.minimum(np.sqrt(least), reach)
    return found
