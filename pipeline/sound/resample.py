"""Change the rate of sound: down for analysis, by some parts in a million against a drifting clock. Pure."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.sound.blocks import Read, Samples, spans
from pipeline.timebase import SAMPLE_RATE

ANALYSIS_RATE = 8_000
"""Samples a second at which takes are compared: a phone's band."""

_FACTOR = SAMPLE_RATE // ANALYSIS_RATE
_TAPS = 24 * _FACTOR + 1
_SINC = 32
_PHASES = 512

Signal = npt.NDArray[np.float64]


def for_analysis(read: Read, samples: int) -> Signal:
    """Return a take of `samples` samples at 48 kHz as mono at `ANALYSIS_RATE`; sample n stands where sample 6n stood."""
    reach = _TAPS // 2
    size = 8192 * _FACTOR
    parts = []
    for start, count in spans(0, samples, size):
        mono = read(start - reach, count + 2 * reach).mean(axis=1)
        parts.append(np.convolve(mono, _lowpass(), "valid")[::_FACTOR])
    return np.concatenate(parts) if parts else np.zeros(0)


@lru_cache(maxsize=1)
def _lowpass() -> Signal:
    """Return a Kaiser-windowed sinc, 3.7 kHz at 48 kHz."""
    at = np.arange(_TAPS) - _TAPS // 2
    taps = np.sinc(at * 2 * 3700 / SAMPLE_RATE) * np.kaiser(_TAPS, 7.0)
    return np.asarray(taps / taps.sum())


def stretched(read: Read, parts_per_million: float) -> Read:
    """Read a take as if its clock had run right: sample k is what stood at k / (1 + ppm 1e-6), by a windowed sinc of 32 taps.

    The error is below -100 dB up to 18 kHz. For drifts of clocks, some hundred parts in a million; not for changes of pitch.
    """
    rate = 1.0 / (1.0 + parts_per_million * 1e-6)

    def stretching(start: int, count: int) -> Samples:
        places = np.arange(start, start + count, dtype=np.float64) * rate
        parts = [_between(read, places[at : at + size]) for at, size in spans(0, count, 4096)]
        return np.concatenate(parts) if parts else read(start, 0)

    return stretching


def _between(read: Read, places: Signal) -> Samples:
    """Return the values between the samples, at ascending `places` less than some thousand samples apart."""
    whole = np.floor(places).astype(np.int64)
    first = int(whole[0]) - _SINC // 2 + 1
    sound = read(first, int(whole[-1]) + _SINC // 2 + 1 - first)
    share = (places - whole) * _PHASES
    phase = np.floor(share).astype(np.int64)
    part = (share - phase)[:, None]
    taps = _sincs()[phase] * (1.0 - part) + _sincs()[phase + 1] * part
    windows = np.lib.stride_tricks.sliding_window_view(sound, _SINC, axis=0)[whole - whole[0]]
    return np.asarray(np.einsum("nck,nk->nc", windows, taps))


@lru_cache(maxsize=1)
def _sincs() -> Signal:
    """Return the taps for each of the phases between two samples, a row a phase; the last row is the next sample."""
    phases = np.arange(_PHASES + 1)[:, None] / _PHASES
    at = np.arange(-_SINC // 2 + 1, _SINC // 2 + 1)[None, :] - phases
    window = np.i0(9.0 * np.sqrt(np.clip(1.0 - (at / (_SINC / 2)) ** 2, 0.0, 1.0))) / np.i0(9.0)
    taps = np.sinc(at) * window
    return np.asarray(taps / taps.sum(axis=1, keepdims=True))
