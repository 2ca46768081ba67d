"""What a manifest may ask to be done to the colours of a picture: white balance, exposure, another film, a table. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import WithJsonSchema, model_validator

from pipeline.media import cube
from pipeline.segments import meant
from pipeline.segments.fields import Colour, File, Focus, JsonSchema, Loc, Reads, Shape, Switch, TimeField, mistake, number
from pipeline.segments.matched import Matched, matched
from pipeline.timebase import clock
from pipeline.timeline.colour import AS_SHOT, Balance, Grade, Grey, GreyPoint, Lamp, Lut, Scene

if TYPE_CHECKING:
    from pipeline.segments.base import Context

Kelvin = Annotated[
    Fraction,
    Reads(lambda value: number(value, "a colour temperature", 2500, 9999, "K", "3200")),
    WithJsonSchema({"type": ["string", "integer"], "examples": [3200, 5600]}),
]
"""The colour of a light in kelvin, 2500 to 9999."""
Stops = Annotated[
    Fraction,
    Reads(lambda value: number(value, "an exposure in stops", -3, 3)),
    WithJsonSchema({"type": "number", "minimum": -3, "maximum": 3, "examples": [0.7]}),
]
"""Stops, -3 to 3: each twice as much light, or half of it."""

_WAYS = ("auto", "grey", "colour", "kelvin")
_HINT = 'write auto, {grey: "40% 60%"}, a colour that should be grey, such as "#e8d5b0", or kelvin, such as 3200'


_LEAST = 16
"""The most times that a channel's signal may be below another's in what should be grey: by the light of a candle it is less."""


def _missing(colour: str) -> str:
    """Return the names of the channels that a colour has hardly any of."""
    levels = {name: int(colour[at : at + 2], 16) for name, at in (("red", 1), ("green", 3), ("blue", 5))}
    return " and ".join(name for name, level in levels.items() if level * _LEAST < max(levels.values()))


class WhiteBalance(Shape):
    """What is white: auto, a colour that should be grey, kelvin, or {grey: "40% 60%"} for a point of the picture."""

    alone: ClassVar[JsonSchema | None] = {"type": ["string", "integer"], "examples": ["auto", "#e8d5b0", 3200]}

    auto: Switch = False
    """on finds it out of the whole clip."""
    grey: Focus | None = None
    """A point of the picture that is grey or white, across and down: "40% 60%"."""
    at: TimeField | None = None
    """The time in the file at which that is seen; the clip's beginning where left out."""
    colour: Colour | None = None
    """A colour of the picture that should be grey: "#e8d5b0"."""
    kelvin: Kelvin | None = None
    """The light by which was filmed: 3200 for lamps, 5600 for the sun."""

    @model_validator(mode="before")
    @classmethod
    def _one_word(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        word = value.strip().casefold()
        if meant.is_off(word):
            return {}
        if word == "auto" or meant.is_on(word):
            return {"auto": "on"}
        if word.startswith("#"):
            return {"colour": value}
        if word[:1].isdecimal() and "%" not in word and " " not in word.removesuffix("k").rstrip():
            return {"kelvin": value}
        raise mistake(f"{value!r} says no white", _HINT)

    @model_validator(mode="after")
    def _one_way(self) -> WhiteBalance:
        written = [name for name in _WAYS if getattr(self, name)]
        if len(written) > 1:
            raise mistake(f"`{written[0]}` and `{written[1]}` say two whites", "keep one of the two", (written[1],))
        if self.colour is not None and not int(self.colour[1:], 16):
            raise mistake("black says nothing of the light", "write a colour that should be grey, such as #e8d5b0", ("colour",))
        if self.colour is not None and (missing := _missing(self.colour)):
            message = f"{self.colour} has hardly any {missing}, and nothing that is grey or white looks so in any light"
            raise mistake(message, "write the colour of what should be grey, as it is seen: #e8d5b0", ("colour",))
        if self.at and self.grey is None:
            raise mistake("`at` belongs to a point of the picture", 'write {grey: "40% 60%", at: 2.5}', ("at",))
        return self


class Coloured(Shape):
    """What is done to the colours of a picture, in this order."""

    white_balance: WhiteBalance = WhiteBalance()
    """What is white: auto, {grey: "40% 60%"}, a colour that should be grey, or kelvin."""
    exposure: Stops = Fraction(0)
    """Brighter or darker in stops, as in a camera: 1 is twice the light, -1 half of it; what gets too bright is rolled off."""
    match: Matched = Matched()
    """The film or still of the media folder whose colours it gets, where two cameras differ: home/anna.mp4."""
    lut: File = ""
    """A table of colours in the media folder, 1D or 3D: looks/warm.cube."""

    @model_validator(mode="after")
    def _one_white(self) -> Coloured:
        if self.match.file and any(getattr(self.white_balance, name) for name in _WAYS):
            hint = "remove `white_balance`: the white of the other film is what it gets"
            raise mistake("`match` and `white_balance` say two whites", hint, ("match",))
        return self


def grade(context: Context, loc: Loc, look: Coloured, start: Fraction, seconds: Fraction) -> Grade:
    """Return what is done to the colours of a picture of which `seconds` are shown from `start` on; tells what is wrong."""
    table = _lut(context, (*loc, "lut"), look.lut) if look.lut else None
    balance: Balance | None = _balance(context, loc, look, start, seconds)
    if look.match.file:
        own = str(getattr(look, "file", ""))
        balance = matched(context, (*loc, "match"), look.match, own, start, seconds)
    found = Grade(balance, look.exposure, table)
    return AS_SHOT if found == AS_SHOT else found


def _balance(context: Context, loc: Loc, look: Coloured, start: Fraction, seconds: Fraction) -> Balance | None:
    wanted = look.white_balance
    if wanted.auto:
        return Scene(start, seconds)
    if wanted.grey is not None:
        at, file = context.seconds(wanted.at) if wanted.at else start, getattr(look, "file", "")
        info = context.info(file, *loc, "file") if file and seconds and wanted.at else None
        if info is not None and info.video is not None and at >= (end := info.video.first + info.video.duration):
            told = f"{file} ends at {clock(end)}, and the grey point is looked for at {clock(at)}"
            context.fault((*loc, "white_balance", "at"), told, "write an earlier time in the file")
        return GreyPoint(wanted.grey, at)
    if wanted.colour is not None:
        return Grey(wanted.colour)
    return None if wanted.kelvin is None else Lamp(int(wanted.kelvin))


_KINDS: dict[str, Literal[1, 3]] = {}
"""What tables hold by their digests: a session asks at each key that is pressed."""


def _lut(context: Context, loc: Loc, file: str) -> Lut | None:
    if not file.casefold().endswith(".cube"):
        context.fault(loc, f"{file} is no .cube file", "export the look as .cube: that is what is read")
        return None
    digest = context.digest(file, *loc)
    if digest is None:
        return None
    if digest not in _KINDS:
        content = context.read(file, *loc, largest=cube.LARGEST)
        if content is None:
            return None
        try:
            _KINDS[digest] = cube.sides(content)
        except cube.CubeFault as fault:
            context.fault(loc, f"{file}, {fault}", fault.hint, is_of_file=True)
            return None
    return Lut(context.library.located(file), digest, _KINDS[digest])
