"""Draw lanterns that rise over water: a MoviePy scene, a function of time alone, the same every time.

The pipeline calls `scene(width, height, rate, frames)` and reads the frames of the clip that it returns.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from moviepy import VideoClip

_NIGHT, _DUSK, _EMBER = np.array([20, 24, 46.0]), np.array([92, 66, 104.0]), np.array([231, 132, 92.0])
_WATER = np.array([16, 20, 40.0])
_HORIZON = 0.70
_COUNT = 34
_SIZES = 12
"""Lanterns are drawn in so many sizes, and placed between pixels by so many steps each way."""
_STEPS = 4


def _backdrop(width: int, height: int) -> np.ndarray:
    """Return sky, hills and water as (height, width, 3), 0 to 255."""
    rows = np.linspace(0, 1, height)[:, None, None]
    sky = _NIGHT + (_DUSK - _NIGHT) * np.clip(rows / _HORIZON, 0, 1) ** 1.6 + (_EMBER - _DUSK) * np.clip((rows - 0.45) / 0.25,
        0, 1) ** 2 * 0.75
    picture = np.repeat(sky, width, axis=1)
    columns = np.linspace(0, 1, width)
    for base, swell, shade, phase in ((0.60, 0.030, (74, 56, 96), 0.4), (0.655, 0.022, (44, 38, 74), 2.0)):
        ridge = base + swell * (np.sin(7 * columns + phase) + 0.5 * np.sin(17 * columns + 3 * phase))
        cover = np.clip((rows[:, :, 0] - ridge[None, :]) * height, 0, 1)[:, :, None]
        picture = picture + (np.array(shade, dtype=float) - picture) * cover
    line = round(_HORIZON * height)
    mirrored = picture[:line][::-1][: height - line]
    depth = np.linspace(0, 1, height - line)[:, None, None]
    picture[line:] = mirrored * (0.50 - 0.30 * depth) + _WATER * (0.50 + 0.30 * depth)
    rng = np.random.default_rng(5)
    stars = rng.random((round(0.5 * height), width)) < 90 / (0.5 * height * width)
    picture[: stars.shape[0]][stars] += 120
    return picture + rng.normal(0, 1.2, (height, width, 1))


def _lantern(radius: float, right: float, down: float) -> np.ndarray:
    """Return the light that a lantern adds, (side, side, 3): a paper body with a flame, and a wide glow."""
    half = int(np.ceil(radius * 4.2))
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(float)
    x, y = (x - right) / radius, (y - down) / radius
    wide = 0.78 + 0.16 * np.clip(-y, -1, 1)
    edge = np.clip((1 - np.maximum(np.abs(x) / wide, np.abs(y) / 1.05)) * radius, 0, 1)
    flame = np.exp(-((x / 0.45) ** 2 + ((y - 0.55) / 0.6) ** 2))
    glow = np.clip(np.exp(-(x**2 + y**2) / 3.0) - np.exp(-4.2**2 / 3.0), 0, 1)
    body = edge[:, :, None] * (np.array([196, 96, 52.0]) + flame[:, :, None] * np.array([59, 120, 96.0]))
    return (body + glow[:, :, None] * np.array([92, 46, 22.0])).astype(np.float32)


def scene(width: int, height: int, rate: Fraction, frames: int) -> Any:
    """Return a clip of `frames` frames: lanterns leave the water, sway, and grow small; the lake holds their light."""
    rng = np.random.default_rng(2024)
    start = rng.uniform(-0.75, 0.85, _COUNT)
    place = rng.permutation((np.arange(_COUNT) + rng.uniform(0, 1, _COUNT)) / _COUNT) * 0.94 + 0.03
    sway, phase, speed = (rng.uniform(low, high, _COUNT) for low, high in ((0.006, 0.02), (0, 6.3), (0.8, 1.2)))
    depth = np.sort(rng.uniform(0.35, 1.0, _COUNT))
    backdrop = _backdrop(width, height).astype(np.float32)
    line = round(_HORIZON * height)
    seconds = float(frames / rate)
    drawn: dict[tuple[int, int, int], np.ndarray] = {}

    def put(picture: np.ndarray, x: float, y: float, size: int, strength: float, top: int, bottom: int) -> None:
        """Add a lantern's light at a place between pixels, between the rows `top` and `bottom`."""
        column, right = divmod(round(x * _STEPS), _STEPS)
        row, down = divmod(round(y * _STEPS), _STEPS)
        key = (size, right, down)
        if key not in drawn:
            drawn[key] = _lantern(height * (0.010 + 0.0022 * size), right / _STEPS, down / _STEPS)
        light = drawn[key]
        half = light.shape[0] // 2
        left, upper = max(column - half, 0), max(row - half, top)
        width_, lower = min(column + half + 1, width), min(row + half + 1, bottom)
        if left < width_ and upper < lower:
            part = light[upper - row + half : lower - row + half, left - column + half : width_ - column + half]
            picture[upper:lower, left:width_] += strength * part

    def frame(time: float) -> np.ndarray:
        picture = backdrop.copy()
        share = time / max(seconds, 1e-9)
        for n in range(_COUNT):
            age = (share - start[n]) * speed[n]
            if age < 0:
                continue
            rise = age**1.25 * (0.45 + 0.55 * depth[n])
            y = (_HORIZON + 0.02 - rise * 0.75) * height
            x = (place[n] + sway[n] * np.sin(1.4 * time + phase[n]) * (0.3 + rise)) * width
            size = int(np.clip(depth[n] * (1.05 - 0.35 * rise) * _SIZES, 0, _SIZES - 1))
            bright = min(1.0, age * 9) * (0.88 + 0.12 * np.sin(5.3 * time + 3 * phase[n]))
            put(picture, x, y, size, bright, 0, line)
            put(picture, x + 2.5 * np.sin(3 * time + phase[n]), 2 * line - y, size, 0.30 * bright, line, height)
        ripple = np.sin(np.arange(height - line) * (220 / height) - 2.2 * time)[:, None, None]
        picture[line:] *= 1 + 0.045 * ripple
        return np.clip(picture, 0, 255).astype(np.uint8)

    return VideoClip(frame, duration=seconds)
