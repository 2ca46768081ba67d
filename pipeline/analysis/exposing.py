"""The curves of a camera that is exposed, and balanced for a light, otherwise than it was. Pure, on arrays.

Linear light is multiplied, a factor a channel. What comes above white is not cut off but rolled off: up to a knee it is what the
camera would have seen, beyond it bends, so that the brightest of the picture becomes white in all channels alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.analysis.neutral import linear, signal

ENTRIES = 2048
"""Entries of a curve; between them it is straight, which is 0.0001 off at most."""

_KNEE = 0.6
"""The share of white, in linear light, from which on light is rolled off."""

_MOST = 4.0
"""How much more or less than the others a channel may get."""

LUMA = np.array([0.2126, 0.7152, 0.0722])
"""How bright red, green and blue are (BT.709)."""

_TOE = 2.0**-7
"""Linear light below which contrast is not changed: a tenth of the signal."""

Curves = npt.NDArray[np.floating[Any]]


def factors(neutral: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return by how much each channel's light is multiplied, so that `neutral` is grey and as bright as it was."""
    light = np.maximum(np.array(neutral), 1e-6)
    red, green, blue = np.clip(float(light @ LUMA) / light, 1 / _MOST, _MOST)
    return float(red), float(green), float(blue)


def curves(stops: float, neutral: tuple[float, float, float]) -> Curves:
    """Return `ENTRIES` rows of red, green and blue signals, 0 to 1, for signals from 0 to 1."""
    less = min(stops, 0.0)
    return _drawn(2.0**less, [2.0 ** (stops - less) * factor for factor in factors(neutral)], (1.0, 1.0, 1.0))


def bent(gains: Sequence[float], powers: Sequence[float]) -> Curves:
    """Return such rows by so many stops more of red, green and blue, after a contrast of each that leaves white as it is."""
    less = 2.0 ** min(float(np.array(gains) @ LUMA), 0.0)
    return _drawn(less, [2.0**gain / less for gain in gains], powers)


def _drawn(less: float, factors: Sequence[float], powers: Sequence[float]) -> Curves:
    light = linear(np.linspace(0.0, 1.0, ENTRIES))
    columns = []
    for factor, power in zip(factors, powers, strict=True):
        # In the dark it is straight: a power would make more of noise there than anything else.
        bowed = np.where(light > _TOE, np.maximum(light, _TOE) ** power, light * _TOE ** (power - 1))
        columns.append(signal(less * _rolled(bowed, factor)))
    return np.clip(np.stack(columns, axis=-1), 0.0, 1.0)


def _rolled(light: Curves, factor: float) -> Curves:
    """Multiply light, 0 to 1, so that 1 stays 1: straight up to the knee, then by Reinhard's curve, scaled to end at 1."""
    knee = _KNEE * min(1.0, factor)
    above = (light * factor - knee) / (1 - knee)
    top = (factor - knee) / (1 - knee)
    bent = above * (1 + above / top**2) / (1 + above)
    return np.where(above <= 0, light * factor, knee + (1 - knee) * bent)
