"""A voice made even: each phrase comes to the loudness of the middle one, and what is between is not raised. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from pipeline.sound.blocks import Read, Samples
from pipeline.sound.blockwise import smoothed
from pipeline.sound.lengths import CELL
from pipeline.sound.levels import Curve
from pipeline.sound.meter import Meter, integrated
from pipeline.timebase import SAMPLE_RATE

MOST = 12.0
"""Decibels by which a phrase is raised or lowered at most."""

STEP = 15 * CELL
"""Samples in a value of the curve: 10 ms."""
_HEARD = 10
"""Values, a tenth of a second, over which it is found whether somebody speaks."""
_BRIDGED, _SHORTEST, _ROUND = 30, 15, 10
"""Values of the longest pause within a phrase (0.3 s), of the shortest phrase, and what belongs to it before and after."""
_REACH = 75
"""Values on each side over which a phrase is followed: 0.75 s, longer than a word."""

_ABOVE_NOISE, _BELOW_VOICE = 8.0, 30.0
"""Decibels above what is hardly ever softer, and below the voice, from which on somebody speaks."""


def curve(read: Read, samples: int) -> Curve:
    """Return by how many decibels each `STEP` of a voice is raised."""
    meter = Meter(peaks=False)
    for start in range(0, samples, SAMPLE_RATE):
        meter.feed(read(start, min(SAMPLE_RATE, samples - start)))
    cells = meter.cells
    loudness = integrated(cells)
    count = -(-samples // STEP)
    energy = np.pad(cells, (0, count * STEP // CELL - len(cells))).reshape(count, -1).sum(axis=1) / STEP
    if loudness == -math.inf:
        return np.zeros(count)
    heard = np.zeros(count)
    phrases = list(_phrases(energy, loudness))
    spoken = np.zeros(count, dtype=bool)
    for first, last in phrases:
        heard[first:last] = 10.0 * np.log10(smoothed(energy[first:last], min(_REACH, last - first)))
        spoken[first:last] = True
    middle = float(np.median(heard[spoken])) if phrases else 0.0
    for first, last in phrases:
        heard[first:last] = smoothed(np.clip(middle - heard[first:last], -MOST, MOST), min(_ROUND, last - first))
    return _between(heard, spoken)


def evened(sound: Samples, first: int, raised: Curve) -> Samples:
    """Return a sound whose first sample is number `first`, raised by a curve."""
    middles = (np.arange(len(raised)) + 0.5) * STEP - 0.5
    decibels = np.interp(np.arange(first, first + len(sound)), middles, raised) if len(raised) else np.zeros(len(sound))
    return sound * (10.0 ** (decibels / 20.0))[:, None]


def _phrases(energy: Curve, loudness: float) -> Iterator[tuple[int, int]]:
    """Yield the first value of each phrase and the one after its last."""
    near = smoothed(energy, _HEARD // 2)
    heard = 10.0 * np.log10(near + 1e-20) - 0.691
    least = max(float(np.quantile(heard, 0.05)) + _ABOVE_NOISE, loudness - _BELOW_VOICE)
    places = np.flatnonzero(heard > min(least, loudness - 3.0))
    runs = np.split(places, np.flatnonzero(np.diff(places) > _BRIDGED) + 1) if len(places) else []
    for run in runs:
        if run[-1] - run[0] >= _SHORTEST:
            yield int(run[0]), int(run[-1]) + 1


def _between(raised: Curve, spoken: npt.NDArray[np.bool_]) -> Curve:
    """Return a curve that goes on from phrase to phrase and is never above 0 between them; it has risen when one begins."""
    places = np.flatnonzero(spoken)
    if not len(places):
        return raised
    lasting = np.interp(np.arange(len(raised)), places, raised[places])
    rises = np.lib.stride_tricks.sliding_window_view(np.pad(spoken.astype(np.float64), _ROUND), 2 * _ROUND + 1).max(axis=1)
    share = smoothed(rises, _ROUND // 2)
    return np.asarray(share * lasting + (1.0 - share) * np.minimum(lasting, 0.0))
