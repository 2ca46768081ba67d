"""What a manifest may ask to be done to a picture: cropped, turned, mirrored. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import WithJsonSchema, model_validator

from pipeline.segments import meant
from pipeline.segments.coloured import Coloured, grade
from pipeline.segments.fields import JsonSchema, Loc, Reads, Shape, Switch, mistake, number, one_of, share, written
from pipeline.segments.hiding import Blurs, hidden
from pipeline.segments.keyed import KeyField
from pipeline.segments.masked import MaskField
from pipeline.timeline.placement import Box
from pipeline.timeline.steadiness import Steady
from pipeline.timeline.treatment import Treatment

if TYPE_CHECKING:
    from pipeline.segments.base import Context

_LEAST = Fraction(1, 50)
"""The smallest part of a side that may be kept: of a film of 1920 pixels, 38."""

_BEGINNING = Fraction(0)

_SIDE_SCHEMA: JsonSchema = {"type": ["string", "number"], "examples": ["10%", 0.1]}

_SIDE_HINT = "write how much of it goes, such as 10%"
Side = Annotated[Fraction, Reads(lambda value: share(value, _SIDE_HINT)), WithJsonSchema(_SIDE_SCHEMA)]
"""How much of a picture's width or height is cut away: 10%, or 0.1."""


class Crop(Shape):
    """What is cut away at each side: one share for all four, or {left: 10%, right: 5%}."""

    alone: ClassVar[JsonSchema | None] = _SIDE_SCHEMA

    left: Side = Fraction(0)
    """How much of the width is cut away on the left: 10%."""
    right: Side = Fraction(0)
    """How much of the width is cut away on the right."""
    top: Side = Fraction(0)
    """How much of the height is cut away at the top."""
    bottom: Side = Fraction(0)
    """How much of the height is cut away at the bottom."""

    @model_validator(mode="before")
    @classmethod
    def _one_share(cls, value: object) -> object:
        if isinstance(value, str):
            return {} if meant.is_off(value) else dict.fromkeys(("left", "right", "top", "bottom"), value)
        return value

    @model_validator(mode="after")
    def _leaves_something(self) -> Crop:
        for first, other, side in (("left", "right", "width"), ("top", "bottom", "height")):
            gone = getattr(self, first) + getattr(self, other)
            if gone > 1 - _LEAST:
                message = f"{first} and {other} together cut away {float(100 * gone):g}% of the {side}"
                raise mistake(message, f"at most {100 - 100 * _LEAST} % may go", (other,))
        return self

    @property
    def kept(self) -> Box:
        """Return what is kept of the picture."""
        return Box(self.left, self.top, 1 - self.left - self.right, 1 - self.top - self.bottom)


def _mirror(value: object) -> Literal["none", "across", "down"]:
    text = written(value).casefold()
    if text in meant.SWITCH:
        return "across" if meant.SWITCH[text] else "none"
    if text == "across":
        return "across"
    if text == "down":
        return "down"
    hint = "allowed: on (left and right change places), down (top and bottom), off"
    raise mistake(f"{written(value)!r} is no way to mirror", hint)


Angle = Annotated[
    Fraction,
    Reads(lambda value: number(value, "an angle", -180, 180, "°", "1.5 or 90")),
    WithJsonSchema({"type": ["string", "number"], "examples": [1.5, 90]}),
]
"""Degrees clockwise, -180 to 180."""
Mirror = Annotated[
    Literal["none", "across", "down"], Reads(_mirror), WithJsonSchema({"enum": [True, False, "on", "off", "across", "down"]})
]
"""on, down or off."""


class Treated(Coloured):
    """What is done to a picture: before it is placed, in this order, and to its colours."""

    crop: Crop = Crop()
    """What is cut away at its sides: 10% (at each), or {left: 10%, bottom: 25%}."""
    rotate: Angle = Fraction(0)
    """Degrees clockwise: 1.5 straightens a horizon, 90 sets a film upright; it is enlarged so that no corner is empty."""
    mirror: Mirror = "none"
    """on changes left and right, as in a mirror; down changes top and bottom."""
    stabilise: Switch = False
    """on makes a film steady that was held in a hand, or on a bumpy way; it is enlarged a little, so that no edge is seen."""
    denoise_picture: Annotated[Literal["off", "light", "strong"], one_of("off", "light", "strong")] = "off"
    """light or strong: how much of the noise of a dark room is taken out of it; edges stay."""
    blur: Blurs = ()
    """Faces and plates that nobody is to read: "40% 10% 20% 30%" (left, top, width, height), or {box: ..., from: 1, to: 4}."""
    chroma_key: KeyField = None
    """on lets the screen behind who is seen become transparent: green or blue; or its colour: "#00b140"."""
    mask: MaskField = None
    """The shape in which it is seen: circle, rounded or one of the theme; around it lies what is below, or a `background`."""


def drawn(context: Context, loc: Loc, look: Treated, start: Fraction, seconds: Fraction) -> Treatment:
    """Return what is done to what was drawn, of which `seconds` are shown from `start` on, and which no camera has shaken."""
    if look.stabilise:
        context.fault((*loc, "stabilise"), "what was drawn does not shake", "remove `stabilise`, which is for films")
    if look.denoise_picture != "off":
        context.fault((*loc, "denoise_picture"), "what was drawn has no noise", "remove `denoise_picture`")
    return treatment(context, loc, look.model_copy(update={"stabilise": False, "denoise_picture": "off"}), start, seconds)


def treatment(
    context: Context, loc: Loc, look: Treated, start: Fraction = _BEGINNING, seconds: Fraction = _BEGINNING
) -> Treatment:
    """Return what is done to a picture of which `seconds` are shown from `start` on; tells what is wrong with it."""
    mask = look.mask.edge(context, (*loc, "mask")) if look.mask else None
    key = look.chroma_key.key(start, seconds) if look.chroma_key else None
    steady = Steady(start, seconds) if look.stabilise else None
    if look.stabilise and not seconds:
        context.fault((*loc, "stabilise"), "a still does not shake", "remove `stabilise`")
    graded, unseen = grade(context, loc, look, start, seconds), hidden(context, (*loc, "blur"), look.blur, start, seconds)
    return Treatment(look.crop.kept, look.rotate, look.mirror, graded, key, mask, unseen, steady, look.denoise_picture)
