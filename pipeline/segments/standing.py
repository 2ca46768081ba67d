"""Where a picture stands that lies over another, and how it is set off from it, in a manifest. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import WithJsonSchema

from pipeline.segments import meant
from pipeline.segments.fields import Reads, Shape, Switch, Sync, TimeField, mistake, number, one_of, share, written
from pipeline.timeline.placement import Box

PLACES = ("top-right", "top-left", "bottom-right", "bottom-left", "top", "bottom", "left", "right")
PlaceName = Annotated[
    Literal["top-right", "top-left", "bottom-right", "bottom-left", "top", "bottom", "left", "right"], one_of(*PLACES)
]
EntranceName = Annotated[Literal["fade", "slide", "none"], one_of("fade", "slide", "none")]

_LEAST = Fraction(1, 20)
"""The smallest part of a side of the canvas that a picture over another may take: what is smaller shows nothing."""

_BOX_HINT = "write its left, top, width and height, such as '60% 10% 35% 35%'"


def _box(value: object) -> Box:
    parts = tuple(written(part) for part in value) if isinstance(value, tuple) else tuple(written(value).split())
    shares = [share(part, _BOX_HINT) for part in parts]
    if len(shares) != 4:
        raise mistake(f"a box needs 4 numbers; here are {len(shares)}", _BOX_HINT)
    left, top, width, height = shares
    if min(width, height) < _LEAST:
        raise mistake("the box is too small to show anything", f"its sides are {100 * _LEAST} % of the picture's at least")
    if left + width > 1 or top + height > 1:
        raise mistake("the box reaches out of the picture", "left and width, and top and height, are 100 % together at most")
    return Box(left, top, width, height)


def _size(value: object) -> Fraction:
    found = share(value, "write how wide it is, such as 30%")
    if found < _LEAST:
        raise mistake(f"{written(value)!r} is too small to show anything", f"write {100 * _LEAST}% or more")
    return found


def _pixels(what: str, most: int) -> Reads:
    def read(value: object) -> Fraction | None:
        if meant.is_on(value):
            return None
        return Fraction(0) if meant.is_off(value) else number(value, what, 0, most, "px")

    return Reads(read)


_LENGTH = {"type": ["boolean", "string", "number"], "examples": [True, 8]}
BoxField = Annotated[
    Box | None,
    Reads(_box),
    WithJsonSchema({"type": ["string", "array"], "items": {"type": ["string", "number"]}, "examples": ["60% 10% 35% 35%"]}),
]
"""Left, top, width and height in shares of the canvas."""
Size = Annotated[Fraction | None, Reads(_size), WithJsonSchema({"type": ["string", "number"], "examples": ["30%"]})]
"""A share of the canvas's width."""
Border = Annotated[Fraction | None, _pixels("the width of a border", 60), WithJsonSchema(_LENGTH)]
"""on (the theme's), off, or pixels where the canvas's shorter side has 1080. None is the theme's."""
Corners = Annotated[Fraction | None, _pixels("the radius of corners", 540), WithJsonSchema(_LENGTH)]
"""The same for round corners."""


class Standing(Shape):
    """The place of a picture over another, when it comes, and what is around it."""

    at: TimeField | None = None
    """When it comes, from the beginning of its clip or segment; at once where left out."""
    sync: Sync = None
    """How much later its film begins, in seconds; auto finds it by the sounds of both; then both run on one clock."""
    place: PlaceName = "top-right"
    """Where it stands: top-right, top-left, bottom-right, bottom-left, top, bottom, left or right; several stand in a row."""
    size: Size = None
    """How wide a film of 16:9 is there; others get as large an area: 30%."""
    box: BoxField = None
    """Its place by hand, instead of `place`: left, top, width and height, such as 60% 10% 35% 35%."""
    border: Border = None
    """on: as the theme has it; off; or its width in pixels where the picture's shorter side has 1080."""
    corners: Corners = None
    """on: round as in the theme; off; or their radius in such pixels."""
    shadow: Switch = True
    """off leaves out the soft shadow around it."""
    name_tag: Switch = False
    """on names who is in it, by the theme's name tag."""
    entrance: EntranceName = "fade"
    """How it comes and goes: fade, slide (from its side of the picture) or none."""
