"""Who is named in the lower third, and when. Pure."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import model_validator

from pipeline.segments import meant
from pipeline.segments.fields import JsonSchema, People, Shape, TimeField, mistake
from pipeline.segments.shown import RoleLine, Shown, ShownLine


class LowerThird(Shape):
    """A lower third: auto, off, a text, or with its time: {show: auto, at: 2, length: 4}."""

    alone: ClassVar[JsonSchema | None] = {"type": ["string", "boolean"]}

    show: Annotated[ShownLine, Shown(keeps=("auto", "off"))] = "auto"
    """auto names who is in it; any other text is shown as the name."""
    role: RoleLine = ""
    """The second line, under a text."""
    by: People = ()
    """Name these people instead of those who are in it."""
    at: TimeField | None = None
    """When it comes, from the beginning of its clip or segment; 1 second in where left out."""
    length: TimeField | None = None
    """How long it stays; the theme's length (5 seconds) where left out."""

    @model_validator(mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        if isinstance(value, str):
            return {"show": "off" if meant.is_off(value) else "auto" if meant.is_on(value) else value}
        return value

    @model_validator(mode="after")
    def _text_or_people(self) -> LowerThird:
        if self.by and self.kind == "text":
            raise mistake("a lower third shows either a text or people", "remove `by`, or write show: auto", ("by",))
        return self

    @property
    def kind(self) -> Literal["auto", "off", "text"]:
        """Return how its text comes about."""
        word = self.show.casefold()
        return "auto" if word == "auto" else "off" if word == "off" else "text"
