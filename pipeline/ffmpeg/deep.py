"""Full-range RGB of 16 bits, in which colours are calculated: a step of it is a 256th of one that is shown. Pure.

White is 65535 in it, as tables of colours have it. swscale has the steps of the source times a power of two instead, so that the
white of 8 bits is 65280 and each colour up to a step of 255 darker (measured: 0.95 at most); here that is set right both ways.
"""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.graph import Video

_WHITE = 65535
_PACKED = {"rgb48": 16, "bgr48": 16, "rgba64": 16, "bgra64": 16, "x2rgb10": 10, "x2bgr10": 10}
_DEPTH = re.compile(r"(?:p|p0|gray)(9|10|12|14|16)(?:le|be)?")


def to_rgb(
    stream: Video, width: int, height: int, *, in_matrix: str = "bt709", in_range: str = "limited", depth: int = 8
) -> Video:
    """Bring a picture to `width` x `height` in full-range RGB of 16 bits.

    `depth` is that of its samples, which tells its white; of a picture in limited range it does not matter.
    """
    rgb = filters.scale(
        stream, width, height, "gbrp16le", in_matrix=in_matrix, in_range=in_range, out_range="full"
    )
    bits = 8 if in_range == "limited" else depth
    return _multiplied(rgb, Fraction(_WHITE, 65536 - 2 ** (16 - bits)))


def to_working_format(rgb: Video, width: int, height: int) -> Video:
    """Bring full-range RGB of 16 bits to the working format; what 8 bits cannot tell is spread among neighbours (dithered)."""
    narrow = _multiplied(rgb, Fraction(65280, _WHITE))
    return filters.to_working_format(filters.scale(narrow, width, height, "yuv420p", in_range="full"))


def depth_of(pixel_format: str) -> int:
    """Return the bits a sample of a pixel format that is read in full range."""
    name = pixel_format.removesuffix("le").removesuffix("be")
    found = _DEPTH.search(pixel_format)
    return _PACKED.get(name) or (int(found[1]) if found else 8)


def _multiplied(rgb: Video, by: Fraction) -> Video:
    if by == 1:
        return rgb
    each = f"round(val*{by.numerator}/{by.denominator})"
    return filters.only(graph.video("lutrgb", rgb, r=each, g=each, b=each), "gbrp16le")
