"""The shape of a file in a manifest: the part of it that is used, who made it, and what may be done with it. Pure."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, model_validator

from pipeline.segments.fields import File, JsonSchema, Line, Lines, People, Shape, TimeField, Url, mistake
from pipeline.segments.release import UNSAID, ReleaseShape
from pipeline.segments.shown import RoleLine, ShownLine
from pipeline.timebase import Time


class Credited(Shape):
    """Who made something, as what, from what, and what may be done with it."""

    by: People = ()
    """Keys of people.yaml: who is seen or heard, or made it."""
    role: RoleLine = ""
    """What they did: guitar, reader, interviewee."""
    title: ShownLine = ""
    """Title of the work, for the credits and the cue sheet."""
    builds_on: Lines = ()
    """What it is made from: files of other contributions, or keys of `works` in the show or the episode."""
    license: Line = ""
    """What may be done with it: CC BY 4.0, all rights reserved, own, or one of the show's `grants`."""
    release: ReleaseShape = UNSAID
    """Consent of the people in it: the name of the paper, or pending; {name: ..., territories: [DE], expires: 2030-12-31}."""
    url: Url = ""
    """Where it can be found; licences that demand a name ask for it."""


class Medium(Credited):
    """A file and the part of it that is used. A path alone stands for all of the file."""

    alone: ClassVar[JsonSchema | None] = {"type": "string"}

    file: File
    """Path inside the show's media folder."""
    in_point: TimeField | None = Field(default=None, alias="in")
    """Where to begin in the file; its beginning where left out."""
    out_point: TimeField | None = Field(default=None, alias="out")
    """Where to end in the file; its end where left out. Write `out` or `length`."""
    length: TimeField | None = None
    """How long it is shown or heard. Write `out` or `length`."""

    @model_validator(mode="before")
    @classmethod
    def _path_alone(cls, value: object) -> object:
        return {"file": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_end(self) -> Medium:
        if self.out_point and self.length:
            raise mistake("a clip ends by `out` or by `length`, not by both", "keep one of the two", ("length",))
        for name, time in (("length", self.length), ("out", self.out_point)):
            if time and not (time.seconds or time.frames):
                raise mistake(f"`{name}` is 0, so nothing is left", "write a later time, or remove the line", (name,))
        if self.in_point and self.out_point and _not_after(self.in_point, self.out_point):
            raise mistake("`out` is not after `in`", "both are times in the file; `length` counts from `in`", ("out",))
        return self


def _not_after(first: Time, second: Time) -> bool:
    if first.seconds is not None and second.seconds is not None:
        return second.seconds <= first.seconds
    if first.frames is not None and second.frames is not None:
        return second.frames <= first.frames
    return False  # of two units: the recipe knows the rate and checks it
