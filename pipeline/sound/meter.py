"""Loudness and true peak after ITU-R BS.1770-4 and EBU R 128 / Tech 3341, in blocks. Pure.

The K-weighting's two recursive filters are applied as their own impulse response by fast convolution: the response is below 1e-8
of its start after 4096 samples (the slower pole pair has radius 0.99502), which is -160 dB.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.sound.blocks import Samples, stereo

CELL = 32
"""Samples that share one value of energy and peak: 0.67 ms at 48 kHz; 150 of them are the 100 ms of the gating's step."""

SILENCE = -70.0
"""The absolute gate in LUFS (BS.1770-4); what is below it has no measurable loudness."""

_TAPS = 4096
_FFT = 1 << 15
_AT_ONCE = _FFT - _TAPS
_STEP = 150  # cells in 100 ms
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGHPASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
"""Coefficients at 48 kHz, BS.1770-4 tables 1 and 2."""

_PHASES = 4
_REACH = 16
_BETA = 5.0
"""Oversampling for the true peak: 4 phases (BS.1770-4 annex 2) of 32 taps, a Kaiser-windowed sinc; flat to 0.02 dB at 21 kHz."""

Curve = npt.NDArray[np.float64]


class Meter:
    """Measure stereo sound at 48 kHz as it comes in. Feed blocks, then read `loudness`, `cells`, `peaks`."""

    def __init__(self, *, peaks: bool = True) -> None:
        self._waiting: list[Samples] = []           # fed, not yet as much as is weighted at once
        self._past = np.zeros((_TAPS - 1, 2))       # what the weighting still hears
        self._near = np.zeros((2 * _REACH, 2))      # what the oversampling still sees
        self._energy: list[Curve] = []
        self._peaks: list[Curve] | None = [] if peaks else None

    def feed(self, block: Samples) -> None:
        """Take the next samples, (n, 2) or (n, 1); mono counts as the same sound in both channels."""
        self._waiting.append(stereo(block))
        if sum(map(len, self._waiting)) >= _AT_ONCE:
            fed = np.concatenate(self._waiting)
            whole = len(fed) // _AT_ONCE * _AT_ONCE
            self._waiting = [fed[whole:]]
            for start in range(0, whole, _AT_ONCE):
                self._take(fed[start : start + _AT_ONCE])

    def _take(self, block: Samples) -> None:
        heard = np.concatenate([self._past, block])
        self._past = heard[len(heard) - (_TAPS - 1) :]
        spectrum = np.fft.rfft(heard, _FFT, axis=0) * _weighting()[:, None]
        weighted = np.fft.irfft(spectrum, _FFT, axis=0)[_TAPS - 1 : _TAPS - 1 + len(block)]
        self._energy.append(np.square(weighted).sum(axis=1).reshape(-1, CELL).sum(axis=1))
        if self._peaks is not None:
            seen = np.concatenate([self._near, block])
            self._near = seen[len(seen) - 2 * _REACH :]
            self._peaks.append(_oversampled_peaks(seen))

    def _finish(self) -> None:
        fed = np.concatenate(self._waiting) if self._waiting else np.zeros((0, 2))
        self._waiting = []
        if len(fed):
            # Silence until all that was fed stands in a cell.
            self._take(np.concatenate([fed, np.zeros((-len(fed) % CELL, 2))]))

    @property
    def cells(self) -> Curve:
        """Return the K-weighted energy (sum of squares, both channels) of each cell."""
        self._finish()
        return np.concatenate(self._energy) if self._energy else np.zeros(0)

    @property
    def peaks(self) -> Curve:
        """Return the true peak (amplitude) around each cell: of the interpolated signal of both channels.

        Values come `_REACH` samples late; each is the larger of its own and the next cell's, so none is missed.
        Raises ValueError where the meter was told not to look for peaks.
        """
        self._finish()
        if self._peaks is None:
            raise ValueError("this meter takes no peaks")
        if not self._peaks:
            return np.zeros(0)
        found = np.concatenate([*self._peaks, _oversampled_peaks(np.concatenate([self._near, np.zeros((CELL, 2))]))])
        return np.asarray(np.maximum(found[:-1], found[1:]))

    @property
    def loudness(self) -> float:
        """Return the integrated loudness in LUFS, minus infinity where nothing passes the gate."""
        return integrated(self.cells)

    @property
    def true_peak(self) -> float:
        """Return the true peak in dBTP, minus infinity in silence."""
        peak = float(self.peaks.max(initial=0.0))
        return 20.0 * math.log10(peak) if peak > 0 else -math.inf


def integrated(cells: Curve) -> float:
    """Return the gated loudness in LUFS of K-weighted energies a cell (BS.1770-4): blocks of 400 ms, overlapping by 75 %.

    Sound shorter than a block is one block. Minus infinity where no block is above -70 LUFS.
    """
    steps = cells[: len(cells) // _STEP * _STEP].reshape(-1, _STEP).sum(axis=1)
    if len(steps) >= 4:
        sums = np.concatenate([[0.0], np.cumsum(steps)])
        blocks = np.maximum(sums[4:] - sums[:-4], 0.0) / (4 * _STEP * CELL)
    else:
        blocks = np.array([cells.sum() / (len(cells) * CELL)]) if len(cells) else np.zeros(0)
    blocks = blocks[blocks > 10.0 ** ((SILENCE + 0.691) / 10.0)]
    if not len(blocks):
        return -math.inf
    blocks = blocks[blocks > blocks.mean() * 10.0 ** (-10.0 / 10.0)]
    return -0.691 + 10.0 * math.log10(float(blocks.mean()))


@lru_cache(maxsize=1)
def _weighting() -> npt.NDArray[np.complex128]:
    """Return the spectrum of the K-weighting's impulse response."""
    response = np.zeros(_TAPS)
    response[0] = 1.0
    for numerator, denominator in (_SHELF, _HIGHPASS):
        response = _recursive(response, numerator, denominator)
    return np.fft.rfft(response, _FFT)


def _recursive(signal: Curve, b: tuple[float, float, float], a: tuple[float, float, float]) -> Curve:
    out = np.zeros_like(signal)
    x1 = x2 = y1 = y2 = 0.0
    for n, x in enumerate(signal.tolist()):
        y = b[0] * x + b[1] * x1 + b[2] * x2 - a[1] * y1 - a[2] * y2
        out[n] = y
        x1, x2, y1, y2 = x, x1, y, y1
    return out


@lru_cache(maxsize=1)
def _interpolator() -> tuple[Curve, ...]:
    """Return the taps of the three phases between samples; the fourth phase is the sample itself."""
    phases = []
    for phase in range(1, _PHASES):
        at = np.arange(-_REACH, _REACH) + phase / _PHASES
        taps = np.sinc(at) * np.i0(_BETA * np.sqrt(np.clip(1.0 - (at / _REACH) ** 2, 0.0, 1.0))) / np.i0(_BETA)
        phases.append(taps / taps.sum())
    return tuple(phases)


def _oversampled_peaks(seen: Samples) -> Curve:
    # `seen` begins 2 * _REACH samples before the block: each output stands _REACH samples late.
    count = len(seen) - 2 * _REACH
    peak = np.abs(seen[_REACH : _REACH + count]).max(axis=1)
    for channel in range(2):
        for taps in _interpolator():
            between = np.convolve(seen[:, channel], taps, "valid")[:count]
            np.maximum(peak, np.abs(between), out=peak)
    return np.asarray(peak.reshape(-1, CELL).max(axis=1))
