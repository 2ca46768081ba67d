"""Shape sound: levels, filters, rooms. Signals are float64 arrays, mono `(samples,)` or stereo `(2, samples)`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
"""Samples a second of all sound made here."""

Signal = NDArray[np.float64]


def silence(seconds: float) -> Signal:
    """Return mono silence."""
    return np.zeros(round(seconds * RATE))


def gain(decibels: float) -> float:
    """Return the factor on the amplitude."""
    return float(10 ** (decibels / 20))


def add(target: Signal, sound: Signal, seconds: float) -> None:
    """Mix `sound` into `target` from `seconds` on; what reaches past the end is cut off."""
    start = round(seconds * RATE)
    count = min(sound.shape[-1], target.shape[-1] - start)
    if count > 0:
        target[..., start : start + count] += sound[..., :count]


def equalise(sound: Signal, points: Sequence[tuple[float, float]]) -> Signal:
    """Filter by a curve of (hertz, decibels), straight between its points on a logarithmic scale; phase is untouched."""
    count = sound.shape[-1]
    size = 1 << (count + RATE // 8 - 1).bit_length()
    frequencies = np.fft.rfftfreq(size, 1 / RATE)
    hertz, decibels = zip(*points, strict=True)
    curve = np.interp(np.log(np.maximum(frequencies, 1.0)), np.log(hertz), decibels)
    spectrum = np.fft.rfft(sound, size) * 10 ** (curve / 20)
    return np.fft.irfft(spectrum, size)[..., :count]


def pan(sound: Signal, place: float) -> Signal:
    """Place a mono sound between left (-1) and right (1) with constant power."""
    angle = (place + 1) * np.pi / 4
    return np.stack([sound * np.cos(angle), sound * np.sin(angle)])


def room(sound: Signal, seconds: float, wet: float, rng: np.random.Generator) -> Signal:
    """Put a sound into a room that rings for `seconds` (to -60 dB): decaying noise, darker as it decays; returns stereo."""
    dry = sound if sound.ndim == 2 else np.stack([sound, sound])
    count = round(seconds * RATE)
    time = np.arange(count) / RATE
    noise = rng.standard_normal((2, count))
    tail = equalise(noise, [(90, -18), (250, 0), (2500, 0), (9000, -14)]) * 10 ** (-3 * time / seconds)
    tail += 0.6 * equalise(noise[::-1], [(90, -18), (3000, 0), (12000, -6)]) * 10 ** (-9 * time / seconds)
    tail *= np.minimum(time / 0.012, 1)
    tail /= np.sqrt((tail**2).sum(axis=1, keepdims=True))
    size = 1 << (dry.shape[1] + count - 1).bit_length()
    rung = np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(tail, size), size)[:, : dry.shape[1]]
    return dry + wet * rung


def fade(sound: Signal, into: float, out: float) -> Signal:
    """Fade in and out over seconds, along half a cosine."""
    shaped = sound.copy()
    for seconds, back in ((into, False), (out, True)):
        count = min(round(seconds * RATE), shaped.shape[-1])
        if count:
            ramp = 0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / count)
            if back:
                shaped[..., -count:] *= ramp[::-1]
            else:
                shaped[..., :count] *= ramp
    return shaped


def to_peak(sound: Signal, decibels: float) -> Signal:
    """Scale so that the highest sample stands at `decibels` below full scale."""
    return sound * (gain(decibels) / float(np.abs(sound).max()))


def pink(count: int, rng: np.random.Generator) -> Signal:
    """Return mono noise whose power falls by 3 dB an octave, with the standard deviation 1."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    spectrum[1:] /= np.sqrt(np.arange(1, spectrum.size))
    spectrum[: max(1, round(25 * count / RATE))] = 0
    noise: Signal = np.fft.irfft(spectrum, count)
    noise /= noise.std()
    return noise
