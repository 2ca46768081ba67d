"""Clicks found and mended: what a linear prediction from both sides does not explain. Pure.

Each sample is predicted from the 32 before and after it, 25 ms at a time (Levinson and Durbin's recursion over the
autocorrelation). A click misses both predictions by far more than the sound around it ever does, and for no longer than two
thousandths of a second: that tells it from the beginning of a consonant or of a drum. What it covers is put in anew so that
prediction errs least (Janssen, Veldhuis and Vries 1986). No other sample is touched.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.sound.blocks import Samples

_ORDER = 32
_HOP = 1200
"""Samples that are predicted by one fit, 25 ms; fitted is as much again around them."""
_ROUND = 4
"""Hops, 100 ms, whose sound says what is usual."""

_USUAL, _TIMES = 0.98, 5.0
"""The share of errors that is usual, and how many times the largest of these a click is."""
_EDGE = 1.5
"""How many times that a sample is which belongs to a click beside it."""
_LEAST = 0.002
"""An error below this is not heard as a click: -54 dBFS."""

_LONGEST = 96
"""Samples of the longest click: 2 ms."""
_NEAR = 8
"""Samples between two places of the same click at most."""
_BESIDE = 3
"""Samples before and after what was found that are put in anew, too."""
_KNOWN, _FINER = 1920, 96
"""Samples on each side by which a click is mended, and the order of the prediction: longer than a click."""

AROUND = 4 * _HOP
"""Samples on each side that what is done depends on; a whole number of hops."""

Signal = npt.NDArray[np.float64]


def declicked(sound: Samples) -> Samples:
    """Return a sound without clicks; its first sample stands on a hop. The first and last `AROUND` samples are not looked at."""
    mended = sound.copy()
    for channel in range(sound.shape[1]):
        for first, last in found(sound[:, channel]):
            mended[first:last, channel] = _mended(mended[:, channel], first, last)
    return mended


def found(signal: Signal) -> list[tuple[int, int]]:
    """Return the first sample and the one after the last of each click in a sound that begins on a hop."""
    whole = len(signal) // _HOP * _HOP
    if whole < 2 * AROUND:
        return []
    errors = np.zeros(len(signal))
    errors[_HOP : whole - _HOP] = _errors(signal[:whole])
    hops = errors[:whole].reshape(-1, _HOP)
    hops = np.lib.stride_tricks.sliding_window_view(np.pad(hops, ((_ROUND // 2, _ROUND // 2), (0, 0))), _ROUND + 1, axis=0)
    usual = np.repeat(np.quantile(hops.reshape(len(hops), -1), _USUAL, axis=1), _HOP)
    over = errors[:whole] / np.maximum(usual, _LEAST / _TIMES)
    places = np.flatnonzero(over > _EDGE)
    runs = np.split(places, np.flatnonzero(np.diff(places) > _NEAR) + 1) if len(places) else []
    return [
        (int(run[0]) - _BESIDE, int(run[-1]) + 1 + _BESIDE)
        for run in runs
        if over[run].max() > _TIMES and run[-1] - run[0] < _LONGEST and AROUND // 2 <= run[0] < whole - AROUND // 2
    ]


def _errors(signal: Signal) -> Signal:
    """Return how far each sample is from both predictions, the nearer one; without the first and last hop."""
    hops = len(signal) // _HOP
    blocks = np.lib.stride_tricks.sliding_window_view(signal, 3 * _HOP)[::_HOP]
    weights = _predictions(blocks * np.hanning(3 * _HOP), _ORDER)
    padded = signal[_HOP - _ORDER : (hops - 1) * _HOP + _ORDER]
    rows = np.lib.stride_tricks.sliding_window_view(padded, _HOP + 2 * _ORDER)[::_HOP]
    forwards, backwards = np.zeros((hops - 2, _HOP)), np.zeros((hops - 2, _HOP))
    for lag in range(_ORDER + 1):
        weight = weights[:, lag, None]
        forwards += weight * rows[:, _ORDER - lag : _ORDER - lag + _HOP]
        backwards += weight * rows[:, _ORDER + lag : _ORDER + lag + _HOP]
    return np.asarray(np.minimum(np.abs(forwards), np.abs(backwards)).ravel())


def _predictions(blocks: Signal, most: int) -> Signal:
    """Return the prediction error filters of rows, of order `most`, 1 first, by Levinson and Durbin's recursion."""
    size = 1 << (blocks.shape[1] + most).bit_length()
    spectra = np.fft.rfft(blocks, size, axis=1)
    likeness = np.fft.irfft(np.square(spectra.real) + np.square(spectra.imag), size, axis=1)[:, : most + 1]
    likeness[:, 0] = likeness[:, 0] * (1 + 1e-9) + 1e-12
    weights = np.zeros((len(blocks), most + 1))
    weights[:, 0] = 1.0
    left = likeness[:, 0].copy()
    for order in range(1, most + 1):
        share = -(weights[:, :order] * likeness[:, order:0:-1]).sum(axis=1) / left
        weights[:, 1 : order + 1] += share[:, None] * weights[:, order - 1 :: -1][:, :order]
        left *= 1.0 - np.square(share)
    return weights


def _mended(signal: Signal, first: int, last: int) -> Signal:
    """Return what stands between two samples where the prediction of all around errs least; no louder than what is around."""
    begin = first - _KNOWN
    part = signal[begin : last + _KNOWN].copy()
    gap = slice(_KNOWN, _KNOWN + last - first)
    part[gap] = np.linspace(part[gap.start - 1], part[gap.stop], last - first + 2)[1:-1]
    near = slice(gap.start - _FINER, gap.stop + _FINER)
    peak = max(np.abs(part[: gap.start]).max(), np.abs(part[gap.stop :]).max())
    count = last - first + _FINER
    for _ in range(2):
        weights = _predictions((part * np.hanning(len(part)))[None, :], _FINER)[0]
        errors = np.zeros((count, count + _FINER))
        for lag, weight in enumerate(weights):
            errors[np.arange(count), np.arange(count) + _FINER - lag] = weight
        known = part[near].copy()
        known[_FINER : _FINER + last - first] = 0.0
        left = errors[:, _FINER : _FINER + last - first]
        part[gap] = np.clip(-np.linalg.solve(left.T @ left, left.T @ (errors @ known)), -peak, peak)
    return part[gap]
