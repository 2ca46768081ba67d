"""Where the letters of a card are on each frame of its motion, and how well they are read there: measured on drawn pixels.

Letters are found by drawing all text black, and white: what differs is text, and by how much is how far it covers a pixel. So
what is measured knows nothing of templates, layouts or moves. Relative luminance and contrast ratio are those of WCAG 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
        black, white, seen, bare = (
            _over(brush, drawing, moment, css, shade)
            for css in (_TEXT.format("#000"), _TEXT.format("#fff"), "", _TEXT.format("transparent"))
        )
        cover = np.abs(white - black).max(axis=2)
        if (cover >= _WHOLE).any():
            core = cover >= _WHOLE
            yield Read(number, _outside(cover >= _SOME, drawing, canvas, margins), _contrast(seen[core], bare[core]))


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


def _over(
    brush: Painter | LayeredPainter, drawing: Drawing, moment: int, css: str, shade: NDArray[np.float64]
) -> NDArray[np.float64]:
    _, _, width, height = drawing.box
    pixels = np.frombuffer(brush.raw(moment, css, of_text=True), np.uint8).reshape(height, width, 4) / 255
    alpha = pixels[:, :, 3:]
    return np.asarray(pixels[:, :, :3] * alpha + shade * (1 - alpha))


def _outside(
    letters: NDArray[np.bool_], drawing: Drawing, canvas: tuple[int, int], margins: tuple[int, int, int, int]
) -> int:
    left, top, right, bottom = margins
    x, y, _, _ = drawing.box
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
