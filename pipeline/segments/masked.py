"""In which shape a picture is seen, in a manifest. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import BeforeValidator, WithJsonSchema, model_validator

from pipeline.faults import did_you_mean
from pipeline.segments import meant
from pipeline.segments.fields import JsonSchema, Loc, Reads, Shape, mistake, number, written
from pipeline.timeline.edge import Edge

if TYPE_CHECKING:
    from pipeline.segments.base import Context

_DESIGN = 1080
"""Pixels of the canvas's shorter side in which lengths are written."""

_ROUND = 36
"""The radius of round corners, where the theme's mosaics have less round ones and none is written."""

_SHAPES = ("circle", "rounded")
"""What every theme has."""

_OF_THEME = "theme"
"""The first shape that the theme has, whatever it is called."""

_SHAPE_SCHEMA: JsonSchema = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9-]*$", "examples": [*_SHAPES, _OF_THEME, "torn"]}
ShapeName = Annotated[str, Reads(lambda value: written(value).casefold()), WithJsonSchema(_SHAPE_SCHEMA)]
"""circle, rounded, theme, or the name of a shape of the theme."""

Radius = Annotated[
    Fraction | None,
    Reads(lambda value: number(value, "the radius of corners", 1, 540, "px")),
    WithJsonSchema({"type": ["string", "number"], "examples": [60]}),
]
"""Pixels where the canvas's shorter side has 1080."""


class Mask(Shape):
    """The shape in which a picture is seen: circle, rounded, a shape of the theme, or {shape: rounded, corners: 60}."""

    alone: ClassVar[JsonSchema | None] = {"anyOf": [{"enum": [*_SHAPES, _OF_THEME, "off", False]}, _SHAPE_SCHEMA]}

    shape: ShapeName = "rounded"
    """circle: the largest one in the middle of its place; rounded: all of it, with round corners; or one of the theme."""
    corners: Radius = None
    """How round they are, in pixels where the picture's shorter side has 1080."""

    @model_validator(mode="before")
    @classmethod
    def _one_word(cls, value: object) -> object:
        return {"shape": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _has_corners(self) -> Mask:
        if self.shape != "rounded" and self.corners is not None:
            one = "a circle" if self.shape == "circle" else f"the shape {self.shape}"
            raise mistake(f"{one} has no corners to be rounded", "remove it, or write shape: rounded", ("corners",))
        return self

    def edge(self, context: Context, loc: Loc) -> Edge | None:
        """Return it as the edge of a picture, without a border; None after telling that the theme has no such shape."""
        if self.shape == "circle":
            return Edge("circle")
        if self.shape == "rounded":
            theme = context.cards.mosaic.corners if context.cards.mosaic else 0
            return Edge("rounded", (self.corners or Fraction(max(_ROUND, theme))) / _DESIGN)
        shapes = context.cards.shapes
        if shapes is None:  # what is wrong with the theme is told already
            return None
        if self.shape == _OF_THEME and shapes:
            return Edge(shape=shapes[0])
        if self.shape in shapes:
            return Edge(shape=self.shape)
        there = (*_SHAPES, *((_OF_THEME, *shapes) if shapes else ()))
        message = f"the theme {context.theme} has no shape" + ("" if self.shape == _OF_THEME else f" {self.shape!r}")
        context.fault((*loc, "shape"), message, did_you_mean(self.shape, there))
        return None


MaskField = Annotated[Mask | None, BeforeValidator(lambda value: None if meant.is_off(value) else value)]
"""The shape in which a picture is seen, or off."""
