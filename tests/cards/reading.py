"""Where the letters of a card are on each frame of its motion, and how well they are read there: measured on drawn pixels.

Letters are found by drawing all text black, and white: what differs is text, and by how much is how far it covers a pixel. So
what is measured knows nothing of templates, layouts or moves. Relative luminance and contrast ratio are those of WCAG 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.cards import safe, standin
from pipeline.cards.draw import Painter
from pipeline.cards.layered import LayeredPainter, brush_of
from pipeline.cards.model import Drawing, shape_of

_TEXT = (
    "*{{color:{0} !important;-webkit-text-fill-color:{0} !important;text-shadow:none !important}} .emoji{{opacity:0 !important}}"
)
_WHOLE = 0.9
"""Of a pixel, how much letters cover inside a stroke."""
_SOME = 0.25
"""The same from which on a viewer would see that a letter is there."""


@dataclass(frozen=True, slots=True)
class Read:
    """A frame: by how many pixels letters leave the safe area, and the contrast that nine tenths of their pixels exceed."""

    frame: int
    outside: int
    contrast: float


def frames(drawing: Drawing, canvas: tuple[int, int], picture: str, every: int = 1) -> Iterator[Read]:
    """Yield every so manyth frame of a card in which there are letters, over a picture of one colour (`#rrggbb`)."""
    brush = brush_of(drawing, lambda _: standin.plain(picture))
    shade = np.array(list(bytes.fromhex(picture[1:]))) / 255
    margins = safe.margins(shape_of(*canvas), *canvas, drawing.card)
    for number, moment in _moments(drawing):
        if number % every:
            continue
        black, white = (_drawn(brush, drawing, moment, _TEXT.format(colour)) for colour in ("#000", "#fff"))
        # Letters are where black and white ones differ: nothing else is looked at, nor drawn where there are none.
        left, top, wide, high = cv2.boundingRect((black != white).any(axis=2).astype(np.uint8))
        area = slice(top, top + high), slice(left, left + wide)
        cover = np.abs(_over(white[area], shade) - _over(black[area], shade)).max(axis=2)
        core = cover >= _WHOLE
        if core.any():
            seen, bare = (_drawn(brush, drawing, moment, css)[area][core] for css in ("", _TEXT.format("transparent")))
            outside = _outside(cover >= _SOME, (left, top), drawing, canvas, margins)
            yield Read(number, outside, _contrast(_over(seen, shade), _over(bare, shade)))


def _moments(drawing: Drawing) -> Iterator[tuple[int, int]]:
    """Yield the frames that are drawn, each with its milliseconds of the clock that moves the card."""
    motion = drawing.artwork.motion if drawing.artwork else None
    if drawing.composition is not None:
        rate = drawing.composition.rate
        yield from ((number, int(1000 * number / rate) + 1) for number in range(drawing.frames))
    elif motion is not None:
        yield from motion.times
    else:
        yield 0, drawing.whole.rest


def _drawn(brush: Painter | LayeredPainter, drawing: Drawing, moment: int, css: str) -> NDArray[np.uint8]:
    _, _, width, height = drawing.box
    return np.frombuffer(brush.raw(moment, css, of_text=True), np.uint8).reshape(height, width, 4)


def _over(drawn: NDArray[np.uint8], shade: NDArray[np.float64]) -> NDArray[np.float64]:
    pixels = drawn / 255
    alpha = pixels[..., 3:]
    return np.asarray(pixels[..., :3] * alpha + shade * (1 - alpha))


def _outside(
    letters: NDArray[np.bool_], corner: tuple[int, int], drawing: Drawing, canvas: tuple[int, int],
    margins: tuple[int, int, int, int],
) -> int:
    left, top, right, bottom = margins
    x, y = drawing.box[0] + corner[0], drawing.box[1] + corner[1]
    rows, columns = np.flatnonzero(letters.any(axis=1)) + y, np.flatnonzero(letters.any(axis=0)) + x
    beyond = (
        left - columns[0], top - rows[0], columns[-1] + 1 - (canvas[0] - right), rows[-1] + 1 - (canvas[1] - bottom),
    )  # fmt: skip
    return max(0, *(int(one) for one in beyond))


def _contrast(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    first, second = _luminance(one), _luminance(other)
    return float(np.quantile((np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05), 0.1))


def _luminance(colours: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))
