"""Cut somebody out of a screen by tables: a picture in the working format becomes one with alpha. Pure."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.graph import InFile, Video


def keyed(
    stream: Video, matte: str, clean: str, width: int, height: int, finish: Callable[[Video], Video] = lambda stream: stream
) -> Video:
    """Return a picture of `width` x `height` with alpha: of each colour as much as the input `matte` says, in that of `clean`.

    `finish` is done to its colours once they are clean. All is computed in full-range RGB of 16 bits, in which colour is as fine
    as light is.
    """
    rgb = filters.scale(stream, width, height, "gbrp16le", out_range="full")
    stays = graph.video("extractplanes", _through(rgb, matte), planes="g")
    alpha = filters.scale(filters.only(stays, "gray16le"), width, height, "gray", in_range="full", out_range="full")
    alpha = graph.video("setparams", alpha, range="limited")  # as the picture says that it is; nothing is converted
    colours = filters.to_working_format(filters.scale(_through(rgb, clean), width, height, "yuv420p", in_range="full"))
    return filters.to_working_format(graph.video("alphamerge", filters.with_alpha(finish(colours)), alpha))


def between_nothing(stream: Video, width: int, height: int, x: int, y: int) -> Video:
    """Place a picture with alpha at `x`, `y` of a transparent one of `width` x `height`."""
    return graph.video("pad", stream, w=width, h=height, x=x, y=y, color="0x000000@0")


def _through(stream: Video, table: str) -> Video:
    return graph.video("lut3d", stream, file=InFile(table), interp="tetrahedral")
