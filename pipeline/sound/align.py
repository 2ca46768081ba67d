"""Find how far one take lies behind another by what both heard. Pure.

Two ways, the second only where the first is not sure:

- **waveform**: both microphones heard the same sound. Windows of the take are compared with the whole reference by generalised
  cross-correlation with phase transform (Knapp and Carter 1976), which flattens level, tone and room. Windows are summed over
  lags pooled by 20 ms, so that a phone's clock may run 100 parts in a million off; the line through the windows' exact lags then
  gives offset and drift.
- **onsets**: the players share only the beat. The envelopes of note onsets (rise of log energy in bands) are compared.

Confidence is first how far the best lag stands above the next best, as a share of how far it stands above the middle of all lags:
1 is beyond doubt; sounds that are unrelated, or repeat themselves, stay near 0. Onsets, which agree by chance more easily, must
also stand high above all lags and agree in every quarter of what is shared.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from pipeline.sound.onsets import HOP, envelope
from pipeline.sound.resample import ANALYSIS_RATE
from pipeline.values import dataclass

SURE = 0.5
"""Confidence from which a match is believed.

Measured on takes made from real recordings (tests/sound/takes.py): right matches of waveforms had 0.72 and more, of onsets 0.6
and more; pairs of recordings that share nothing had at most 0.36. Of 120 takes all were accepted, the worst 3.5 ms off.
"""

_WINDOW = 8 * ANALYSIS_RATE
_WINDOWS = 16
_POOL = ANALYSIS_RATE // 50
_CLEAR = 8.0
"""Standard deviations from which the best lag of one window counts for the line; chance reaches about 5.5."""

_BAND = (120.0, 3500.0)
_NEAR = 0.08
"""Seconds around the best lag that count as the same lag."""

_OVERLAP = 6.0
"""Seconds that two takes must share for their onsets to be compared."""

_PROMINENT, _HIGH, _AGREED = 0.4, 18.0, 0.45
"""What makes a match of onsets certain: prominence of the best lag, its height in standard deviations of all lags, and the
correlation of the weakest quarter of what is shared. Half of each is `SURE`."""

Signal = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a take lies: its second 0 sounds with the reference's second `offset`.

    `drift` is by how many parts in a million the take's clock runs slow (positive: the take must be stretched by as much);
    0 where it was not measured. `method` is how it was found, `confidence` from 0 to 1.
    """

    offset: float
    confidence: float
    drift: float
    method: Literal["waveform", "onsets"]

    @property
    def is_sure(self) -> bool:
        """Say whether the match may be used without a person's ear."""
        return self.confidence >= SURE


def align(reference: Signal, take: Signal) -> Match:
    """Compare two mono signals at `ANALYSIS_RATE`; the surer of both ways is returned. Digital silence matches nothing."""
    if not reference.any() or not take.any():
        return Match(0.0, 0.0, 0.0, "waveform")
    by_waveform = _by_waveform(reference, take)
    if by_waveform.is_sure:
        return by_waveform
    by_onsets = _by_onsets(reference, take)
    return by_onsets if by_onsets.is_sure else max(by_waveform, by_onsets, key=lambda match: match.confidence)


@dataclass(frozen=True, slots=True)
class _Window:
    """The best lag of a window of the take in each pool of lags: its height, and its place in the pool (samples).

    `middle` is the window's middle in the take, in seconds; `first` is the number of its first pool.
    """

    middle: float
    first: int
    heights: npt.NDArray[np.float32]
    places: npt.NDArray[np.float32]


def _by_waveform(reference: Signal, take: Signal) -> Match:
    length = max(min(_WINDOW, len(take)) // _POOL * _POOL, _POOL)
    take = np.pad(take, (0, max(0, length - len(take))))
    count = min(_WINDOWS, max(1, 2 * len(take) // length - 1))
    starts = np.linspace(0, len(take) - length, count).astype(np.int64) // _POOL * _POOL
    size = 1 << int(np.ceil(np.log2(len(reference) + 2 * length)))
    spectrum = np.conj(_whitened(reference, size))
    # Lags of the reference against the take's second 0, from -(take) to +(reference), in pools.
    earliest = len(take) // _POOL + 2
    summed = np.zeros(earliest + len(reference) // _POOL + 2)
    windows = []
    for start in starts:
        curve = _correlation(spectrum, take[start : start + length], size, len(reference), length)
        if curve is None:
            continue
        # curve[k] is lag k - length of the window, lag k - length - start of the take.
        first = earliest - (length + int(start)) // _POOL
        window = _pooled(curve, (int(start) + length / 2) / ANALYSIS_RATE, first)
        summed[first : first + len(window.heights)] += window.heights
        windows.append(window)
    if not windows:
        return Match(0.0, 0.0, 0.0, "waveform")
    summed = np.maximum(summed, np.roll(summed, 1))  # a peak on the border of two pools
    best, confidence = _prominence(summed, round(_NEAR * ANALYSIS_RATE / _POOL))
    offset, drift = _line(windows, best, (best - earliest) * _POOL / ANALYSIS_RATE)
    return Match(offset, confidence, drift, "waveform")


def _pooled(curve: Signal, middle: float, first: int) -> _Window:
    """Keep the best of each pool of a correlation."""
    rows = curve[: len(curve) // _POOL * _POOL].reshape(-1, _POOL)
    best = rows.argmax(axis=1)
    at = np.arange(len(rows)) * _POOL + best
    low, high = curve[np.maximum(at - 1, 0)], curve[np.minimum(at + 1, len(curve) - 1)]
    height = curve[at]
    bend = np.clip(0.5 * (low - high) / np.minimum(low - 2 * height + high, -1e-12), -0.5, 0.5)
    return _Window(middle, first, height.astype(np.float32), (best + bend).astype(np.float32))


def _whitened(signal: Signal, size: int) -> npt.NDArray[np.complex128]:
    spectrum = np.fft.rfft(signal, size)
    power = np.abs(spectrum)
    frequency = np.fft.rfftfreq(size, 1 / ANALYSIS_RATE)
    spectrum[(frequency < _BAND[0]) | (frequency > _BAND[1])] = 0
    return np.asarray(spectrum / np.maximum(power, 1e-9 * power.max()))


def _correlation(spectrum: npt.NDArray[np.complex128], window: Signal, size: int, reference: int, length: int) -> Signal | None:
    """Return the correlation of a window with the reference over lags from -length to +reference, in standard deviations."""
    if not window.any():
        return None
    curve = np.fft.irfft(np.conj(spectrum * _whitened(window, size)), size)
    curve = np.concatenate([curve[-length:], curve[:reference]])
    return np.asarray(curve / (1.4826 * np.median(np.abs(curve)) + 1e-30))


def _prominence(curve: Signal, near: int) -> tuple[int, float]:
    """Return the place of the highest value and its confidence."""
    best = int(curve.argmax())
    others = curve.copy()
    others[max(0, best - near) : best + near + 1] = -np.inf
    middle = float(np.median(curve[curve > 0])) if (curve > 0).any() else 0.0
    height = float(curve[best]) - middle
    second = float(others.max(initial=-np.inf)) - middle
    return best, float(np.clip((height - max(second, 0.0)) / height, 0.0, 1.0)) if height > 0 else 0.0


def _line(windows: list[_Window], best: int, near: float) -> tuple[float, float]:
    """Return offset (seconds) and drift (parts in a million) of the line through the windows' lags about pool `best`.

    `near` is where that pool begins, in seconds; it is the answer where no window is clear.
    """
    middles, lags = [], []
    for window in windows:
        # `best` may be the pool after the peak, and drift moves the peak of a window to the next.
        candidates = [pool for pool in (best - 1, best, best + 1) if 0 <= pool - window.first < len(window.heights)]
        pool = max(candidates, key=lambda pool: float(window.heights[pool - window.first]), default=None)
        if pool is None or window.heights[pool - window.first] < _CLEAR:
            continue
        middles.append(window.middle)
        lags.append(near + ((pool - best) * _POOL + float(window.places[pool - window.first])) / ANALYSIS_RATE)
    if not middles:
        return near, 0.0
    x, y = np.array(middles), np.array(lags)
    offset = float(np.median(y))
    if len(x) < 4 or x.max() - x.min() < 20.0:
        return offset, 0.0
    pairs = np.triu_indices(len(x), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = (y[pairs[1]] - y[pairs[0]]) / (x[pairs[1]] - x[pairs[0]])
    slope = float(np.median(slopes[np.isfinite(slopes)]))
    return float(np.median(y - slope * x)), slope * 1e6


def _by_onsets(reference: Signal, take: Signal) -> Match:
    one, two = envelope(reference), envelope(take)
    least = round(_OVERLAP * ANALYSIS_RATE / HOP)
    if min(len(one), len(two)) < least or not one.any() or not two.any():
        return Match(0.0, 0.0, 0.0, "onsets")
    size = 1 << int(np.ceil(np.log2(len(one) + len(two))))

    def against(left: Signal, right: Signal) -> Signal:
        curve = np.fft.irfft(np.fft.rfft(left, size) * np.conj(np.fft.rfft(right, size)), size)
        return np.concatenate([curve[-len(two) :], curve[: len(one)]])

    lags = np.arange(-len(two), len(one))
    shared = np.minimum(lags + len(two), len(one)) - np.maximum(lags, 0)
    energy = np.sqrt(np.maximum(against(one * one, np.ones_like(two)) * against(np.ones_like(one), two * two), 1e-12))
    # What little is shared agrees by chance: chance falls with the root of what is shared.
    curve = np.where(shared >= least, against(one, two) / energy * np.sqrt(np.maximum(shared, 0)), 0.0)
    possible = curve[shared >= least]
    best, prominence = _prominence(np.maximum(curve, 0.0), round(_NEAR * ANALYSIS_RATE / HOP))
    spread = 1.4826 * float(np.median(np.abs(possible - np.median(possible)))) + 1e-12
    height = float(curve[best]) / spread
    agreement = _weakest_quarter(one, two, best - len(two))
    confidence = min(prominence / _PROMINENT, height / _HIGH, agreement / _AGREED, 1.0)
    bend = 0.0
    if 0 < best < len(curve) - 1:
        low, middle, high = curve[best - 1 : best + 2]
        bend = 0.5 * (low - high) / (low - 2 * middle + high) if low + high < 2 * middle else 0.0
    return Match((best + bend - len(two)) * HOP / ANALYSIS_RATE, max(confidence, 0.0), 0.0, "onsets")


def _weakest_quarter(one: Signal, two: Signal, lag: int) -> float:
    """Return the lowest of the correlations of the four quarters of what is shared, within 20 ms of the lag."""
    first, last = max(0, -lag), min(len(two), len(one) - lag)
    slack = round(0.02 * ANALYSIS_RATE / HOP)
    found = []
    for quarter in range(4):
        start, end = (first + (last - first) * part // 4 for part in (quarter, quarter + 1))
        here = two[start:end]
        there = one[max(start + lag - slack, 0) : end + lag + slack]
        scale = np.sqrt(np.square(here).sum() * np.square(one[start + lag : end + lag]).sum()) + 1e-12
        found.append(float(np.correlate(there, here, "valid").max() / scale))
    return min(found)
