"""Sound as it is heard through a wall: a low-pass, softer at first, and at the end as open as it is. Pure."""

from __future__ import annotations

import numpy as np

from pipeline.sound.blocks import Samples
from pipeline.sound.blockwise import convolved
from pipeline.sound.levels import Curve, gain_of, quarter_sine, ramp
from pipeline.timebase import SAMPLE_RATE

CORNER = 400
"""Hz above which next to nothing is heard: a wall lets the place and its tune through, and no word."""

RISE_DB = 5.0
"""Decibels by which it is softer where it begins than where it ends."""

_TRANSITION = 300
"""Hz within which the low-pass goes from all to nothing, with `CORNER` in the middle."""


def lowpassed(sound: Samples, corner: int = CORNER) -> Samples:
    """Return a sound (n, channels) without what is above `corner` Hz, by 6 dB less there. Nothing is shifted in time.

    A sinc under Blackman's window, whose width is 5.5 sample rates by its transition (Oppenheim and Schafer, Discrete-Time
    Signal Processing, 7.5): 74 dB less beyond that.
    """
    half = int(5.5 * SAMPLE_RATE / _TRANSITION / 2)
    places = np.arange(-half, half + 1)
    taps = np.sinc(2 * corner / SAMPLE_RATE * places) * np.blackman(len(places))
    taps /= taps.sum()
    return convolved(sound, taps)


def muffled(sound: Samples, low_db: float, *, first: int, last: int, comes: int, opens: int, goes: int) -> Samples:
    """Return a sound muffled, its low-passed self by `low_db`, heard from sample `first` to `last`.

    It comes over `comes` samples, rises by `RISE_DB` on its way, and goes over its last `goes` samples. Over `opens` samples
    before these it becomes as open and as loud as it was; where that is 0, it stays muffled.
    """
    places = np.arange(len(sound))
    way = ramp(places, first, last - goes - opens - first)
    low = lowpassed(sound) * gain_of(low_db) * (10.0 ** (-RISE_DB * (1.0 - way) / 20.0))[:, None]
    if opens:
        low += (sound - low) * _smooth(ramp(places, last - goes - opens, opens))[:, None]
    edges = quarter_sine(ramp(places, first, comes)) * quarter_sine(1.0 - ramp(places, last - goes, goes))
    return np.asarray(low * edges[:, None])


def _smooth(share: Curve) -> Curve:
    return np.asarray((1.0 - np.cos(np.pi * share)) / 2)
