"""What is kept of a picture, how it stands, and which way round: crop, rotate, mirror. Pure.

Each takes an upright stream as it is stored and its facts (see `source`), and returns both: what comes after knows no more than
that this is the picture.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from math import cos, floor, radians, sin
from typing import Literal, NamedTuple

from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.conform import Fit, conform
from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.pixels import Pixels, even
from pipeline.media.info import VideoInfo
from pipeline.timebase import half_up

Mirror = Literal["none", "across", "down"]
Sides = tuple[Fraction, Fraction, Fraction, Fraction]
"""A part of a picture: left, top, width and height as shares of it."""


_UNEVEN = re.compile(r"yuv([ja]?)4(?:22|40|11)p(\w*)")
"""Pixel formats of which chroma is halved one way alone, so that a picture that is turned by a quarter has another one."""

_PLAIN = {
    "yuyv422": "yuv422p", "uyvy422": "yuv422p", "yvyu422": "yuv422p", "uyyvyy411": "yuv411p", "y210le": "yuv422p10le",
    "pal8": "rgb24", "monow": "rgb24", "monob": "rgb24",
}  # fmt: skip
"""Pixel formats that filters cannot cut or turn, samples of several pixels being one, and those to which they are brought."""


class Picture(NamedTuple):
    """A stream and the facts of its picture."""

    stream: Video
    info: VideoInfo


def upright(info: VideoInfo) -> VideoInfo:
    """Return the facts of a picture as it is read: turned as a player turns it."""
    if info.rotation in (90, 270):
        return replace(info, rotation=0, width=info.height, height=info.width, sample_aspect=1 / info.sample_aspect)
    return info if info.rotation == 0 else replace(info, rotation=0)


def framed(info: VideoInfo, sides: Sides, degrees: Fraction) -> VideoInfo:
    """Return the facts of an upright picture that is cropped, then turned by `degrees` clockwise.

    A picture that is turned by no whole quarters has the shape that is left of it; its pixels are counted when it is scaled.
    """
    part = _part(info, sides)
    cut = replace(upright(info), width=part.width, height=part.height)
    quarters, _ = _turns(degrees)
    return _quartered(cut) if quarters % 2 else cut


def plain(stream: Video, info: VideoInfo) -> Picture:
    """Return an upright picture in a pixel format that can be cut, turned and mirrored."""
    picture = Picture(stream, upright(info))
    if info.pixel_format not in _PLAIN:
        return picture
    return _stored_as("rgba" if info.pixel_format == "pal8" and info.has_alpha else _PLAIN[info.pixel_format], picture)


def crop(picture: Picture, sides: Sides) -> Picture:
    """Keep a part of the picture, to the nearest even pixels: at least two each way."""
    part = _part(picture.info, sides)
    info = replace(upright(picture.info), width=part.width, height=part.height)
    if (info.width, info.height) == (upright(picture.info).width, upright(picture.info).height):
        return Picture(picture.stream, info)
    return Picture(filters.crop(picture.stream, part.width, part.height, part.x, part.y), info)


def mirror(picture: Picture, way: Mirror) -> Picture:
    """Swap left and right (`across`), or top and bottom (`down`)."""
    match way:
        case "across":
            return Picture(graph.video("hflip", picture.stream), picture.info)
        case "down":
            return Picture(graph.video("vflip", picture.stream), picture.info)
        case "none":
            return picture


def rotate(picture: Picture, degrees: Fraction, *, width: int, height: int, fit: Fit, background: str) -> Picture:
    """Turn the picture clockwise by -180 to 180 degrees, for a box of `width` x `height`.

    Whole quarters move pixels and change none. What is left of the angle, 45 degrees at most, turns the picture about its middle;
    of it the largest part of the same shape is kept that has no empty corner, at the size at which the box will show it, so that
    it is scaled once. It comes in the working format then.
    """
    quarters, rest = _turns(degrees)
    info = upright(picture.info)
    turned = _by_quarters(Picture(picture.stream, info), quarters)
    return _straightened(turned, rest, width, height, fit, background) if rest else turned


def _by_quarters(picture: Picture, quarters: int) -> Picture:
    if quarters == 0:
        return picture
    if quarters == 2:
        return Picture(graph.video("vflip", graph.video("hflip", picture.stream)), picture.info)
    stream, info = _even(picture)
    return Picture(graph.video("transpose", stream, dir="clock" if quarters == 1 else "cclock"), _quartered(info))


def _even(picture: Picture) -> Picture:
    """Return a picture whose chroma is as fine across as down."""
    uneven = _UNEVEN.fullmatch(picture.info.pixel_format)
    if uneven is None:
        return picture
    kind, depth = uneven.groups()
    return _stored_as(f"yuv{'a' if kind == 'a' else ''}444p{depth}", picture)


def _stored_as(pixel_format: str, picture: Picture) -> Picture:
    info = picture.info
    is_full = info.range == "pc" or info.pixel_format.startswith("yuvj")
    side, becomes = "full" if is_full else "limited", "full" if is_full or pixel_format.startswith("rgb") else "limited"
    stream = filters.scale(picture.stream, info.width, info.height, pixel_format, in_range=side, out_range=becomes)
    return Picture(stream, replace(info, pixel_format=pixel_format, range="pc" if becomes == "full" else info.range))


def _straightened(picture: Picture, degrees: Fraction, width: int, height: int, fit: Fit, background: str) -> Picture:
    wide, high = picture.info.display_size
    share = kept_share(wide / high, degrees)
    choose = max if fit == "cover" else min
    factor = choose(width / (wide * share), height / (high * share))
    # All of the picture, so large that what is kept of it has the size at which it is shown; as much is cut on either side.
    kept = max(2, even(wide * factor * share)), max(2, even(high * factor * share))
    whole = kept[0] + 4 * half_up(wide * factor * (1 - share) / 4), kept[1] + 4 * half_up(high * factor * (1 - share) / 4)
    stream = conform(picture.stream, picture.info, width=whole[0], height=whole[1], fit="cover", background=background)
    x, y = (2 * ((side - part) // 4) for side, part in zip(whole, kept, strict=True))
    stream = filters.crop(_turned(stream, degrees, whole), kept[0], kept[1], x, y)
    info = replace(
        picture.info, width=kept[0], height=kept[1], sample_aspect=Fraction(1), pixel_format="yuv420p", has_alpha=False,
        matrix="bt709", primaries="bt709", transfer="bt709", range="tv",
    )  # fmt: skip
    return Picture(stream, info)


def _turned(stream: Video, degrees: Fraction, size: tuple[int, int]) -> Video:
    """Turn a stream about its middle, sampled by cubic splines: `rotate` would sample linearly, which is seen as softness."""
    angle = radians(float(degrees))
    across, down = size[0] / 2, size[1] / 2
    corners = {}
    for number, (x, y) in enumerate(((-across, -down), (across, -down), (-across, down), (across, down))):
        # Where in the picture the corner of what is seen comes from: turned back.
        corners[f"x{number}"] = _pixel(across + x * cos(angle) + y * sin(angle))
        corners[f"y{number}"] = _pixel(down - x * sin(angle) + y * cos(angle))
    return graph.video("perspective", stream, **corners, interpolation="cubic", sense="source")


def _pixel(value: float) -> str:
    # Rounded, so that the last digits of a processor's sines are in nobody's arguments.
    return filters.decimal(Fraction(half_up(Fraction(value) * 10_000), 10_000))


def kept_share(shape: Fraction, degrees: Fraction) -> Fraction:
    """Return how much of a side is left of a picture of `shape` (width by height) that is turned by up to 45 degrees.

    That is the largest rectangle s w x s h about the middle whose corners, turned back, lie in w x h: s (w cos a + h sin a) <= w
    and s (w sin a + h cos a) <= h.
    """
    angle = abs(radians(float(degrees)))
    by_width = 1 / (cos(angle) + sin(angle) / float(shape))
    by_height = 1 / (cos(angle) + sin(angle) * float(shape))
    return Fraction(floor(min(by_width, by_height) * 10_000), 10_000)


def _turns(degrees: Fraction) -> tuple[int, Fraction]:
    """Return the quarters nearest to an angle, 0 to 3, and what is left of it."""
    quarters = half_up(degrees / 90)
    return quarters % 4, degrees - 90 * quarters


def _quartered(info: VideoInfo) -> VideoInfo:
    return replace(info, width=info.height, height=info.width, sample_aspect=1 / info.sample_aspect)


def _part(info: VideoInfo, sides: Sides) -> Pixels:
    whole = upright(info)
    left, top, width, height = sides
    x, wide = _axis(whole.width, left, left + width)
    y, high = _axis(whole.height, top, top + height)
    return Pixels(x, y, wide, high)


def _axis(stored: int, begin: Fraction, end: Fraction) -> tuple[int, int]:
    """Return the first pixel that is kept of `stored` ones, and how many: an edge that is not cut stays where it is."""
    first = min(even(begin * stored), max(0, stored - 2))
    last = stored if end >= 1 else max(even(end * stored), first + 2)
    return first, min(last, stored) - first
