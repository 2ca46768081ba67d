"""How one picture gives way to the next: cut, dissolve, fade through black. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from pydantic import Field, model_validator

from pipeline.faults import did_you_mean
from pipeline.segments import meant
from pipeline.segments.fields import JsonSchema, Shape, TimeField, mistake
from pipeline.timebase import Time, frames_of
from pipeline.timeline.model import Transition

HALF_A_SECOND = Time(seconds=Fraction(1, 2))
"""Length of a dissolve that is only named."""


class TransitionSpec(Shape):
    """A transition: cut, dissolve (0.5 s), fade-black (0.5 s), or with its length: {dissolve: 0.8}."""

    alone: ClassVar[JsonSchema | None] = {"enum": ["cut", "dissolve", "fade-black", "off"]}

    dissolve: TimeField | None = None
    """Both pictures are mixed for so long, which makes the episode that much shorter."""
    fade_black: TimeField | None = Field(default=None, alias="fade-black")
    """The first picture goes to black and the second comes from it, in so long."""

    @model_validator(mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        word = value.strip().casefold()
        if word == "cut" or meant.is_off(word):
            return {}
        if word in ("dissolve", "fade-black"):
            return {word: HALF_A_SECOND}
        raise mistake(f"{value.strip()!r} is not a transition", did_you_mean(word, ("cut", "dissolve", "fade-black", "off")))

    @model_validator(mode="after")
    def _one(self) -> TransitionSpec:
        if self.dissolve and self.fade_black:
            raise mistake("a transition is either a dissolve or a fade-black", "keep one of the two", ("fade-black",))
        return self

    def transition(self, rate: Fraction) -> Transition | None:
        """Return the transition in whole frames, None for a cut."""
        for kind, time in (("dissolve", self.dissolve), ("fade-black", self.fade_black)):
            if time and (frames := frames_of(time.in_seconds(rate), rate)):
                return Transition("dissolve" if kind == "dissolve" else "fade-black", frames)
        return None
