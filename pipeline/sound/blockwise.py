"""Sound that is treated a block at a time: each block is read with what lies around it, so that no join is heard. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from pipeline.sound.blocks import Read, Samples
from pipeline.sound.levels import Curve

GRID = 19_200
"""Samples by which blocks are counted: 0.4 s, of which parts of a file that begin at even seconds begin a whole number later."""

_AT_ONCE = 10 * GRID


def blockwise(read: Read, samples: int, around: int, treat: Callable[[Samples, int], Samples]) -> Iterator[Samples]:
    """Yield a sound in blocks, each treated with `around` samples on both sides; `treat` gets these, and which the first is."""
    for start in range(0, samples, _AT_ONCE):
        count = min(_AT_ONCE, samples - start)
        yield treat(read(start - around, count + 2 * around), start - around)[around : around + count]


def levels(read: Read, samples: int, step: int) -> Curve:
    """Return the mean square of every `step` samples, of all channels; an end that is shorter is left out."""
    found = [np.zeros(0)]
    whole = samples // step * step
    for start in range(0, whole, 64 * step):
        block = read(start, min(64 * step, whole - start))
        found.append(np.square(block).reshape(-1, step * block.shape[1]).mean(axis=1))
    return np.concatenate(found)


def convolved(sound: Samples, taps: Curve) -> Samples:
    """Return a sound through a filter of an odd number of symmetric taps; nothing is shifted in time."""
    half = len(taps) // 2
    size = 1 << (len(sound) + len(taps) - 2).bit_length()
    spectrum = np.fft.rfft(sound, size, axis=0) * np.fft.rfft(taps, size)[:, None]
    return np.asarray(np.fft.irfft(spectrum, size, axis=0)[half : half + len(sound)])


def smoothed(curve: Curve, half: int) -> Curve:
    """Return a curve averaged under Hann's window, `half` values to each side; at its ends its own values go on."""
    kernel = np.hanning(2 * half + 3)[1:-1]
    return np.convolve(np.pad(curve, half, mode="edge"), kernel / kernel.sum(), "valid")
