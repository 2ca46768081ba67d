"""Bars that show a sound: the waveform scrolling past now, or the spectrum; and the pixels that they cover. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from pipeline.values import dataclass

Floats = NDArray[np.float64]

BAR_SECONDS = Fraction(1, 20)
"""Time that one bar of the waveform stands for: short enough for syllables, long enough to be seen."""

BARS = 64
"""Bars across the strip."""

THINNED = 3
"""Samples that are averaged into one before drawing: 48 kHz becomes 16 kHz, since bars up to 7 kHz need no more."""

LOWEST_HZ, HIGHEST_HZ = 60, 7000
"""The spectrum's range: a bass voice's fundamental to the brilliance of consonants and strings."""

EAR = 0.7
"""The power of a level that is near how loud it seems, so that quiet words show."""

FALL = 0.82
"""What is left of a spectrum bar one frame later: bars rise at once and fall in a few frames, as level meters do."""


@dataclass(frozen=True, slots=True)
class Bars:
    """The strip at one frame: the bars' heights from 0 to 1, by how much of one they are scrolled, the share that was played."""

    heights: Floats
    shift: float
    played: float


def thinned(sound: Floats) -> Floats:
    """Return one channel at every third sample of sound as (samples, channels)."""
    mono = sound.mean(axis=1)
    whole: Floats = mono[: len(mono) // THINNED * THINNED].reshape(-1, THINNED).mean(axis=1)
    return whole


def waveform(samples: Floats, sample_rate: int, rate: Fraction, frames: int) -> Iterator[Bars]:
    """Yield the bars of each frame: those before now are played, those to come are not; they scroll by whole frames of time."""
    step = int(sample_rate * BAR_SECONDS)
    count = max(1, -(-len(samples) // step))
    padded = np.zeros(count * step)
    padded[: len(samples)] = samples
    loud = np.sqrt(np.mean(padded.reshape(count, step) ** 2, axis=1))
    heights = np.clip(loud / (np.percentile(loud, 98) or 1.0), 0, 1) ** EAR
    around = np.concatenate([np.zeros(BARS), heights, np.zeros(BARS * 2)])
    for number in range(frames):
        now = Fraction(number) / rate / BAR_SECONDS
        whole = int(now)
        first = BARS + whole - BARS // 2
        yield Bars(around[first : first + BARS + 1], float(now - whole), 0.5)


def spectrum(samples: Floats, sample_rate: int, rate: Fraction, frames: int) -> Iterator[Bars]:
    """Yield the bars of each frame: the power in bands from low to high, 48 dB from floor to ceiling of the strip."""
    size = 1024
    window = np.hanning(size)
    edges = np.geomspace(LOWEST_HZ, HIGHEST_HZ, BARS + 1) * size / sample_rate
    padded = np.concatenate([np.zeros(size // 2), samples, np.zeros(size)])
    raw = np.empty((frames, BARS))
    for number in range(frames):
        at = min(int(number / rate * sample_rate), len(padded) - size)
        power = np.abs(np.fft.rfft(padded[at : at + size] * window)) ** 2
        summed = np.concatenate([[0.0], np.cumsum(power)])
        # The mean power between two edges, linear between bins, so that narrow low bars are not empty.
        sums = np.interp(edges, np.arange(len(summed)), summed)
        raw[number] = np.diff(sums) / np.diff(edges)
    decibels = 10 * np.log10(raw + 1e-12)
    top = np.percentile(decibels, 99.5)
    heights = np.clip((decibels - top + 48) / 48, 0, 1)  # 48 dB from floor to ceiling of the strip
    held = np.zeros(BARS)
    for number in range(frames):
        held = np.maximum(heights[number], held * FALL)
        yield Bars(np.append(held, 0.0), 0.0, 1.0)


def coverage(bars: Bars, width: int, height: int) -> Floats:
    """Return how much of each pixel rounded bars cover, by distance to their outline: smooth at any size."""
    pitch = width / BARS
    half = pitch * 0.29
    x = (np.arange(width) + 0.5) / pitch + bars.shift
    bar = np.minimum(x.astype(int), len(bars.heights) - 1)
    across = np.abs(x - bar - 0.5) * pitch
    reach = np.maximum(bars.heights[bar] * (height / 2 - 2) - half, 0)
    y = np.abs(np.arange(height) + 0.5 - height / 2)
    beyond = np.maximum(y[:, None] - reach[None, :], 0)
    distance = np.sqrt(across[None, :] ** 2 + beyond**2) - half
    covered: Floats = np.clip(0.5 - distance, 0, 1)
    return covered
