"""A voice without a synthesiser: every syllable is a burst of noise, so it is known to the sample when each line begins."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE = 16_000
SYLLABLE, GAP = 0.16, 0.04
"""Seconds that a syllable sounds, and that it is quieter before the next."""


def read_aloud(
    syllables: Sequence[int], pauses: Sequence[float], *, hiss: float = 0.001, tail: float = 0.6
) -> tuple[npt.NDArray[np.int16], list[float], list[float]]:
    """Return lines of so many syllables, each after a pause, and when each begins and ends."""
    chance = np.random.default_rng(5)
    parts: list[npt.NDArray[np.float64]] = []
    begins, ends, at = [], [], 0.0
    for count, pause in zip(syllables, pauses, strict=True):
        parts.append(np.zeros(round(pause * RATE)))
        begins.append(at + pause)
        for number in range(count):
            size = round(SYLLABLE * RATE)
            parts.append(chance.normal(0, 0.2, size) * np.hanning(size) ** 0.25)
            parts.append(chance.normal(0, 0.02, round(GAP * RATE)) if number < count - 1 else np.zeros(0))
        at += pause + count * SYLLABLE + (count - 1) * GAP
        ends.append(at)
    parts.append(np.zeros(round(tail * RATE)))
    whole = np.concatenate(parts)
    whole += chance.normal(0, hiss, len(whole))
    return np.clip(np.rint(whole * 32767), -32768, 32767).astype(np.int16), begins, ends


def write(path: Path, samples: npt.NDArray[np.int16]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return path
