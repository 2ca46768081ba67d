"""Gains and curves: decibels, panning, fades. Pure."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Curve = npt.NDArray[np.float64]


def gain_of(decibels: float) -> float:
    """Turn decibels into a factor on the amplitude: 10^(dB/20)."""
    return float(10.0 ** (decibels / 20.0))


def decibels(factor: float) -> float:
    """Turn a factor on the amplitude into decibels, minus infinity where it is 0."""
    return 20.0 * math.log10(factor) if factor > 0 else -math.inf


def pan_gains(pan: float) -> tuple[float, float]:
    """Return the factors of the left and right channel for a pan from -1 (left) to 1 (right).

    Constant power with the centre at unity: left = sqrt(2) cos((pan + 1) pi/4), right = sqrt(2) sin((pan + 1) pi/4). The sum of
    squares is 2 everywhere; a centred mono source stands in both channels as it is; hard left is 3.01 dB louder in the left.
    On a stereo source it is a balance: the channels keep their sides.
    """
    angle = (pan + 1.0) * math.pi / 4.0
    # cos(pi/2) is 6e-17 in floats: a hard pan leaves nothing on the other side.
    left, right = math.sqrt(2.0) * math.cos(angle), math.sqrt(2.0) * math.sin(angle)
    return (1.0, 1.0) if pan == 0 else (left if pan < 1 else 0.0, right if pan > -1 else 0.0)


def ramp(at: npt.NDArray[np.int64], start: float, length: float) -> Curve:
    """Rise linearly from 0 at `start` to 1 at `start + length`; 0 before, 1 after. Two such ramps, one reversed, add up to 1."""
    if length <= 0:
        return (at >= start).astype(np.float64)
    return np.clip((at + 0.5 - start) / length, 0.0, 1.0)


def quarter_sine(share: Curve) -> Curve:
    """Turn a linear ramp into an equal-power one: squares of it and of its mirror add up to 1."""
    return np.sin(share * (math.pi / 2.0))


def rounded(decibels: float) -> float | None:
    """Return a level for a report: to 0.01 dB, None where it is not finite (silence)."""
    return round(decibels, 2) if math.isfinite(decibels) else None
