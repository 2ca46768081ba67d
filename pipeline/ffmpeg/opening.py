"""A picture that is uncovered: a window in a plain colour opens from its middle, round at its corners."""

from __future__ import annotations

from fractions import Fraction

from pipeline.ffmpeg import filters
from pipeline.ffmpeg.graph import Video, source, video
from pipeline.timebase import half_up

_COARSE = 4
"""Pixels between two places at which the distance to the window's edge is calculated; between them it is as good as straight."""

_STEEP = 8
"""Values of 8 bits that the distance grows by in a pixel: 128 is the edge itself."""


def opened(
    picture: Video, size: tuple[int, int], rate: Fraction, *, frames: int, done: int, count: int, colour: str, corners: int,
    closed: int = 0, veil: int = 100,
) -> Video:
    """Cover a stream of `size` by `colour` (`#rrggbb`), but for a window that opens from its middle over `frames` frames.

    The stream is regular, in the working format, and has `count` frames; `done` frames of the opening lie before it, or the first
    `closed` ones before the opening. The colour covers by `veil` hundredths. Frame k (from 0) of the opening shows a window
    1 - (1 - p)^3 as wide and high as the picture, where p is (k + 1) / (`frames` + 1); its corners are round by a radius of
    `corners` pixels. What comes after the opening is not touched.
    """
    left = min(frames - done, count - closed)
    lids = [_lid(size, rate, closed, colour, veil)] if closed else []
    if left:
        lids.append(_opening_lid(size, rate, left, frames, done, colour, corners, veil))
    shown = [filters.regular(filters.to_working_format(lid), rate) for lid in lids]
    top = filters.regular(filters.concat(*shown), rate) if len(shown) > 1 else shown[0]
    if closed + left == count:
        return filters.overlay(picture, top)
    enable = f"between(n,0,{closed + left - 1})"
    return video("overlay", picture, top, format="yuv420", eof_action="pass", enable=enable)


def _lid(size: tuple[int, int], rate: Fraction, count: int, colour: str, veil: int) -> Video:
    """Return `count` frames of a colour that covers all by `veil` hundredths."""
    plain = video("trim", source("color", "gray", c="0x808080", s=f"{size[0]}x{size[1]}", r=rate), end_frame=count)
    matte = video("lut", plain, y=str(half_up(Fraction(255 * veil, 100))))
    return video("alphamerge", filters.with_alpha(filters.colour(*size, count, rate, colour)), matte)


def _opening_lid(
    size: tuple[int, int], rate: Fraction, left: int, frames: int, done: int, colour: str, corners: int, veil: int
) -> Video:
    """Return `left` frames of a colour in which a window opens, after `done` of its `frames`."""
    width, height = size
    small = tuple(-(-side // (2 * _COARSE)) * 2 for side in size)
    share = f"(1-pow(1-(N+{done + 1})/{frames + 1},3))"
    # The distance to a rectangle with round corners, below 0 inside: twice the reach beyond the middle of a corner's circle.
    near = f"min({corners},{share}*{min(size)}/2)"
    across = f"abs((X+0.5)/{small[0]}-0.5)*{width}-{share}*{width}/2+{near}"
    down = f"abs((Y+0.5)/{small[1]}-0.5)*{height}-{share}*{height}/2+{near}"
    distance = f"st(0,{across})*0+st(1,{down})*0+hypot(max(ld(0),0),max(ld(1),0))+min(max(ld(0),ld(1)),0)-{near}"
    plain = source("color", "gray", c="0x808080", s=f"{small[0]}x{small[1]}", r=rate)
    coarse = video("geq", video("trim", plain, end_frame=left), lum=f"clip(128+{_STEEP}*({distance}),0,255)")
    fine = filters.only(video("scale", coarse, w=width, h=height, flags="bilinear+accurate_rnd+bitexact"), "gray")
    cover = f"clip((val-128)*{255 // _STEEP}+128,0,255)"
    matte = video("lut", fine, y=cover if veil == 100 else f"{cover}*{veil}/100")
    return video("alphamerge", filters.with_alpha(filters.colour(width, height, left, rate, colour)), matte)
