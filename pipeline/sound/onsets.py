"""When notes begin: the rise of energy in bands, as one curve. Pure.

The log energy of 24 bands (equal in width on a logarithmic axis, 80 to 3,800 Hz) of windows of 32 ms is compared with itself
10 ms before; rises are summed (spectral flux, Bello et al. 2005). A second's running mean is taken off, so that dense and sparse
parts weigh alike, and strengths saturate at twice their mean, so that many notes must agree and no slammed door decides.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.sound.resample import ANALYSIS_RATE

HOP = 20
"""Samples at `ANALYSIS_RATE` between two values: 2.5 ms."""

_WINDOW = 256
_BACK = 4
_BANDS = 24

Signal = npt.NDArray[np.float64]


def envelope(sound: Signal) -> Signal:
    """Return the onset strength of a mono signal at `ANALYSIS_RATE`, a value each `HOP` samples, mean 0."""
    padded = np.pad(sound, (_WINDOW // 2, _WINDOW // 2))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP]
    shape, bands = np.hanning(_WINDOW), _bands()
    energy = np.concatenate(
        [np.square(np.abs(np.fft.rfft(windows[at : at + 4096] * shape, axis=1))) @ bands for at in range(0, len(windows), 4096)]
    )
    level = np.log10(energy + 1e-4 * energy.mean(axis=0) + 1e-12)
    rise = np.zeros(len(level))
    rise[_BACK:] = np.maximum(level[_BACK:] - level[:-_BACK], 0.0).sum(axis=1)
    second = ANALYSIS_RATE // HOP
    around = np.convolve(np.pad(rise, second // 2, mode="edge"), np.ones(second) / second, "same")[second // 2 :][: len(rise)]
    rise = np.maximum(rise - around, 0.0)
    if not rise.any():
        return rise
    strength = rise / (rise + 2.0 * rise[rise > 0].mean())
    return np.asarray(strength - strength.mean())


def _bands() -> Signal:
    frequency = np.fft.rfftfreq(_WINDOW, 1 / ANALYSIS_RATE)
    edges = np.geomspace(80.0, 3800.0, _BANDS + 2)
    matrix = np.zeros((len(frequency), _BANDS))
    for band in range(_BANDS):
        low, middle, high = edges[band : band + 3]
        width = max(high - low, 2 * ANALYSIS_RATE / _WINDOW)
        matrix[:, band] = np.clip(1.0 - np.abs(frequency - middle) / (width / 2), 0.0, 1.0)
    return matrix
