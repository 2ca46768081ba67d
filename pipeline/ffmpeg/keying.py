"""Cut somebody out of a screen by tables: a picture in the working format becomes one with alpha. Pure."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.ffmpeg import deep, filters, graph
from pipeline.ffmpeg.graph import InFile, Video


def keyed(
    stream: Video, matte: str, clean: str, width: int, height: int, colours: Callable[[Video], Video] = lambda rgb: rgb
) -> Video:
    """Return a picture of `width` x `height` with alpha: of each colour as much as the input `matte` says, in that of `clean`.

    `colours` is done once they are clean. All is computed in full-range RGB of 16 bits (see `deep`), in which colour is as fine
    as light is.
    """
    rgb = deep.to_rgb(stream, width, height)
    stays = graph.video("extractplanes", _through(rgb, matte), planes="g")
    alpha = filters.scale(filters.only(stays, "gray16le"), width, height, "gray", in_range="full", out_range="full")
    alpha = graph.video("setparams", alpha, range="limited")  # as the picture says that it is; nothing is converted
    seen = deep.to_working_format(colours(_through(rgb, clean)), width, height)
    return filters.to_working_format(graph.video("alphamerge", filters.with_alpha(seen), alpha))


def between_nothing(stream: Video, width: int, height: int, x: int, y: int) -> Video:
    """Place a picture with alpha at `x`, `y` of a transparent one of `width` x `height`."""
    return graph.video("pad", stream, w=width, h=height, x=x, y=y, color="0x000000@0")


def _through(stream: Video, table: str) -> Video:
    return graph.video("lut3d", stream, file=InFile(table), interp="tetrahedral")
