"""How much a picture differs from the one before: frozen pictures, duplicates, pictures that belong to neither side. Pure.

Differences are counted in hundredths of a level of luma (of 255), as a mean over the picture and as the largest mean of a cell: a
mouth that moves in a corner is no standing picture. ffmpeg's freezedetect takes a thousandth of the range for standing still.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.analysis.cells import of_cells
from pipeline.analysis.runs import Mask, runs

Luma = npt.NDArray[np.uint8]
Change = npt.NDArray[np.uint16]
"""Hundredths of a level; 65,535 where there is no picture before."""

NONE = 65535
STILL = 25
"""A mean difference below which a picture stands (a thousandth of 255 levels)."""
STILL_CELL = 100
"""The largest difference of a cell below which nothing moves in it: coding noise is below one level."""

_MOVING = 100
_APART = 1000
_TIMES = 4


def changes(luma: Luma, before: Luma | None) -> tuple[Change, Change]:
    """Return mean and largest cell difference of each picture to the one before it; `before` stands before the first."""
    if not len(luma):
        return np.zeros(0, np.uint16), np.zeros(0, np.uint16)
    first = luma[:1] if before is None else before[None]
    seen = np.concatenate([first, luma])
    apart = of_cells((np.maximum(seen[1:], seen[:-1]) - np.minimum(seen[1:], seen[:-1])).astype(np.float32))
    mean = np.minimum(apart.mean(axis=(1, 2)) * 100 + 0.5, NONE - 1).astype(np.uint16)
    largest = np.minimum(apart.max(axis=(1, 2)) * 100 + 0.5, NONE - 1).astype(np.uint16)
    if before is None:
        mean[0] = largest[0] = NONE
    return mean, largest


def is_still(mean: Change, largest: Change) -> Mask:
    """Say of each picture whether it shows what the one before shows."""
    return np.asarray((mean < STILL) & (largest < STILL_CELL))


def freezes(still: Mask, shortest: int) -> tuple[tuple[int, int], ...]:
    """Return (first, count) of the runs in which one picture is shown for at least `shortest` pictures, its first included."""
    return tuple((max(0, first - 1), count + (first > 0)) for first, count in runs(still) if count + (first > 0) >= shortest)


def is_duplicate(at: int, mean: Change, largest: Change) -> bool:
    """Say whether picture `at` repeats the one before it while the pictures around them move on."""
    if not 2 <= at < len(mean) - 1 or not is_still(mean[at : at + 1], largest[at : at + 1])[0]:
        return False
    return bool(min(mean[at - 1], mean[at + 1]) >= _MOVING and max(mean[at - 1], mean[at + 1]) < NONE)


def is_foreign(at: int, mean: Change) -> bool:
    """Say whether picture `at` is unlike the one before and the one after, though those after it, and before, are alike."""
    if not 2 <= at < len(mean) - 2:
        return False
    usual = max(int(mean[at - 1]), int(mean[at + 2]), _APART // _TIMES)
    return bool(min(mean[at], mean[at + 1]) >= _TIMES * usual)
