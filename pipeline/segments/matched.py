"""What a manifest says of another film that a picture is to look like. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, model_validator

from pipeline.segments import meant
from pipeline.segments.fields import File, JsonSchema, Loc, Shape, TimeField, mistake
from pipeline.timebase import clock
from pipeline.timeline.colour import Match, Scene

if TYPE_CHECKING:
    from pipeline.segments.base import Context


class Matched(Shape):
    """The film or still whose colours are those wanted: home/anna.mp4, or {file: home/anna.mp4, in: 12, out: 20}."""

    alone: ClassVar[JsonSchema | None] = {"type": "string", "examples": ["home/anna.mp4"]}

    file: File = ""
    """Its path inside the show's media folder."""
    in_point: TimeField | None = Field(default=None, alias="in")
    """Where in the file what is looked at begins; at its beginning where left out."""
    out_point: TimeField | None = Field(default=None, alias="out")
    """Where in the file what is looked at ends; at its end where left out."""

    @model_validator(mode="before")
    @classmethod
    def _one_file(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        word = value.strip()
        if meant.is_off(word):
            return {}
        hint = "name a film or a still of the media folder: match: home/anna.mp4"
        if word.startswith("#"):
            raise mistake(f"{value!r} is a colour, and `match` is another film", f"{hint}; a colour goes to `white_balance`")
        if meant.is_on(word):
            raise mistake(f"{value!r} is no film to match", hint)
        return {"file": value}

    @model_validator(mode="after")
    def _says_which(self) -> Matched:
        for name in ("in", "out"):
            if not self.file and getattr(self, f"{name}_point"):
                raise mistake(f"`{name}` belongs to a `file`", f"write {{file: home/anna.mp4, {name}: 12}}", (name,))
        return self


def matched(context: Context, loc: Loc, wanted: Matched, file: str, start: Fraction, seconds: Fraction) -> Match | None:
    """Return whose colours `seconds` of a file from `start` on are to have; None after telling what is wrong.

    A file may match another part of itself, which was filmed in the light that is wanted.
    """
    if wanted.file == file and not wanted.in_point and not wanted.out_point:
        hint = f"name another film, or a part of it: {{file: {file}, in: 12, out: 20}}"
        context.fault(loc, f"{file} is to match itself", hint)
        return None
    info = context.info(wanted.file, *loc)
    if info is None:
        return None
    if info.video is None:
        context.fault(loc, f"{wanted.file} has no picture that could be matched", "name a film or a still of the media folder")
        return None
    part = _part(context, loc, wanted, Fraction(0) if info.kind == "still" else info.video.first + info.video.duration)
    if part is None:
        return None
    if info.video.good is not None and part.start + part.seconds > info.video.good:
        message = f"{wanted.file} is damaged from {clock(info.video.good)} on"
        context.fault(loc, message, f"write out: {clock(info.video.good)} at most: {{file: ..., in: ..., out: ...}}")
        return None
    return Match(Scene(start, seconds), part, context.library.located(wanted.file), info.digest)


def _part(context: Context, loc: Loc, wanted: Matched, duration: Fraction) -> Scene | None:
    """Return what is looked at of a file of that duration, which is 0 of a still."""
    start = context.seconds(wanted.in_point) if wanted.in_point else Fraction(0)
    end = context.seconds(wanted.out_point) if wanted.out_point else duration
    name = "out" if wanted.out_point else "in"
    if not duration and (wanted.in_point or wanted.out_point):
        context.fault((*loc, name), f"{wanted.file} is a still, which has no `{name}`", "remove it")
    elif end > duration or (duration and start >= end):
        message = f"{wanted.file} ends at {clock(duration)}, and what is looked at is {clock(start)} to {clock(end)}"
        context.fault((*loc, name), message, "write an `in` before an `out`, both before the end")
    else:
        return Scene(start, end - start)
    return None
