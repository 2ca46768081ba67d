"""The curves of a camera that is exposed, and balanced for a light, otherwise than it was. Pure, on arrays.

Linear light is multiplied, a factor a channel. What comes above white is not cut off but rolled off: up to a knee it is what the
camera would have seen, beyond it bends, so that the brightest of the picture becomes white in all channels alike.
"""

from __future__ import annotations

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

_LUMA = np.array([0.2126, 0.7152, 0.0722])
"""How bright red, green and blue are (BT.709)."""

Curves = npt.NDArray[np.floating[Any]]


def factors(neutral: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return by how much each channel's light is multiplied, so that `neutral` is grey and as bright as it was."""
    light = np.maximum(np.array(neutral), 1e-6)
    red, green, blue = np.clip(float(light @ _LUMA) / light, 1 / _MOST, _MOST)
    return float(red), float(green), float(blue)


def curves(stops: float, neutral: tuple[float, float, float]) -> Curves:
    """Return `ENTRIES` rows of red, green and blue signals, 0 to 1, for signals from 0 to 1."""
    light = linear(np.linspace(0.0, 1.0, ENTRIES))
    more, less = 2.0 ** max(stops, 0.0), 2.0 ** min(stops, 0.0)
    columns = [signal(less * _rolled(light, more * factor)) for factor in factors(neutral)]
    return np.clip(np.stack(columns, axis=-1), 0.0, 1.0)


def _rolled(light: Curves, factor: float) -> Curves:
    """Multiply light, 0 to 1, so that 1 stays 1: straight up to the knee, then by Reinhard's curve, scaled to end at 1."""
    knee = _KNEE * min(1.0, factor)
    above = (light * factor - knee) / (1 - knee)
    top = (factor - knee) / (1 - knee)
    bent = above * (1 + above / top**2) / (1 + above)
    return np.where(above <= 0, light * factor, knee + (1 - knee) * bent)
