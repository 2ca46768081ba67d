"""Places on a map of dots: they light up one after the other, each with its name beside it."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from typing import TYPE_CHECKING

import numpy as np

from pipeline.operations.scenes.canvas import eased, film, laid, rgb, trimmed
from pipeline.operations.scenes.land import is_land
from pipeline.operations.scenes.model import WorldMap

if TYPE_CHECKING:
    from pipeline.operations.scenes.canvas import Film, Floats, Picture

    Box = tuple[float, float, float, float]

_AROUND = 1.5
"""How much more is shown than what all places take."""

_LEAST = 50.0
"""Degrees across that are shown at least: a continent can still be known."""

_COMES, _RIPPLES = 0.35, 1.1
"""Seconds for which a place comes, and for which a circle runs out from it."""

_TOGETHER = 0.6
"""The share of the time after which all places are there."""


def projected(places: Sequence[tuple[float, float]], size: tuple[int, int]) -> tuple[float, float, float, float]:
    """Return the view of a map: the longitude and latitude of its middle, pixels a degree across, and up."""
    width, height = size
    north, south = (pick(one[0] for one in places) for pick in (max, min))
    east, west = (pick(one[1] for one in places) for pick in (max, min))
    middle, level = (east + west) / 2, (north + south) / 2
    stretch = 1 / max(0.5, cos(radians(level)))
    across, up = max(_LEAST, (east - west) * _AROUND), max(_LEAST / 2, (north - south) * _AROUND)
    scale = max(width / 360, min(width / across, height / (up * stretch)))
    half = width / scale / 2
    middle = min(max(middle, -180 + half), 180 - half)
    return middle, level, scale, scale * stretch


def world(scene: WorldMap, texts: Sequence[Picture], size: tuple[int, int], seconds: float) -> Film:
    """Return the scene."""
    width, height = size
    short = min(size)
    places = [(float(latitude), float(longitude)) for latitude, longitude in scene.places]
    middle, level, across, up = projected(places, size)
    ground, land, accent = (np.array(rgb(one), float) for one in (scene.ground, scene.land, scene.accent))
    base = np.empty((height, width, 3))
    base[:] = ground
    pitch = short / 72
    xs = np.arange(pitch / 2, width, pitch)
    ys = np.arange(pitch / 2, height, pitch)
    grid_x, grid_y = np.meshgrid(xs, ys)
    on = is_land((grid_x - width / 2) / across + middle, (height / 2 - grid_y) / up + level)
    for x, y in zip(grid_x[on], grid_y[on], strict=True):
        _disc(base, x, y, pitch * 0.32, land)
    spots = [(width / 2 + (east - middle) * across, height / 2 - (north - level) * up) for north, east in places]
    names = [trimmed(one) for one in texts]
    dot = short * 0.011
    boxes = _beside(spots, [(one.shape[1], one.shape[0]) for one in names], dot, size)
    step = min(0.5, seconds * _TOGETHER / len(spots))

    def frame(time: float) -> Picture:
        picture = base.copy()
        shown = [(number, time - 0.3 - number * step) for number in range(len(spots))]
        for number, since in shown:
            if 0 < since < _RIPPLES:
                share = since / _RIPPLES
                _disc(picture, *spots[number], dot * (1 + 5 * eased(share)), accent, 0.45 * (1 - share))
        for number, since in shown:
            if since > 0:
                _disc(picture, *spots[number], dot * eased(since / _COMES), accent)
        for number, since in shown:
            if since > 0:
                left, top, *_ = boxes[number]
                _led(picture, spots[number], boxes[number], dot, accent, eased(since / _COMES))
                laid(picture, names[number], round(left), round(top), eased(since / _COMES))
        return np.clip(picture + 0.5, 0, 255).astype(np.uint8)

    return film(frame, seconds)


def _disc(picture: Floats, x: float, y: float, radius: float, colour: Floats, alpha: float = 1.0) -> None:
    height, width = picture.shape[:2]
    left, right = max(0, int(x - radius - 1)), min(width, int(x + radius + 2))
    top, bottom = max(0, int(y - radius - 1)), min(height, int(y + radius + 2))
    if left >= right or top >= bottom:
        return
    down, along = np.mgrid[top:bottom, left:right]
    cover = np.clip(radius - np.hypot(along + 0.5 - x, down + 0.5 - y) + 0.5, 0, 1)[..., None] * alpha
    picture[top:bottom, left:right] += (colour - picture[top:bottom, left:right]) * cover


def _led(picture: Floats, spot: tuple[float, float], box: Box, dot: float, colour: Floats, share: float) -> None:
    """Lead from a dot to a name that does not stand beside it."""
    x, y = (min(max(along, low), high) for along, low, high in zip(spot, box[:2], box[2:], strict=True))
    far = np.hypot(x - spot[0], y - spot[1])
    if far > 4 * dot:
        for step in np.arange(0, 1, dot / 3 / far):
            _disc(picture, spot[0] + (x - spot[0]) * step, spot[1] + (y - spot[1]) * step, max(0.6, dot / 7), colour, share * 0.5)


def _beside(
    spots: Sequence[tuple[float, float]], sizes: Sequence[tuple[int, int]], dot: float, size: tuple[int, int]
) -> list[Box]:
    """Return where names stand: beside their dots, over no other name and inside the picture as far as there is room."""
    taken: list[Box] = [(x - dot, y - dot, x + dot, y + dot) for x, y in spots]
    found: list[Box] = []
    for (x, y), (wide, tall) in zip(spots, sizes, strict=True):
        gap = 1.8 * dot
        tries = [
            box
            for further in (0.0, 1.0, 2.0, 3.0)
            for left, top in (
                (x + gap, y - tall / 2 + further * tall), (x - gap - wide, y - tall / 2 + further * tall),
                (x + gap, y - tall / 2 - further * tall), (x - gap - wide, y - tall / 2 - further * tall),
                (x - wide / 2, y + gap + further * tall), (x - wide / 2, y - gap - tall - further * tall),
            )
            for box in ((left, top, left + wide, top + tall),)
        ]  # fmt: skip
        costs = [sum(_shared(box, other) for other in taken) + 4 * _outside(box, size) for box in tries]
        # The nearest that is nearly as good: far from its dot a name is read as another's.
        best = tries[min(range(len(tries)), key=lambda number: costs[number] + number * wide * tall / 60)]
        taken.append(best)
        found.append(best)
    return found


def _shared(one: Box, other: Box) -> float:
    return max(0.0, min(one[2], other[2]) - max(one[0], other[0])) * max(0.0, min(one[3], other[3]) - max(one[1], other[1]))


def _outside(box: Box, size: tuple[int, int]) -> float:
    edge = min(size) * 0.04
    whole = (box[2] - box[0]) * (box[3] - box[1])
    return whole - _shared(box, (edge, edge, size[0] - edge, size[1] - edge))
