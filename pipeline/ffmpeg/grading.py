"""Colours by tables: a picture through curves and tables of `.cube` files. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from pipeline.ffmpeg import deep, graph
from pipeline.ffmpeg.graph import InFile, Video


class Table(NamedTuple):
    """An input that is a `.cube` file: a curve a channel (`sides` 1), or a colour for each colour (3)."""

    name: str
    sides: Literal[1, 3]


def tabled(rgb: Video, tables: Sequence[Table]) -> Video:
    """Take a picture in full-range RGB of 16 bits (see `deep`) through tables.

    Between the colours of a table the four nearest count (tetrahedra), as in grading programs; between those of a curve two.
    """
    for table in tables:
        if table.sides == 3:
            rgb = graph.video("lut3d", rgb, file=InFile(table.name), interp="tetrahedral")
        else:
            rgb = graph.video("lut1d", rgb, file=InFile(table.name), interp="linear")
    return rgb


def through(stream: Video, tables: Sequence[Table], width: int, height: int) -> Video:
    """Take a picture of `width` x `height` in the working format through tables."""
    return deep.to_working_format(tabled(deep.to_rgb(stream, width, height), tables), width, height)
