"""In which shape a picture is seen, in a manifest. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BeforeValidator, WithJsonSchema, model_validator

from pipeline.segments import meant
from pipeline.segments.fields import JsonSchema, Reads, Shape, mistake, number, one_of
from pipeline.timeline.edge import Edge

if TYPE_CHECKING:
    from pipeline.segments.base import Context

_DESIGN = 1080
"""Pixels of the canvas's shorter side in which lengths are written."""

_ROUND = 36
"""The radius of round corners, where the theme's mosaics have less round ones and none is written."""

_SHAPES = ("circle", "rounded")

Radius = Annotated[
    Fraction | None,
    Reads(lambda value: number(value, "the radius of corners", 1, 540, "px")),
    WithJsonSchema({"type": ["string", "number"], "examples": [60]}),
]
"""Pixels where the canvas's shorter side has 1080."""


class Mask(Shape):
    """The shape in which a picture is seen: circle, rounded, or {shape: rounded, corners: 60}."""

    alone: ClassVar[JsonSchema | None] = {"enum": [*_SHAPES, "off", False]}

    shape: Annotated[Literal["circle", "rounded"], one_of(*_SHAPES)] = "rounded"
    """circle: the largest one in the middle of its place; rounded: all of it, with round corners."""
    corners: Radius = None
    """How round they are, in pixels where the picture's shorter side has 1080."""

    @model_validator(mode="before")
    @classmethod
    def _one_word(cls, value: object) -> object:
        return {"shape": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _has_corners(self) -> Mask:
        if self.shape == "circle" and self.corners is not None:
            raise mistake("a circle has no corners", "remove it, or write shape: rounded", ("corners",))
        return self

    def edge(self, context: Context) -> Edge:
        """Return it as the edge of a picture, without a border."""
        if self.shape == "circle":
            return Edge("circle")
        theme = context.cards.mosaic.corners if context.cards.mosaic else 0
        return Edge("rounded", (self.corners or Fraction(max(_ROUND, theme))) / _DESIGN)


MaskField = Annotated[Mask | None, BeforeValidator(lambda value: None if meant.is_off(value) else value)]
"""The shape in which a picture is seen, or off."""
