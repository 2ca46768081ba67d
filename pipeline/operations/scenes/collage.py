"""Stills as sheets of paper, which are laid down one after the other, each a little askew."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from moviepy import vfx

from pipeline.operations.scenes.canvas import composed, eased, image, rgb
from pipeline.operations.scenes.model import Collage
from pipeline.operations.scenes.sheets import EDGE, columns

if TYPE_CHECKING:
    from pipeline.operations.scenes.canvas import Film, Picture

_ASKEW = (-4, 3, -2, 5, -5, 2, 4, -3)
"""Degrees by which sheets are turned, in order."""

_COMES = 0.5
"""Seconds for which a sheet comes."""

_TOGETHER = 0.65
"""The share of the time after which all sheets lie there."""


def collage(scene: Collage, stills: Sequence[Picture], size: tuple[int, int], seconds: float) -> Film:
    """Return the scene."""
    width, height = size
    beside = columns(scene.count, width, height)
    rows = ceil(scene.count / beside)
    step = min(0.6, seconds * _TOGETHER / scene.count)
    clips = []
    for number, still in enumerate(stills):
        row, column = divmod(number, beside)
        in_row = min(beside, scene.count - row * beside)
        x = (column + 0.5 + (beside - in_row) / 2) * width / beside
        y = (row + 0.5) * height / rows
        begin = number * step
        clips.append(_sheet(still, scene.edge, number, (x, y), size, seconds - begin).with_start(begin))
    return composed(clips, size, scene.ground, seconds)


def _sheet(still: Picture, edge: str, number: int, middle: tuple[float, float], size: tuple[int, int], seconds: float) -> Film:
    short = min(size)
    border, soft = max(2, round(short * float(EDGE))), max(2, round(short * 0.012))
    tall, wide = still.shape[0] + 2 * border, still.shape[1] + 2 * border
    sheet = np.zeros((tall + 4 * soft, wide + 4 * soft, 4), np.uint8)
    y, x = np.mgrid[0 : sheet.shape[0], 0 : sheet.shape[1]]
    below = [np.clip((along - at + 0.0) / (2 * soft), 0, 1) * np.clip((at + length - along) / (2 * soft), 0, 1)
             for along, at, length in ((y, soft * 1.5, tall + 2 * soft), (x, soft * 1.2, wide + 2 * soft))]
    sheet[..., 3] = 96 * below[0] * below[1]
    sheet[2 * soft : 2 * soft + tall, 2 * soft : 2 * soft + wide] = (*rgb(edge), 255)
    inner = slice(2 * soft + border, 2 * soft + tall - border), slice(2 * soft + border, 2 * soft + wide - border)
    sheet[(*inner, slice(0, 3))] = still[..., :3]
    turned = image(sheet, seconds).with_effects([vfx.Rotate(_ASKEW[number % len(_ASKEW)], resample="bicubic", expand=True)])
    across, down = turned.size
    sides = ((0, 1), (-1, 0.3), (1, 0.3), (0, -1))
    from_x, from_y = sides[number % len(sides)]

    def place(time: float) -> tuple[int, int]:
        left = 1 - eased(time / _COMES)
        return round(middle[0] - across / 2 + from_x * left * size[0]), round(middle[1] - down / 2 + from_y * left * size[1])

    return turned.with_position(place)

