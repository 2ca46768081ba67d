"""What a manifest may ask to be made unreadable in a picture: boxes, for a time, that may move. Pure."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from pipeline.segments.fields import JsonSchema, Loc, Reads, Shape, TimeField, listed, mistake, share, written
from pipeline.timebase import clock
from pipeline.timeline.hiding import Hidden
from pipeline.timeline.placement import Box

if TYPE_CHECKING:
    from pipeline.segments.base import Context

_HINT = "write four, left, top, width and height, such as '40% 10% 20% 30%'"
_SCHEMA: JsonSchema = {"type": ["string", "array"], "examples": ["40% 10% 20% 30%"]}


def _box(value: object) -> Box:
    parts = tuple(written(part) for part in value) if isinstance(value, tuple) else tuple(written(value).split())
    shares = [share(part, _HINT) for part in parts]
    if len(shares) != 4:
        raise mistake(f"a box needs 4 numbers; here are {len(shares)}", _HINT)
    left, top, width, height = shares
    if not width or not height:
        raise mistake("nothing is in a box without width or height", _HINT)
    if left + width > 1 or top + height > 1:
        over, size = ("right", left + width) if left + width > 1 else ("bottom", top + height)
        raise mistake(f"the box ends at {float(100 * size):g}%, beyond the {over} of the picture", _HINT)
    return Box(left, top, width, height)


BoxField = Annotated[Box, Reads(_box), WithJsonSchema(_SCHEMA)]
"""A box of the picture, left, top, width and height: "40% 10% 20% 30%"."""


class BlurPoint(Shape):
    """Where a box is at a time."""

    at: TimeField
    """The time in the file, as `in` and `out` count it."""
    box: BoxField
    """Left, top, width and height: "40% 10% 20% 30%"."""


class Blur(Shape):
    """A box of the picture that cannot be read: a face, a plate. A box alone is blurred throughout."""

    alone: ClassVar[JsonSchema | None] = _SCHEMA

    box: BoxField | None = None
    """Left, top, width and height: "40% 10% 20% 30%"."""
    points: tuple[BlurPoint, ...] = ()
    """Where a box is that moves: [{at: 1.0, box: ...}, {at: 2.5, box: ...}]; between two it moves evenly."""
    begin: TimeField | None = Field(default=None, alias="from")
    """From when on it is blurred, in the file's time; from the beginning where left out."""
    end: TimeField | None = Field(default=None, alias="to")
    """Until when, in the file's time; to the end where left out."""

    @model_validator(mode="before")
    @classmethod
    def _box_alone(cls, value: object) -> object:
        return {"box": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_place(self) -> Blur:
        if (self.box is None) == (not self.points):
            raise mistake("what is blurred is one `box`, or a box at several `points`", "write box: '40% 10% 20% 30%'")
        return self


def _listed(value: object) -> object:
    return tuple({"box": one} if isinstance(one, str) else one for one in listed(value))


Blurs = Annotated[tuple[Blur, ...], BeforeValidator(_listed)]
"""Boxes that cannot be read: one, or a list."""


def hidden(context: Context, loc: Loc, blurs: tuple[Blur, ...], start: Fraction, seconds: Fraction) -> tuple[Hidden, ...]:
    """Return what is made unreadable in a picture of which `seconds` are shown from `start` on; tells what is outside of them."""
    return tuple(_hidden(context, (*loc, number), one, start, seconds) for number, one in enumerate(blurs))


def _hidden(context: Context, loc: Loc, blur: Blur, start: Fraction, seconds: Fraction) -> Hidden:
    begin, end = (None if time is None else context.seconds(time) for time in (blur.begin, blur.end))
    if not seconds and (blur.points or begin is not None or end is not None):
        name = "points" if blur.points else "from" if begin is not None else "to"
        context.fault((*loc, name), f"nothing moves in a still, so a box of it has no `{name}`", "write its `box` alone")
    elif begin is not None and end is not None and end <= begin:
        context.fault((*loc, "to"), "`to` is not after `from`", "both are times in the file, as `in` and `out` are")
    elif begin is not None and begin >= start + seconds:
        told = f"the clip shows the file from {clock(start)} to {clock(start + seconds)}: the blur begins at {clock(begin)}"
        context.fault((*loc, "from"), told, "write a time in between")
    elif end is not None and end <= start:
        told = f"the clip shows the file from {clock(start)} to {clock(start + seconds)}: the blur ends at {clock(end)}"
        context.fault((*loc, "to"), told, "write a time in between")
    if blur.box is not None:
        return Hidden(((Fraction(0), blur.box),), begin, end)
    times = [context.seconds(point.at) for point in blur.points]
    for number, (before, after) in enumerate(pairwise(times), start=1):
        if after <= before:
            context.fault((*loc, "points", number, "at"), "the points of a box stand in the order of their times", "sort them")
    return Hidden(tuple(zip(times, (point.box for point in blur.points), strict=True)), begin, end)
