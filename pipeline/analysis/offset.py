"""By how much one sound lags behind another that it should equal but for its level. Pure.

The place of the largest correlation, of spectra that are levelled somewhat so that bass does not blur it (a square root of the
phase transform, after Knapp and Carter 1976); between samples by a parabola.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.values import dataclass

Wave = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lag:
    """Samples by which the heard sound comes late, and how alike they are there: 1 is the same wave, 0 nothing in common."""

    samples: float
    likeness: float


def lag(heard: Wave, planned: Wave, farthest: int) -> Lag | None:
    """Return the lag of `heard` behind `planned`, which begin together, up to `farthest` samples; None where one is silent."""
    count = min(len(heard), len(planned))
    one, other = (wave[:count].astype(np.float64) for wave in (heard, planned))
    if count < 2 * farthest or min(np.abs(one).max(initial=0), np.abs(other).max(initial=0)) < 1e-4:
        return None
    size = 1 << (2 * count - 1).bit_length()
    spectrum, planned_spectrum = np.fft.rfft(one, size), np.fft.rfft(other, size)
    cross = spectrum * np.conj(planned_spectrum)
    strength = np.abs(cross)
    levelled = cross / np.sqrt(strength + 1e-9 * strength.max())
    found = np.fft.irfft(levelled, size)
    near = np.concatenate([found[-farthest:], found[: farthest + 1]])
    at = int(near.argmax())
    shift = at - farthest
    part = 0.0
    if 0 < at < len(near) - 1:
        before, here, after = near[at - 1 : at + 2]
        bend = before - 2 * here + after
        part = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return Lag(shift + float(part), _likeness(one, other, shift))


def _likeness(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64], shift: int) -> float:
    late, early = (one[shift:], other[: len(other) - shift]) if shift >= 0 else (one[:shift], other[-shift:])
    size = float(np.sqrt(np.sum(late**2) * np.sum(early**2)))
    return float(np.sum(late * early)) / size if size else 0.0
