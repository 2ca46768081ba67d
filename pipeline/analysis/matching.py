"""Where the colours of a film lie, and how those of another come to lie there. Pure, on arrays of linear light.

As Reinhard et al. (Color transfer between images, 2001): the mean and the spread of each channel are brought to the other's, on
a scale on which light is counted in stops. There a camera's exposure, its white and its contrast are all that moves colours,
and they do it by a shift and a factor. The channels stay red, green and blue, and what is done to one is a curve.
Means are medians, and spreads those of the middle two thirds: what is burnt out or black in one film moves them little.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.analysis.exposing import LUMA, Curves, bent
from pipeline.analysis.neutral import Light

_DARKEST = 2.0**-9
"""Linear light below which all is black: two steps of 8 bits, which are noise."""

_QUANTILES = (0.16, 0.5, 0.84)
"""Of a normal distribution the outer two are one standard deviation from the middle."""

_FEW = 100
"""Pixels that are too few to tell of a film."""

_FLAT = 0.1
"""A spread in stops below which a picture has no contrast to be matched."""

_MOST_STOPS = 2.0
"""How much brighter or darker a film may become, in stops."""

_MOST_CAST = 1.0
"""By how many stops more than that a channel may move."""

_MOST_SPREAD = 1.5
"""How many times the contrast of a channel may grow, or shrink."""

Colours = Mapping[str, Sequence[float]]
"""`middle` and `spread` of red, green and blue, in stops below white, and in stops."""


def colours(pixels: Light) -> Colours | None:
    """Return where the colours of many pixels lie; None where they are black."""
    flat = pixels.reshape(-1, 3)
    used = flat[flat.max(axis=1) > _DARKEST]
    if len(used) < _FEW:
        return None
    low, middle, high = np.quantile(np.log2(np.maximum(used, _DARKEST)), _QUANTILES, axis=0)
    return {"middle": middle.tolist(), "spread": ((high - low) / 2).tolist()}


def curves(own: Colours, other: Colours, stops: float = 0.0) -> Curves:
    """Return the curves by which the own colours come to lie as the other ones, and `stops` brighter; see `exposing.curves`."""
    middle, spread = np.array(own["middle"]), np.array(own["spread"])
    wanted = np.array(other["spread"])
    is_flat = np.minimum(spread, wanted) < _FLAT
    powers = np.clip(np.where(is_flat, 1.0, wanted / np.maximum(spread, _FLAT)), 1 / _MOST_SPREAD, _MOST_SPREAD)
    shift = np.array(other["middle"]) - middle
    common = float(shift @ LUMA)
    moved = np.clip(common, -_MOST_STOPS, _MOST_STOPS) + np.clip(shift - common, -_MOST_CAST, _MOST_CAST)
    gains = moved + (1 - powers) * middle + stops
    return bent(gains.tolist(), powers.tolist())
