"""Curves of tone: a filter that is straight in phase, so that nothing moves in time. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np

from pipeline.sound.blocks import Samples
from pipeline.sound.blockwise import convolved
from pipeline.sound.levels import Curve
from pipeline.timebase import SAMPLE_RATE

Tone = Literal["phone", "warm", "clear"]
"""A curve by its name."""

CURVES: dict[Tone, tuple[tuple[int, float], ...]] = {
    # The band of a telephone, 300 to 3,400 Hz (ITU-T G.712), 3 dB less at its edges.
    "phone": ((100, -40.0), (200, -20.0), (300, -3.0), (400, 0.0), (3000, 0.0), (3400, -3.0), (4500, -30.0), (6000, -50.0)),
    "warm": ((60, 0.0), (120, 2.5), (250, 3.0), (600, 0.0), (2500, 0.0), (6000, -3.0), (12_000, -4.0)),
    "clear": ((80, -3.0), (250, -3.0), (700, 0.0), (1500, 0.0), (3000, 3.0), (5000, 3.0), (8000, 2.0), (12_000, 2.0)),
}
"""Decibels at frequencies in Hz, straight between them over the logarithm of frequency, level outside."""

_SIZE = 16_384
AROUND = 2400
"""Samples on each side that the filter hears: 50 ms, which tells 40 Hz apart."""


def equalised(sound: Samples, tone: Tone) -> Samples:
    """Return a sound through a curve; the first and last `AROUND` samples lack what is before and after them."""
    return convolved(sound, _taps(tone))


@lru_cache
def _taps(tone: Tone) -> Curve:
    hertz = np.fft.rfftfreq(_SIZE, 1 / SAMPLE_RATE)
    places, decibels = zip(*CURVES[tone], strict=True)
    wanted = np.interp(np.log(np.maximum(hertz, 1.0)), np.log(places), decibels)
    pulse = np.fft.irfft(10.0 ** (wanted / 20.0))
    taps = np.concatenate([pulse[-AROUND:], pulse[: AROUND + 1]])
    return np.asarray(taps * np.hanning(len(taps) + 2)[1:-1])
