"""Loudness and true peak after ITU-R BS.1770-4, computed in the frequency domain: a second opinion on what mastering measured.

It shares nothing with `sound/meter.py`, which runs the filters in time. Here the response of the K-weighting is laid over the
spectrum of overlapping blocks; what wraps around at a block's beginning has died away by then (its longest pole decays below
-200 dB within 4,800 samples) and is thrown away. Pure.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float32]
Energy = npt.NDArray[np.float64]

RATE = 48_000
STEP = RATE // 10
"""Samples of a gating step: blocks of 400 ms overlap by 75 %."""

_SHORT = 30
"""Steps of the three seconds of short-term loudness."""

_LEAD = STEP
_BLOCK = 12 * STEP
_SIZE = 1 << 16
"""Points of a transform: lead, block and some silence."""

_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGHPASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))

_NEAR = 0.25
"""Samples below this lie beside no true peak that matters: -12 dBFS, and interpolation adds 3 dB to a sine, rarely 6."""

_TAPS = 12


class Meter:
    """A meter of sound at 48 kHz that comes in blocks of any length; `close` once after the last."""

    def __init__(self, channels: int) -> None:
        self._kept = np.zeros((_LEAD, channels), np.float32)
        self._waiting: list[Sound] = []
        self._count = 0
        self._steps: list[Energy] = []
        self._tail = np.zeros((2 * _TAPS, channels), np.float32)
        self.peak = 0.0
        self.peak_at = 0
        self._fed = 0

    def feed(self, block: Sound) -> None:
        """Take the next samples, (samples, channels)."""
        self._look_for_peak(block)
        self._waiting.append(block)
        self._count += len(block)
        if self._count >= _BLOCK:
            fed = np.concatenate(self._waiting)
            for start in range(0, len(fed) - _BLOCK + 1, _BLOCK):
                self._measure(fed[start : start + _BLOCK])
            rest = fed[len(fed) // _BLOCK * _BLOCK :]
            self._waiting, self._count = [rest], len(rest)

    def close(self) -> None:
        """Measure what still waits."""
        fed = np.concatenate([*self._waiting, np.zeros((0, self._kept.shape[1]), np.float32)])
        self._waiting, self._count = [], 0
        if len(fed):
            count = -(-len(fed) // STEP)
            filled = np.zeros((_BLOCK, fed.shape[1]), np.float32)
            filled[: len(fed)] = fed
            self._measure(filled)
            self._steps[-1] = self._steps[-1][: count if len(fed) % STEP == 0 else count - 1]
        self._look_for_peak(np.zeros((_TAPS, self._kept.shape[1]), np.float32))

    @property
    def steps(self) -> Energy:
        """Return the mean K-weighted power of each whole step, of all channels."""
        return np.concatenate([np.zeros(0), *self._steps])

    def _measure(self, block: Sound) -> None:
        seen = np.ascontiguousarray(np.concatenate([self._kept, block]).T)
        self._kept = block[-_LEAD:]
        weighted = np.fft.irfft(np.fft.rfft(seen, _SIZE) * _response(), _SIZE)[:, _LEAD : _LEAD + _BLOCK]
        self._steps.append(np.square(weighted, dtype=np.float64).reshape(len(seen), -1, STEP).mean(axis=2).sum(axis=0))

    def _look_for_peak(self, block: Sound) -> None:
        seen = np.concatenate([self._tail, block])
        begin = self._fed - len(self._tail)
        self._fed += len(block)
        self._tail = seen[-2 * _TAPS :]
        for channel in range(seen.shape[1]):
            wave = seen[:, channel]
            high = np.flatnonzero(np.abs(wave[_TAPS : len(wave) - _TAPS]) >= max(_NEAR, 0.7 * self.peak))
            for part in np.array_split(high, max(1, len(high) // 65536)):
                if len(part):
                    around = wave[part[:, None] + np.arange(1, 2 * _TAPS + 1)]
                    found = np.abs(around @ _interpolation())
                    best = np.unravel_index(int(found.argmax()), found.shape)
                    if found[best] > self.peak:
                        self.peak, self.peak_at = float(found[best]), begin + _TAPS + int(part[best[0]])
            lone = np.abs(wave)
            if not len(high) and len(lone) and lone.max() > self.peak:
                self.peak, self.peak_at = float(lone.max()), begin + int(lone.argmax())


def integrated(steps: Energy) -> float:
    """Return the gated loudness in LUFS; minus infinity where nothing is above -70 LUFS, or there is less than a block."""
    if len(steps) < 4:
        return -math.inf
    blocks = np.convolve(steps, np.full(4, 0.25), mode="valid")
    blocks = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
    if not len(blocks):
        return -math.inf
    blocks = blocks[blocks > blocks.mean() / 10]
    return -0.691 + 10 * math.log10(float(blocks.mean()))


def short_term(steps: Energy) -> Energy:
    """Return the short-term loudness in LUFS (EBU Tech 3341, 2.2): of 3 s around the beginning of each step, or what there is.

    Minus infinity in silence.
    """
    count = np.ones(len(steps))
    if not len(steps):
        return count
    sums, counts = (np.convolve(values, np.ones(_SHORT))[_SHORT // 2 - 1 :][: len(steps)] for values in (steps, count))
    with np.errstate(divide="ignore"):
        return np.asarray(-0.691 + 10 * np.log10(np.maximum(sums / counts, 0)))


def loudness_range(steps: Energy) -> float:
    """Return the loudness range in LU (EBU Tech 3342): from the 10th to the 95th percentile of the short-term loudness.

    What is below -70 LUFS or 20 LU below the mean is left out; minus infinity where nothing is left, or there are less than 3 s.
    """
    if len(steps) < _SHORT:
        return -math.inf
    power = np.convolve(steps, np.full(_SHORT, 1 / _SHORT), mode="valid")
    power = power[power > 10 ** ((-70 + 0.691) / 10)]
    if not len(power):
        return -math.inf
    low, high = np.percentile(10 * np.log10(power[power > power.mean() / 100]), (10, 95))
    return float(high - low)


@lru_cache(maxsize=1)
def _response() -> npt.NDArray[np.complex64]:
    turn = np.exp(-2j * np.pi * np.arange(_SIZE // 2 + 1) / _SIZE)
    total = np.ones(len(turn), np.complex128)
    for above, below in (_SHELF, _HIGHPASS):
        total *= np.polyval(above[::-1], turn) / np.polyval(below[::-1], turn)
    return total.astype(np.complex64)


@lru_cache(maxsize=1)
def _interpolation() -> npt.NDArray[np.float32]:
    """Return the taps of four phases between one sample and the next, (2 * _TAPS, 4)."""
    places = np.arange(2 * _TAPS)[:, None] - (_TAPS - 1) - np.arange(4)[None, :] / 4
    taps = np.sinc(places) * np.cos(np.pi * places / (2 * _TAPS + 1)) ** 2
    return np.asarray(taps / taps.sum(axis=0), dtype=np.float32)
