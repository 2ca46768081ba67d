"""Where a card stands on a canvas, as its theme has it. Pure, and light."""

from __future__ import annotations

from fractions import Fraction

from pipeline.cards.fault import CardFault
from pipeline.cards.model import CardSpec, Inset, scale_of, shape_of

NAMES = ("lower_third", "name_tag")
"""The cards that name people over a picture: a caption gives way to them."""


def place(
    spec: CardSpec, width: int, height: int, inset: Inset | None = None
) -> tuple[tuple[int, int, int, int], tuple[int, int]]:
    """Return x, y, width and height of a card's box in pixels of a `width` x `height` canvas, all even, and its size in design
    pixels: those of the picture where the canvas is an `inset` of it. Raises CardFault where nothing of it is on the canvas.
    """
    seen = inset.picture if inset else (width, height)
    scale = scale_of(*seen)
    across, down = round(width / scale), round(height / scale)
    box = spec.boxes[shape_of(*seen)]
    (x, w), (y, h) = box.x.span(across), box.y.span(down)
    left, right = _even_span(x, w, scale, width)
    top, bottom = _even_span(y, h, scale, height)
    if right <= left or bottom <= top:
        raise CardFault(f"the box of {spec.name} is outside of a {width}x{height} canvas", "mend it in theme.yaml", spec.where)
    return (left, top, right - left, bottom - top), (w, h)


def _even_span(start: int, size: int, scale: Fraction, length: int) -> tuple[int, int]:
    near = max(0, int(start * scale / 2) * 2)
    far = min(length, -int(-(start + size) * scale // 2) * 2)
    return near, far
