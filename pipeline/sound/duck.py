"""Lower a bed under voices without pumping: it falls before the voice begins, stays through pauses, returns slowly. Pure.

The voices are looked at in frames of 10 ms. Where a frame is louder than the voices' target less `THRESHOLD`, somebody speaks.
The bed is down by `DEPTH` while anybody speaks and through pauses shorter than `ATTACK + HOLD + RELEASE`. It falls during
`ATTACK` seconds *before* the first syllable, and returns during `RELEASE` seconds, `HOLD` seconds after the last. Both ramps are
smooth in decibels.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.sound.levels import Curve
from pipeline.timebase import SAMPLE_RATE

FRAME = 480
"""Samples in one frame of the envelope, 10 ms."""

DEPTH, ATTACK, HOLD, RELEASE, THRESHOLD = 12.0, 0.25, 0.6, 0.9, 15.0
"""Decibels, seconds, seconds, seconds, decibels."""


def speaking(power: Curve, target: float) -> npt.NDArray[np.bool_]:
    """Say for each frame whether it is speech; `power` is the voices' mean square a frame, `target` their loudness in LUFS."""
    return np.asarray(power > 10.0 ** ((target - THRESHOLD) / 10.0))


def reduction(active: npt.NDArray[np.bool_], depth: float = DEPTH) -> Curve:
    """Return the decibels (0 to `depth`) by which a bed is lowered in each frame."""
    count = len(active)
    if not active.any():
        return np.zeros(count)
    at = np.arange(count, dtype=np.float64)
    ever = np.where(active, at, -np.inf)
    since = (at - np.maximum.accumulate(ever)) * FRAME / SAMPLE_RATE
    until = (np.minimum.accumulate(np.where(active, at, np.inf)[::-1])[::-1] - at) * FRAME / SAMPLE_RATE
    falling = np.clip(1.0 - until / ATTACK, 0.0, 1.0)
    rising = np.clip(1.0 - (since - HOLD) / RELEASE, 0.0, 1.0)
    share = np.maximum(falling, rising)
    pause = since + until
    share = np.where(pause < ATTACK + HOLD + RELEASE, 1.0, share)
    return np.asarray(depth * share * share * (3.0 - 2.0 * share))


def factors(lowered: Curve, start: int, count: int) -> Curve | None:
    """Return the factor of each of `count` samples from sample `start` on, linear between the frames' middles; None where nothing
    is lowered."""
    first, last = max(min(start // FRAME, len(lowered)) - 1, 0), (start + count) // FRAME + 2
    if not lowered[first:last].any():
        return None
    at = (np.arange(start, start + count) + 0.5) / FRAME - 0.5
    return np.asarray(10.0 ** (-np.interp(at, np.arange(len(lowered)), lowered) / 20.0))
