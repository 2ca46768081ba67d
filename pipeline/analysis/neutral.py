"""Which colour of a picture is the light's own: what should be grey. Pure, on arrays of linear light.

Signals are those of BT.709, 0 to 1; linear light is what its transfer says that a camera saw (ITU-R BT.709-6, item 1.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Light = npt.NDArray[np.floating[Any]]
"""Red, green and blue in the last axis."""

_DARK, _BURNT = 0.01, 0.9
"""Linear light below which noise has a colour of its own, and above which channels may be clipped."""

_MINKOWSKI = 6
"""The norm of Finlayson and Trezzi's shades of grey (2004), which is between the mean of a picture and its brightest."""

_FEW = 100
"""Pixels that are too few to tell of the light."""


def linear(signal: Light) -> Light:
    """Return the light that a camera saw for a signal."""
    toe, rest = signal / 4.5, ((np.maximum(signal, 0) + 0.099) / 1.099) ** (1 / 0.45)
    return np.where(signal < 0.081, toe, rest)


def signal(light: Light) -> Light:
    """Return the signal of a camera for light."""
    return np.where(light < 0.018, 4.5 * light, 1.099 * np.maximum(light, 0) ** 0.45 - 0.099)


def of_scene(pixels: Light) -> tuple[float, float, float]:
    """Return the light of a scene out of many pixels of it, by shades of grey; white where they do not tell."""
    flat = pixels.reshape(-1, 3)
    used = flat[(flat.max(axis=1) < _BURNT) & (flat.max(axis=1) > _DARK)]
    if len(used) < _FEW:
        return 1.0, 1.0, 1.0
    return _three((used**_MINKOWSKI).mean(axis=0) ** (1 / _MINKOWSKI))


def of_patch(pixels: Light) -> tuple[float, float, float] | None:
    """Return the colour of a patch of a picture; None where it is too dark, or burnt out, to tell of the light."""
    found = np.median(pixels.reshape(-1, 3), axis=0)
    return None if found.max() < _DARK / 2 or found.max() > (1 + _BURNT) / 2 else _three(found)


def of_lamp(kelvin: int) -> tuple[float, float, float]:
    """Return the colour of a light: daylight from 4000 K on (CIE 15:2004, 3.1), a glowing body's below (Kim et al., 2002)."""
    t = 1000 / kelvin
    if kelvin >= 4000:
        day = (-4.6070, 2.9678, 0.09911, 0.244063) if kelvin <= 7000 else (-2.0064, 1.9018, 0.24748, 0.237040)
        x = ((day[0] * t + day[1]) * t + day[2]) * t + day[3]
        y = -3 * x * x + 2.870 * x - 0.275
    else:
        x = ((-0.2661239 * t - 0.2343589) * t + 0.8776956) * t + 0.179910
        y = ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867
    xyz = np.array([x / y, 1.0, (1 - x - y) / y])
    return _three(np.maximum(_FROM_XYZ @ xyz, 0.02))


_FROM_XYZ = np.array(
    [[3.2404542, -1.5371385, -0.4985314], [-0.9692660, 1.8760108, 0.0415560], [0.0556434, -0.2040259, 1.0572252]]
)
"""XYZ -> linear red, green and blue of BT.709, whose white is D65."""


def _three(values: Sequence[float] | Light) -> tuple[float, float, float]:
    red, green, blue = (float(value) for value in values)
    return red, green, blue
