"""Sharp s sounds made softer: what lies above 5 kHz, where it is loud beside the voice, and nothing else. Pure."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from pipeline.sound.blocks import Read, Samples
from pipeline.sound.blockwise import convolved, levels, smoothed
from pipeline.sound.levels import Curve
from pipeline.timebase import SAMPLE_RATE

CORNER, _TRANSITION = 5000, 1500
"""Hz in the middle of where it begins to be lowered, and over which it does: 4,250 to 5,750."""

BELOW = 16.0
"""Decibels below the voice from which on an s is sharp."""

RATIO, MOST = 4.0, 12.0
"""Of what is above that a quarter is left, and at most so many decibels go."""

_STEP = 48
"""Samples in a value of the curve: 1 ms."""
_LOOK = 5
"""Values on each side over which the curve is drawn: the gain has fallen when an s begins."""

_HALF = int(5.5 * SAMPLE_RATE / _TRANSITION / 2)
AROUND = _HALF + 2 * (_LOOK + 1) * _STEP
"""Samples on each side that what is done depends on."""


def voice_level(read: Read, samples: int) -> float:
    """Return how loud a voice is, in decibels below full scale of a square wave: of 100 ms each, those that speak."""
    found = levels(read, samples, SAMPLE_RATE // 10)
    heard = found[found > found.mean() * 0.1] if len(found) else found
    return 10.0 * math.log10(float(heard.mean())) if len(heard) and heard.mean() > 0 else -math.inf


def deessed(sound: Samples, first: int, level: float) -> Samples:
    """Return a sound whose first sample is number `first` with its s softened, for a voice of a `level` in decibels."""
    if level == -math.inf:
        return sound
    high = convolved(sound, _taps())
    skip = -first % _STEP
    whole = skip + (len(sound) - skip) // _STEP * _STEP
    energy = np.square(high[skip:whole]).reshape(-1, _STEP * high.shape[1]).mean(axis=1)
    over = 10.0 * np.log10(smoothed(energy, _LOOK) + 1e-20) - (level - BELOW)
    falls = np.clip(over * (1.0 - 1.0 / RATIO), 0.0, MOST)
    held = np.lib.stride_tricks.sliding_window_view(np.pad(falls, _LOOK), 2 * _LOOK + 1).max(axis=1)
    middles = skip + (np.arange(len(held)) + 0.5) * _STEP - 0.5
    curve = np.interp(np.arange(len(sound)), middles, smoothed(held, _LOOK))
    return sound - high * (1.0 - 10.0 ** (-curve / 20.0))[:, None]


@lru_cache(maxsize=1)
def _taps() -> Curve:
    """Return a high-pass: a sinc under Blackman's window taken from a pulse, 74 dB less below (see `sound.muffle`)."""
    places = np.arange(-_HALF, _HALF + 1)
    low = np.sinc(2 * CORNER / SAMPLE_RATE * places) * np.blackman(len(places))
    high = -low / low.sum()
    high[_HALF] += 1.0
    return np.asarray(high)
