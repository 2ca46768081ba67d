"""Flashes that may harm: general and red ones, over a quarter of the picture, more than three within a second. Pure.

A transition is a change of relative luminance by 0.1 or more, of which the darker side is below 0.8; or of redness by 20 of 320.
Two opposing transitions are a flash. More than three flashes, so seven transitions, within any second are a failure if they cover
more than a quarter of the picture at once (WCAG 2.2, success criterion 2.3.1 and its definition of "general flash and red flash
thresholds"; ITU-R BT.1702-2 has the same rate and area; on its screen of 200 cd/m2, 20 cd/m2 are the same tenth).

Each cell of the picture (`cells`) is followed by its turning points: a rise is a transition once it has come to 0.1 above the
lowest value since the last fall. Cells that make the same transition within a twelfth of a second do it together.

It must be the same quarter that flashes so often, and together: BT.1702-2 speaks of areas of the screen that flash. A sheet of
paper that is drawn across the picture in half a second lightens another part in each frame and darkens the one before; where
letters and torn edges pass with it, places grow light and dark as often as that, each at times of its own.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.values import dataclass

Values = npt.NDArray[np.float32]
Marks = npt.NDArray[np.bool_]

STEP = 0.1
DARKER = 0.8
RED_STEP = 20 / 320
AREA = 0.25
MOST = 3
"""Flashes that may fall into a second. Half a flash more is too many: Electronic Arts' IRIS fails above six transitions, too."""

_TOGETHER = Fraction(1, 12)


@dataclass(frozen=True, slots=True)
class Flashing:
    """Pictures up to `last` flash more often than is safe, which is so from picture `first` on.

    `flashes` are those of the worst second, over `area` of the picture.
    """

    first: int
    last: int
    flashes: int
    area: float


def general(luminance: Values, rate: Fraction) -> tuple[Flashing, ...]:
    """Return where the luminance of cells, (pictures, rows, columns), flashes more often than is safe."""
    return _flashing(luminance, rate, STEP, DARKER)


def red(redness: Values, rate: Fraction) -> tuple[Flashing, ...]:
    """Return where the redness of cells, (pictures, rows, columns), flashes more often than is safe."""
    return _flashing(redness, rate, RED_STEP, float("inf"))


def _flashing(values: Values, rate: Fraction, step: float, darker: float) -> tuple[Flashing, ...]:
    if len(values) < 2:
        return ()
    cells = values.reshape(len(values), -1).astype(np.float64)
    rises, falls = transitions(cells, step, darker)
    window = max(1, floor(rate * _TOGETHER))
    return _too_often(_shared(rises, falls, window), (rises, falls), ceil(rate), window)


def transitions(cells: npt.NDArray[np.float64], step: float, darker: float) -> tuple[Marks, Marks]:
    """Return which cells, (pictures, cells), complete a rise and which a fall at which picture."""
    rises = np.zeros(cells.shape, dtype=bool)
    falls = np.zeros(cells.shape, dtype=bool)
    low, high = cells[0].copy(), cells[0].copy()
    heading = np.zeros(cells.shape[1], dtype=np.int8)  # 1 after a rise, -1 after a fall, 0 before the first
    slack = step - 1e-6
    for number in range(1, len(cells)):
        value = cells[number]
        np.minimum(low, value, out=low)
        np.maximum(high, value, out=high)
        up = (heading <= 0) & (value - low >= slack)
        down = (heading >= 0) & (high - value >= slack)
        if not (up.any() or down.any()):
            continue
        rises[number] = up & (low < darker)
        falls[number] = down & (value < darker)
        heading[up], heading[down] = 1, -1
        # From a transition on, the extreme on the other side is looked for anew.
        high[up], low[down] = value[up], value[down]
    return rises, falls


class _Shared(NamedTuple):
    """A transition of more than a quarter of the picture, which begins `at` a picture: up (1) or down (-1), of an `area`."""

    at: int
    sign: int
    area: float


def _shared(rises: Marks, falls: Marks, window: int) -> list[_Shared]:
    """Return the transitions that more than a quarter of the picture makes together, in turns up and down."""
    found: list[_Shared] = []
    for sign, marks in ((1, rises), (-1, falls)):
        sums = np.concatenate([[0], np.cumsum(marks.sum(axis=1))])
        share = (sums[np.minimum(np.arange(len(marks)) + window, len(marks))] - sums[:-1]) / marks.shape[1]
        at = 0
        while at < len(share):
            if share[at] > AREA and marks[at].any():
                found.append(_Shared(at, sign, min(1.0, float(share[at]))))
                at += window
            else:
                at += 1
    turns: list[_Shared] = []
    for one in sorted(found):
        if not turns or one.sign != turns[-1].sign:
            turns.append(one)
    return turns


def _too_often(shared: list[_Shared], marks: tuple[Marks, Marks], second: int, window: int) -> tuple[Flashing, ...]:
    """Return the stretches in which more than `MOST` flashes, pairs of transitions, fall into a second for the same quarter.

    `marks` are the rises and the falls.
    """
    least = 2 * MOST + 1
    ends = [*(one.at for one in shared[1:]), 0]
    made = [_made(one, max(one.at + window, end), marks) for one, end in zip(shared, ends, strict=False)]
    found: list[Flashing] = []
    for begin in range(len(shared) - least + 1):
        end = begin + least - 1
        if shared[end].at - shared[begin].at >= second:
            continue
        count = sum(1 for one in shared[begin:] if one.at < shared[begin].at + second)
        # One of the least may be missing: a place may be late for the first or the last.
        often = float((np.sum(made[begin : begin + count], axis=0) >= least - 1).mean())
        if often <= AREA:
            continue
        area = min(*(one.area for one in shared[begin : end + 1]), often)
        here = Flashing(shared[end].at, shared[begin + count - 1].at, (count + 1) // 2, area)
        if found and here.first <= found[-1].last:
            before = found[-1]
            here = Flashing(before.first, here.last, max(before.flashes, here.flashes), max(before.area, area))
            found[-1] = here
        else:
            found.append(here)
    return tuple(found)


def _made(one: _Shared, until: int, marks: tuple[Marks, Marks]) -> Marks:
    """Return which cells make a transition with the others, before picture `until`."""
    return np.asarray(marks[0 if one.sign > 0 else 1][one.at : until].any(axis=0))
