"""Flashes that may harm: general and red ones, over a quarter of the picture, more than three within a second. Pure.

A transition is a change of relative luminance by 0.1 or more, of which the darker side is below 0.8; or of redness by 20 of 320.
Two opposing transitions are a flash. More than three flashes, so seven transitions, within any second are a failure if they cover
more than a quarter of the picture at once (WCAG 2.2, success criterion 2.3.1 and its definition of "general flash and red flash
thresholds"; ITU-R BT.1702-2 has the same rate and area; on its screen of 200 cd/m2, 20 cd/m2 are the same tenth).

Each cell of the picture (`cells`) is followed by its turning points: a rise is a transition once it has come to 0.1 above the
lowest value since the last fall. Cells that make the same transition within a twelfth of a second do it together.

It must be the same quarter that flashes so often: BT.1702-2 speaks of areas of the screen that flash. A sheet of paper that is
drawn across the picture in half a second lightens another part in each frame and darkens the one before, and no place more than
twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np
import numpy.typing as npt

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
    times, shares = _shared(rises, falls, window)
    return _too_often(times, shares, rises | falls, ceil(rate), window)


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


def _shared(rises: Marks, falls: Marks, window: int) -> tuple[list[int], list[float]]:
    """Return when more than a quarter of the picture makes a transition together, in turns up and down, and how much of it."""
    found: list[tuple[int, int, float]] = []
    for sign, marks in ((1, rises), (-1, falls)):
        sums = np.concatenate([[0], np.cumsum(marks.sum(axis=1))])
        share = (sums[np.minimum(np.arange(len(marks)) + window, len(marks))] - sums[:-1]) / marks.shape[1]
        at = 0
        while at < len(share):
            if share[at] > AREA and marks[at].any():
                found.append((at, sign, min(1.0, float(share[at]))))
                at += window
            else:
                at += 1
    times: list[int] = []
    shares: list[float] = []
    last = 0
    for at, sign, area in sorted(found):
        if sign != last:
            times.append(at)
            shares.append(area)
            last = sign
    return times, shares


def _too_often(times: list[int], shares: list[float], marks: Marks, second: int, window: int) -> tuple[Flashing, ...]:
    """Return the stretches in which more than `MOST` flashes, pairs of transitions (`marks`), fall into a second.

    A transition that is told at a time is made within `window` pictures.
    """
    least = 2 * MOST + 1
    found: list[Flashing] = []
    for begin in range(len(times) - least + 1):
        end = begin + least - 1
        if times[end] - times[begin] >= second:
            continue
        often = float((marks[times[begin] : times[begin] + second + window].sum(axis=0) >= 2 * MOST).mean())
        if often <= AREA:  # one place after another, as something passes; a place may miss the first or last of them
            continue
        count = sum(1 for time in times[begin:] if time < times[begin] + second)
        area = min(*shares[begin : end + 1], often)
        here = Flashing(times[end], times[begin + count - 1], (count + 1) // 2, area)
        if found and here.first <= found[-1].last:
            before = found[-1]
            here = Flashing(before.first, here.last, max(before.flashes, here.flashes), max(before.area, area))
            found[-1] = here
        else:
            found.append(here)
    return tuple(found)
