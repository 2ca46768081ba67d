"""A ring around which a sound runs: how loud it is now at the top, and what was just heard down both sides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.operations.scenes.canvas import film, rgb
from pipeline.operations.scenes.model import Ring
from pipeline.sound import bars, wav

if TYPE_CHECKING:
    from pipeline.operations.scenes.canvas import Film, Picture

_RAYS = 120
"""Rays around the ring: as many as can be told apart on a phone."""

_STEP = 0.025
"""Seconds from one ray to the next: a syllable is some rays long."""

_FADES = 0.75
"""How high the last ray at the bottom is, of what it was at the top."""


def ring(scene: Ring, sound: Path, size: tuple[int, int], seconds: float) -> Film:
    """Return the scene."""
    with sound.open("rb") as file:
        shape = wav.layout(file)
        heard = wav.read(file, shape, scene.start, scene.count)
    rate = shape.sample_rate
    mono = np.zeros(int((seconds + 1) * rate))
    after = mono[scene.lead :]
    once = np.asarray(heard).mean(axis=1)
    if scene.loop and len(once):
        after[:] = np.resize(once, len(after))
    else:
        after[: len(once)] = once[: len(after)]
    step = max(1, int(rate * _STEP))
    blocks = max(1, -(-len(mono) // step))
    padded = np.zeros(blocks * step)
    padded[: len(mono)] = mono
    loud = np.sqrt(np.mean(padded.reshape(blocks, step) ** 2, axis=1))
    levels = np.clip(loud / (np.percentile(loud, 98) or 1.0), 0, 1) ** bars.EAR

    width, height = size
    short = min(size)
    inner, most = 0.24 * short, 0.20 * short
    reach = int(inner + most) + 4
    left, top = width // 2 - reach, height // 2 - reach
    y, x = np.mgrid[0 : 2 * reach, 0 : 2 * reach] + 0.5 - reach
    radius = np.hypot(x, y)
    turned = np.arctan2(x, -y) / (2 * np.pi) * _RAYS  # 0 at the top, clockwise
    ray = np.floor(turned + 0.5).astype(int)
    beside = np.abs(turned - ray) * (2 * np.pi / _RAYS) * radius  # pixels from the middle of its ray
    half = np.pi / _RAYS * inner * 0.62
    side = np.clip(half - beside + 0.5, 0, 1) * np.clip(radius - inner + 0.5, 0, 1)
    place = np.minimum(np.abs(ray), _RAYS // 2)
    line = np.clip(1.5 * short / 540 - np.abs(radius - inner + 0.018 * short) + 0.5, 0, 1)
    ground, accent, muted = (np.array(rgb(one), float) for one in (scene.ground, scene.accent, scene.muted))
    away = np.linspace(0, 1, _RAYS // 2 + 1)
    tint = (accent + (muted - accent) * away[:, None] ** 1.5)[place]
    still = ground + (muted - ground) * line[..., None]
    whole = np.empty((height, width, 3), np.uint8)
    whole[:] = ground.astype(np.uint8)

    def frame(time: float) -> Picture:
        at = time / _STEP - np.arange(_RAYS // 2 + 1)
        first = np.floor(at).astype(int)
        share = at - first
        both = [np.where((first + n >= 0) & (first + n < blocks), levels[np.clip(first + n, 0, blocks - 1)], 0) for n in (0, 1)]
        height_of = (both[0] * (1 - share) + both[1] * share) * (1 - (1 - _FADES) * away)
        tall = 0.012 * short + most * height_of
        cover = side * np.clip(inner + tall[place] - radius + 0.5, 0, 1)
        drawn = np.clip(still + (tint - still) * cover[..., None] + 0.5, 0, 255).astype(np.uint8)
        picture = whole.copy()
        a, b, c, d = max(top, 0), min(top + 2 * reach, height), max(left, 0), min(left + 2 * reach, width)
        picture[a:b, c:d] = drawn[a - top : b - top, c - left : d - left]
        return picture

    return film(frame, seconds)
