"""What a manifest may ask to be cut out of a screen of one colour. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, WithJsonSchema, model_validator

from pipeline.segments import meant
from pipeline.segments.fields import Colour, JsonSchema, Reads, Shape, mistake, share
from pipeline.timeline.key import Key

_LEAST = Fraction(12, 100)
"""By how much the strongest channel of a screen is above the others at least."""

_PART: JsonSchema = {"type": ["string", "number"], "examples": ["70%", 0.7]}
_HINT = "write a share, such as 70%"
Part = Annotated[Fraction, Reads(lambda value: share(value, _HINT)), WithJsonSchema(_PART)]
"""A share: 70%, or 0.7."""


class ChromaKey(Shape):
    """A screen that becomes transparent: on finds its colour; or {colour: "#00b140", softness: 80%, spill: 100%}."""

    alone: ClassVar[JsonSchema | None] = {"type": ["boolean", "string"], "examples": [True, "#00b140"]}

    colour: Colour | None = None
    """The colour of the screen, green, blue or red; found out of the clip where left out."""
    softness: Part = Fraction(4, 5)
    """How soft the edge is: more for hair, less where clothes are nearly of the screen's colour."""
    spill: Part = Fraction(1)
    """How much of the screen's light is taken off who stands before it: off is 0%."""

    @model_validator(mode="before")
    @classmethod
    def _one_word(cls, value: object) -> object:
        if isinstance(value, str):
            return {} if meant.is_on(value) or value.strip().casefold() == "auto" else {"colour": value}
        if isinstance(value, dict):
            word = value.get("colour")
            found = {name: each for name, each in value.items() if name != "colour" or word != "auto"}
            return found | ({"spill": "0"} if meant.is_off(found.get("spill")) else {})
        return value

    @model_validator(mode="after")
    def _is_a_screen(self) -> ChromaKey:
        if self.colour:
            *_, middle, high = sorted(bytes.fromhex(self.colour.removeprefix("#")))
            if Fraction(high - middle, 255) < _LEAST:
                raise mistake(f"{self.colour} is no colour of a screen", "it must be clearly green, blue or red", ("colour",))
        return self

    def key(self, start: Fraction, seconds: Fraction) -> Key:
        """Return it for what is shown in `seconds` of a file from `start` on."""
        if self.colour:
            return Key(self.colour, self.softness, self.spill)
        return Key("", self.softness, self.spill, start, seconds)


def _or_off(value: object) -> object:
    return None if meant.is_off(value) else value


KeyField = Annotated[ChromaKey | None, BeforeValidator(_or_off)]
"""A screen that becomes transparent, or off."""
