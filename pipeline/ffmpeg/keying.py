"""Cut somebody out of a screen by tables: a picture in the working format becomes one with alpha. Pure."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from pipeline.ffmpeg import deep, filters, graph
from pipeline.ffmpeg.graph import InFile, Video

_BLOCK = 4
"""Pixels along a side of the blocks from which colours are carried to the rim: what is mixed at an edge is about as wide."""

_LEAST = 20
"""Blocks along a picture's shorter side at least: of smaller planes gblur blurs in what lies beside them in memory."""

_SOFT = Fraction(3, 2)
"""How far, in blocks, a rim looks inside for its colour."""

_SOLID = 65200
"""What of 65535 a block has to stay at least that nothing of the screen is mixed into: all but rounding."""

_NEAR, _ENOUGH = 8, 32
"""How fast a rim begins where a block is no longer solid, and of how little that is solid nearby a colour is taken."""


def keyed(
    stream: Video, matte: str, clean: str, width: int, height: int, spill: Fraction = Fraction(1),
    colours: Callable[[Video], Video] = lambda rgb: rgb,
) -> Video:
    """Return a picture of `width` x `height` with alpha: of each colour as much as the input `matte` says, in that of `clean`.

    By `spill`, 0 to 1, the rim has the colours of what is solid beside it. `colours` is done once they are clean. All is computed
    in full-range RGB of 16 bits (see `deep`), in which colour is as fine as light is.
    """
    rgb = deep.to_rgb(stream, width, height)
    stays = graph.video("extractplanes", _through(rgb, matte), planes="g")
    alpha = filters.scale(filters.only(stays, "gray16le"), width, height, "gray", in_range="full", out_range="full")
    alpha = graph.video("setparams", alpha, range="limited")  # as the picture says that it is; nothing is converted
    seen = deep.to_working_format(colours(_through(rgb, clean)), width, height)
    if spill and min(width, height) >= _LEAST * _BLOCK:
        seen = _carried_out(seen, filters.only(stays, "gray16le"), width, height, spill)
    return filters.to_working_format(graph.video("alphamerge", filters.with_alpha(seen), alpha))


def _carried_out(own: Video, stays: Video, width: int, height: int, spill: Fraction) -> Video:
    """Return a picture in clean colours whose rim has those of what is solid beside it.

    What is redder than grey, such as skin, stays so with a quarter of a green screen mixed into it: no table can tell that from
    olive. So colours of solid blocks are blurred outwards, weighted by alpha, and laid over the rim, where there are any nearby.
    """
    size = width // _BLOCK, height // _BLOCK
    part = _full(filters.scale(stays, *size, "gray16le", in_range="full", out_range="full"))
    solid = filters.only(graph.video("lut", part, y=f"if(gte(val,{_SOLID}),65535,0)"), "gray16le")
    seen = _full(filters.scale(own, *size, "gbrap", out_range="full"))
    inside = _full(filters.scale(solid, *size, "gray", in_range="full", out_range="full"))
    both = filters.only(graph.video("alphamerge", seen, inside), "gbrap")
    fine = filters.scale(both, *size, "gbrapf32le", in_range="full", out_range="full")
    blurred = filters.blur(graph.video("premultiply", fine, inplace=1), _SOFT)
    spread = filters.only(graph.video("unpremultiply", blurred, inplace=1), "gbrapf32le")
    whole = filters.scale(spread, *size, "gbrp", in_range="full", out_range="full")
    rim = filters.to_working_format(filters.scale(whole, width, height, "yuv420p", in_range="full"))
    there = filters.only(graph.video("lut", filters.blur(solid, _SOFT), y=f"clip(val*{_ENOUGH},0,65535)"), "gray16le")
    most = f"65535*{spill.numerator}/{spill.denominator}"
    near = filters.only(graph.video("lut", part, y=f"clip((65300-val)*{_NEAR},0,{most})"), "gray16le")
    weight = filters.only(graph.video("blend", near, there, all_mode="multiply"), "gray16le")
    mask = filters.scale(weight, width, height, "gray", in_range="full", out_range="full")
    laid = graph.video("alphamerge", filters.with_alpha(rim), graph.video("setparams", mask, range="limited"))
    return filters.to_working_format(filters.overlay(own, filters.to_working_format(laid)))


def _full(stream: Video) -> Video:
    """Say that a stream is in full range, as all that meets here does; no value is changed."""
    return graph.video("setparams", stream, range="full")


def between_nothing(stream: Video, width: int, height: int, x: int, y: int) -> Video:
    """Place a picture with alpha at `x`, `y` of a transparent one of `width` x `height`."""
    return graph.video("pad", stream, w=width, h=height, x=x, y=y, color="0x000000@0")


def _through(stream: Video, table: str) -> Video:
    return graph.video("lut3d", stream, file=InFile(table), interp="tetrahedral")
