"""Colours by tables: a picture in the working format, through curves and tables of `.cube` files. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.graph import InFile, Video


class Table(NamedTuple):
    """An input that is a `.cube` file: a curve a channel (`sides` 1), or a colour for each colour (3)."""

    name: str
    sides: Literal[1, 3]


def through(stream: Video, tables: Sequence[Table], width: int, height: int) -> Video:
    """Take a picture of `width` x `height` in the working format through tables, in full-range RGB of 16 bits.

    Between the colours of a table the four nearest count (tetrahedra), as in grading programs; between those of a curve two.
    """
    rgb = filters.scale(stream, width, height, "gbrp16le", out_range="full")
    for table in tables:
        if table.sides == 3:
            rgb = graph.video("lut3d", rgb, file=InFile(table.name), interp="tetrahedral")
        else:
            rgb = graph.video("lut1d", rgb, file=InFile(table.name), interp="linear")
    return filters.to_working_format(filters.scale(rgb, width, height, "yuv420p", in_range="full"))
