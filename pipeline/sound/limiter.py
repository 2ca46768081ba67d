"""The programme's last stage: a static gain that meets the loudness, and a true-peak limiter that looks ahead. Pure.

The limiter's gain is computed on cells of 32 samples (see `lengths.CELL`) from the true peak around each, so that any static gain
can be tried without touching the sound again.

It falls over `LOOKAHEAD` cells before a peak and recovers by `RELEASE` dB a second.
"""

from __future__ import annotations

import math

import numpy as np

from pipeline.sound.blocks import Samples
from pipeline.sound.lengths import CELL
from pipeline.sound.meter import Curve, integrated
from pipeline.timebase import SAMPLE_RATE

LOOKAHEAD = 8
"""Cells over which the gain falls before a peak: 5.3 ms, short enough to be masked by the peak that follows."""

RELEASE = 60.0
"""Decibels a second at which the gain recovers: 50 ms for 3 dB, slower than the waves of a bass, faster than a pause."""

STEP = 0.1
"""Decibels to which static gains are rounded: an edit that moves the loudness of the whole by less does not encode it again.

Rounding moves it by 0.05 dB at most: half of what the finished programme may miss its target by, a quarter of what EBU R 128
allows, and a tenth of the smallest change of level that listeners notice (0.5 to 1 dB).
"""

_NEAR = 16
"""Cells (10 ms, half an AAC frame) around an overshoot in which an encoder's error may sit."""

_SAFE = 0.1
"""Decibels more than the overshoot that are taken off, because another signal is encoded with another error."""

_CELLS_PER_SECOND = SAMPLE_RATE / CELL


def gains(peaks: Curve, gain_db: float, ceiling_db: float) -> Curve:
    """Return the factor of each cell: `gain_db`, less what keeps every true peak at or below `ceiling_db`."""
    if not len(peaks):
        return np.zeros(0)
    with np.errstate(divide="ignore"):
        over = np.maximum(20.0 * np.log10(peaks) + gain_db - ceiling_db, 0.0)
    # The largest reduction asked for within the look-ahead, on both sides: the averaging below must not fall short of it.
    window = 2 * LOOKAHEAD + 1
    padded = np.pad(over, LOOKAHEAD + 1, mode="constant")
    held = np.lib.stride_tricks.sliding_window_view(padded, window).max(axis=1)
    slope = RELEASE / _CELLS_PER_SECOND
    at = np.arange(len(held)) * slope
    held = np.maximum.accumulate(held + at) - at
    kernel = np.hanning(LOOKAHEAD + 2)[1:-1]
    spread = np.pad(held, (LOOKAHEAD // 2, LOOKAHEAD - 1 - LOOKAHEAD // 2), mode="edge")
    smooth = np.convolve(spread, kernel / kernel.sum(), "valid")[1:-1]
    return np.asarray(10.0 ** ((gain_db - smooth) / 20.0))


def apply(block: Samples, factors: Curve, start: int) -> Samples:
    """Multiply samples from sample `start` of the programme on with the cells' factors, linear between their middles."""
    first, last = start // CELL, -(-(start + len(block)) // CELL)
    middles = factors[np.clip(np.arange(first - 1, last + 1), 0, len(factors) - 1)]
    share = (np.arange(CELL) + 0.5) / CELL
    curve = (middles[:-1, None] + np.diff(middles)[:, None] * share).ravel()
    begin = start - (first * CELL - CELL // 2)  # the curve begins in the middle of the cell before
    return block * curve[begin : begin + len(block), None]


def gain_to(target: float, ceiling_db: float, cells: Curve, peaks: Curve, *, within: float = 0.02) -> float:
    """Return the static gain in dB with which the limited sound is `target` LUFS loud, found on the cells alone.

    0 where there is no measurable loudness. Where limiting takes all that gain adds, the gain stops 12 dB above what an
    unlimited sound would need: louder would only be more distorted.
    """
    loudness = integrated(cells)
    if loudness == -math.inf:
        return 0.0
    plain = gain = target - loudness
    for _ in range(40):
        reached = integrated(cells * np.square(gains(peaks, gain, ceiling_db)))
        if abs(target - reached) <= within:
            break
        gain = min(gain + (target - reached), plain + 12.0)
    return gain


def rounded_gain(gain_db: float) -> float:
    """Round a static gain to `STEP`."""
    return round(gain_db / STEP) * STEP


def reduction_db(factors: Curve, gain_db: float) -> float:
    """Return the largest reduction in dB that `factors` make."""
    return max(0.0, gain_db - 20.0 * float(np.log10(factors.min()))) if len(factors) else 0.0


def overshoot(peaks: Curve, ceiling_db: float) -> Curve:
    """Return the decibels by which encoded sound is over its ceiling in each cell and up to `_NEAR` cells from it."""
    if not len(peaks):
        return peaks
    with np.errstate(divide="ignore"):
        over = 20.0 * np.log10(peaks) - ceiling_db
    over = np.where(over > 0.0, over + _SAFE, 0.0)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(np.pad(over, _NEAR), 2 * _NEAR + 1).max(axis=1))
