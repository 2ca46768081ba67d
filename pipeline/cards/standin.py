"""What stands in for pictures of an episode where a theme is looked at without one. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import cache

from pipeline.cards import tone as tones
from pipeline.digest import of_bytes

_SKIES = (("#f2b36b", "#8a4a5e"), ("#9fc4d6", "#38556b"), ("#e8cfae", "#7d5a3f"), ("#c9b6d9", "#4a3a63"))
"""Light and dark of a scene: evening, morning, a room, night."""

_HAIR = "#2b2430"

_CANVAS = (1920, 1080)
"""Pixels of a scene: width, height."""

_POINTS = 60
"""Steps in which a curve is drawn."""

_Point = tuple[float, float]
_Colour = tuple[int, int, int]

_FILL = re.compile(rb'<rect[^>]* fill="#([0-9a-f]{6})"')

_SAME = {"begin": "first"}
"""Pictures of the same moment as another."""


def scene(name: str) -> bytes:
    """Return a picture of somebody before a hill, as PNG; another for another name, and the same for the same.

    It is no SVG: the engine stretches one into whatever box it is shown in, where it cuts other pictures to it.
    """
    return _scene(int(of_bytes(_SAME.get(name, name).encode())[:4], 16) % (8 * 5))


@cache
def _scene(number: int) -> bytes:
    import cv2
    import numpy as np

    light, dark = _SKIES[number % len(_SKIES)]
    x = 800 + number // 8 % 5 * 80
    width, height = _CANVAS
    drawn = np.full((height, width, 3), _bgr(light), np.uint8)

    def fill(points: Iterable[_Point], colour: str) -> None:
        # In sixteenths of a pixel.
        cv2.fillPoly(drawn, [np.rint(np.array([*points]) * 16).astype(np.int32)], _bgr(colour), cv2.LINE_AA, 4)

    fill(_oval(x - 520, 260, 130, 130), "#fff6e0")
    hill = (*_curve((0, 760), (480, 520), (960, 700)), *_curve((960, 700), (1440, 880), (width, 600)))
    fill((*hill, (width, height), (0, height)), dark)
    fill((*_curve((x - 330, height), (x - 300, 700), (x, 690)), *_curve((x, 690), (x + 300, 680), (x + 330, height))), _HAIR)
    fill(_oval(x, 430, 170, 220), "#b9825f")
    crown = (*_curve((x - 185, 420), (x - 170, 190), (x, 190)), *_curve((x, 190), (x + 170, 190), (x + 185, 420)))
    fill((*crown, *_curve((x + 185, 420), (x, 300), (x - 185, 420))), _HAIR)
    return cv2.imencode(".png", drawn)[1].tobytes()


def _bgr(colour: str) -> _Colour:
    """Return a colour, `#rrggbb`, as OpenCV has it."""
    red, green, blue = bytes.fromhex(colour[1:])
    return blue, green, red


def _oval(x: float, y: float, across: float, up: float) -> Iterator[_Point]:
    """Yield points around an ellipse, by its middle and its radii."""
    for number in range(2 * _POINTS):
        angle = number * math.pi / _POINTS
        yield x + across * math.cos(angle), y + up * math.sin(angle)


def _curve(begin: _Point, pull: _Point, end: _Point) -> Iterator[_Point]:
    """Yield points of a quadratic Bézier curve, a pixel or two apart at the most bent."""
    for number in range(_POINTS + 1):
        t = number / _POINTS
        yield (
            (1 - t) ** 2 * begin[0] + 2 * t * (1 - t) * pull[0] + t**2 * end[0],
            (1 - t) ** 2 * begin[1] + 2 * t * (1 - t) * pull[1] + t**2 * end[1],
        )


def plain(colour: str) -> bytes:
    """Return a picture of one colour, as SVG."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080" viewBox="0 0 1920 1080">'
        f'<rect width="1920" height="1080" fill="{colour}"/></svg>'
    ).encode()


def tone(picture: bytes) -> bytes:
    """Return the tone of a picture that stands in: of a plain one its own, of a scene that of a dark one."""
    found = _FILL.search(picture)
    if found is None:
        return tones.packed(tones.even(0))
    return tones.packed(tones.of_pixels(bytes.fromhex(found[1].decode()) * (tones.COLUMNS * tones.ROWS)))
