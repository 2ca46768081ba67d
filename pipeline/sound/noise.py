"""Noise taken out that was learned where nothing else is heard. Pure.

In windows of 40 ms, four over each other, each frequency is lowered where it is no louder than the noise was (spectral
subtraction; Boll 1979). How loud it is, is taken over neighbours in time and frequency, without which single peaks of the noise
would remain and ring.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from pipeline.sound.blocks import Read, Samples
from pipeline.sound.blockwise import levels
from pipeline.sound.levels import Curve
from pipeline.timebase import SAMPLE_RATE

_FRAME, _HOP = 1920, 480
_BEFORE, _AFTER, _BESIDE = 3, 3, 2
"""Windows before and after, and frequencies on each side, over which it is found how loud something is."""
_TIMES = 2.2
"""The noise's mean that is taken off: what varies around it goes, too."""
AROUND = (_BEFORE + _AFTER + 5) * _HOP
"""Samples on each side that what is done depends on; a whole number of hops."""

LEAST = SAMPLE_RATE // 4
"""Samples that noise is learned of at least: 16 windows of 40 ms that do not overlap by much."""

_STEP = SAMPLE_RATE // 10

APART, STEADY = 6.0, 10.0
"""Decibels by which noise is softer than the rest at least, and by which its loudest 50 ms are above its middle at most."""
LOW, HIGH = 20.0, 12.0
"""What is not by so many decibels softer than the rest must be within so many of the softest: else it is a long vowel."""

Power = npt.NDArray[np.float64]


def fault(read: Read, samples: int, first: int, last: int) -> str:
    """Say why the stretch from sample `first` to `last` of a sound is none to learn noise of; empty where it is one."""
    there = levels(lambda start, count: read(first + start, count), last - first, _STEP // 2)
    if not len(there) or not there.min() > 0:
        return "it holds silence, not noise"
    middle = 10.0 * math.log10(float(np.median(there)))
    if 10.0 * math.log10(float(there.max())) > middle + STEADY:
        return "something is heard in it besides the noise"
    heard = levels(read, samples, _STEP)
    soft, loud = 10.0 * np.log10(np.quantile(heard[heard > 0], (0.05, 0.95)))
    if middle > loud - APART or (middle > loud - LOW and middle > soft + HIGH):
        return "it is not quiet: what is heard elsewhere is " + ("no louder" if middle > loud - APART else "much softer")
    return ""


def learned(read: Read, first: int, last: int) -> Curve:
    """Return the mean power of each frequency between two samples, of all channels, smoothed over its neighbours."""
    sound = read(first, last - first)
    power = _power(_spectra(sound)).mean(axis=0)
    return np.asarray(_averaged(power[None, :], 0, 0, 1)[0])


def denoised(sound: Samples, noise: Curve, strength: float) -> Samples:
    """Return a sound without learned noise, by at most `strength` decibels; its first sample stands on a hop.

    The first and last `AROUND` samples lack what is before and after them.
    """
    spectra = _spectra(sound)
    power = _averaged(_power(spectra), _BEFORE, _AFTER, _BESIDE)
    least = 10.0 ** (-strength / 20.0)
    left = np.sqrt(np.clip(1.0 - _TIMES * noise / (power + 1e-30), least * least, 1.0))
    left = np.maximum(_averaged(left, 1, 1, 1), least)
    frames = np.fft.irfft(spectra * left[:, None, :], _FRAME, axis=2) * _window()
    out = np.zeros((frames.shape[0] * _HOP + _FRAME, sound.shape[1]))
    for number, frame in enumerate(frames):
        out[number * _HOP : number * _HOP + _FRAME] += frame.T
    return np.asarray(out[_FRAME : _FRAME + len(sound)] / (_FRAME / _HOP / 2))


def _spectra(sound: Samples) -> npt.NDArray[np.complex128]:
    """Return the spectra of the windows over a sound, (windows, channels, frequencies); the first ends where it begins."""
    padded = np.pad(sound, ((_FRAME, _FRAME + -len(sound) % _HOP), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _FRAME, axis=0)[::_HOP]
    return np.fft.rfft(windows * _window(), axis=2)


def _window() -> Curve:
    return np.sqrt(np.hanning(_FRAME + 1)[:-1])


def _power(spectra: npt.NDArray[np.complex128]) -> Power:
    return np.asarray((np.square(spectra.real) + np.square(spectra.imag)).sum(axis=1))


def _averaged(values: Power, before: int, after: int, beside: int) -> Power:
    """Return means over rows before and after and columns beside; at the edges the outermost ones count again."""
    padded = np.pad(values, ((before, after), (beside, beside)), mode="edge")
    rows = sum(padded[number : number + len(values)] for number in range(before + after + 1))
    assert isinstance(rows, np.ndarray)
    columns = sum(rows[:, number : number + values.shape[1]] for number in range(2 * beside + 1))
    return np.asarray(columns / ((before + after + 1) * (2 * beside + 1)))
