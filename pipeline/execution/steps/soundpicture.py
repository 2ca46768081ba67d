"""Draw the picture of a sound: bars of the waveform scrolling past now, or of the spectrum."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.execution.steps import Call
from pipeline.execution.steps.pictures import write_pictures
from pipeline.sound import wav

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[Any]

BAR_SECONDS = Fraction(1, 20)
"""Time that one bar of the waveform stands for: short enough for syllables, long enough to be seen."""

BARS = 64
"""Bars across the strip."""

THINNED = 3
"""Samples that are averaged into one before drawing: 48 kHz becomes 16 kHz."""

LOWEST_HZ, HIGHEST_HZ = 60, 7000
"""The spectrum's range: a bass voice's fundamental to the brilliance of consonants and strings."""

FALL = 0.82
"""What is left of a spectrum bar one frame later: bars rise at once and fall in a few frames, as level meters do."""


def run(call: Call) -> None:
    """Write `out`, FFV1 in NUT, from the WAV `sound`, whose sample `start` is frame 0's.

    Parameters: `width`, `height` in pixels, `rate`, `frames`, `style` (waveform | spectrum); the colours `background`,
    `accent` and `muted` as `#rrggbb`.
    """
    import numpy as np

    p = call.parameters
    rate, frames = Fraction(p["rate"]), p["frames"]
    samples, sample_rate = _samples(call.inputs["sound"], p["start"], frames / rate)
    levels = (
        _waveform(samples, sample_rate, rate, frames)
        if p["style"] == "waveform"
        else _spectrum(samples, sample_rate, rate, frames)
    )
    backdrop, accent, muted = (
        np.array([int(p[name][i : i + 2], 16) for i in (1, 3, 5)], float) for name in ("background", "accent", "muted")
    )

    def pictures() -> Iterator[Floats]:
        for number, (heights, shift, played) in enumerate(levels):
            coverage = _bars(heights, shift, p["width"], p["height"])
            colours = np.where((np.arange(p["width"]) < played * p["width"])[None, :, None], accent, muted)
            yield (backdrop + (colours - backdrop) * coverage[:, :, None] + 0.5).astype(np.uint8)
            if number % 10 == 0:
                call.progress(number / frames)

    write_pictures(call.outputs["out"], pictures(), p["width"], p["height"], rate)


def _samples(path: Path, start: int, seconds: Fraction) -> tuple[Floats, int]:
    # One channel, at every third sample: bars up to 7 kHz need no more.
    with path.open("rb") as file:
        shape = wav.layout(file)
        sound = wav.read(file, shape, start, int(seconds * shape.sample_rate) + 1).mean(axis=1)
    whole = sound[: len(sound) // THINNED * THINNED].reshape(-1, THINNED)
    return whole.mean(axis=1), shape.sample_rate // THINNED


def _waveform(samples: Floats, sample_rate: int, rate: Fraction, frames: int) -> Iterator[tuple[Floats, float, float]]:
    # Bars before now are played, in the accent colour; those to come are muted. The strip scrolls by whole frames of time.
    import numpy as np

    step = int(sample_rate * BAR_SECONDS)
    count = max(1, -(-len(samples) // step))
    padded = np.zeros(count * step)
    padded[: len(samples)] = samples
    loud = np.sqrt(np.mean(padded.reshape(count, step) ** 2, axis=1))
    heights = np.clip(loud / (np.percentile(loud, 98) or 1.0), 0, 1) ** 0.7  # near the ear's loudness, so that quiet words show
    around = np.concatenate([np.zeros(BARS), heights, np.zeros(BARS * 2)])
    for number in range(frames):
        now = Fraction(number) / rate / BAR_SECONDS
        whole = int(now)
        first = BARS + whole - BARS // 2
        yield around[first : first + BARS + 1], float(now - whole), 0.5


def _spectrum(samples: Floats, sample_rate: int, rate: Fraction, frames: int) -> Iterator[tuple[Floats, float, float]]:
    import numpy as np

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
        yield np.append(held, 0.0), 0.0, 1.0


def _bars(heights: Floats, shift: float, width: int, height: int) -> Floats:
    # Coverage of each pixel by rounded bars, by distance to their outline: smooth at any size without supersampling.
    import numpy as np

    pitch = width / BARS
    half = pitch * 0.29
    x = (np.arange(width) + 0.5) / pitch + shift
    bar = np.minimum(x.astype(int), len(heights) - 1)
    across = np.abs(x - bar - 0.5) * pitch
    reach = np.maximum(heights[bar] * (height / 2 - 2) - half, 0)
    y = np.abs(np.arange(height) + 0.5 - height / 2)
    beyond = np.maximum(y[:, None] - reach[None, :], 0)
    distance = np.sqrt(across[None, :] ** 2 + beyond**2) - half
    coverage: Floats = np.clip(0.5 - distance, 0, 1)
    return coverage
