"""What a manifest may ask of how fast a film is shown. Pure."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import Annotated, ClassVar, Literal

from pydantic import WithJsonSchema, model_validator

from pipeline.segments import meant
from pipeline.segments.fields import JsonSchema, Reads, Shape, Switch, TimeField, mistake, number, one_of, written
from pipeline.timeline.pace import AS_FILMED, Pace, at_speed

_SLOWEST, _FASTEST = Fraction(1, 10), Fraction(8)
_FINE = 10**6
"""Parts of a speed to which it is rounded where a clip begins between two points: of an hour a fifth of a frame at most."""


def _speed(value: object) -> Fraction:
    text = written(value)
    if text == "0":
        raise mistake("'0' is out of range for a speed", "allowed: 0.1 to 8; `freeze` lets a picture stand")
    return number(text[:-1].rstrip() if text.endswith(("x", "×")) else text, "a speed", _SLOWEST, _FASTEST)


_SPEED_SCHEMA: JsonSchema = {"type": ["number", "string"], "minimum": 0.1, "maximum": 8, "examples": [0.5, 2]}
SpeedNumber = Annotated[Fraction, Reads(_speed), WithJsonSchema(_SPEED_SCHEMA)]
"""How many seconds of a file pass in one: 0.1 to 8."""
PitchName = Annotated[Literal["keep", "follow"], one_of("keep", "follow")]


class Point(Shape):
    """A speed at a moment of the file."""

    at: TimeField
    """The moment, in the file's own time as `in` is."""
    speed: SpeedNumber
    """How fast it is shown there: 0.25."""


class Speed(Shape):
    """How fast a film is shown: 0.5 is slow motion, 2 twice as fast; or {ramp: [{at: 3, speed: 1}, {at: 5, speed: 0.25}]}."""

    alone: ClassVar[JsonSchema | None] = _SPEED_SCHEMA

    ramp: tuple[Point, ...]
    """Speeds at moments of the file, between which it changes evenly."""

    @model_validator(mode="before")
    @classmethod
    def _one_speed(cls, value: object) -> object:
        if isinstance(value, str):
            if meant.is_on(value) or meant.is_off(value):
                raise mistake(f"{value!r} is not a speed", "write a number: 0.5 is half as fast, 1 as it was filmed")
            return {"ramp": ({"at": "0", "speed": value},)}
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Speed:
        if not self.ramp:
            raise mistake("the ramp has no points", "write two at least: [{at: 3, speed: 1}, {at: 5, speed: 0.25}]", ("ramp",))
        for place, (before, after) in enumerate(pairwise(self.ramp), 1):
            one, other = before.at, after.at
            if (one.frames is None) != (other.frames is None):
                hint = "write all its points in seconds"
                raise mistake("a ramp is written in seconds or in frames, not in both", hint, ("ramp", place, "at"))
            if (one.seconds or 0, one.frames or 0) >= (other.seconds or 0, other.frames or 0):
                raise mistake("a point is not after the one before", "write them in order of time", ("ramp", place, "at"))
        return self


class Freeze(Shape):
    """A moment of a film at which its picture stands still, and for how long."""

    at: TimeField
    """The moment, in the file's own time as `in` is."""
    length: TimeField
    """For how long the picture stands."""

    @model_validator(mode="after")
    def _lasts(self) -> Freeze:
        if not (self.length.seconds or self.length.frames):
            raise mistake("the picture would stand for 0 seconds", "write how long it stands, or remove `freeze`", ("length",))
        return self


class Paced(Shape):
    """How fast a film is shown."""

    speed: Speed | None = None
    """How fast it is shown: 0.5 is half as fast, 2 twice (0.1 to 8), or {ramp: [{at: 3, speed: 1}, {at: 5, speed: 0.25}]}."""

    freeze: Freeze | None = None
    """Where its picture stands still: {at: 4.5, length: 2}; what comes after it goes on then."""

    reverse: Switch = False
    """on shows what is used of it backwards, from its end to its beginning, and its sound, too."""

    @model_validator(mode="after")
    def _one_way(self) -> Paced:
        if self.reverse and (self.freeze is not None or (self.speed is not None and len(self.speed.ramp) > 1)):
            name = "freeze" if self.freeze is not None else "speed"
            raise mistake("what is shown backwards has one speed throughout", "remove `reverse`, or write one speed", (name,))
        return self

    @property
    def is_paced(self) -> bool:
        """Say whether it is asked for another speed than its own."""
        return self.freeze is not None or self.reverse or self.is_changed

    @property
    def is_changed(self) -> bool:
        """Say whether it is faster or slower anywhere."""
        return self.speed is not None and any(point.speed != 1 for point in self.speed.ramp)

    def pace(self, start: Fraction, rate: Fraction) -> Pace:
        """Return the pace of a clip that begins `start` seconds into its file, in an episode of `rate` frames a second."""
        pace = self._moving(start, rate)
        if self.freeze is None:
            return pace
        return pace.standing(self.freeze.at.in_seconds(rate) - start, self.freeze.length.in_seconds(rate))

    def _moving(self, start: Fraction, rate: Fraction) -> Pace:
        if self.speed is None or not self.is_changed:
            return AS_FILMED
        points = [(point.at.in_seconds(rate) - start, point.speed) for point in self.speed.ramp]
        if len(points) == 1:
            return at_speed(points[0][1])
        return Pace(tuple(_on_clip(points)))


def _on_clip(points: list[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """Return the points of a ramp in seconds of a clip, of those in seconds of its file from where the clip begins."""
    passed = [point for point in points if point[0] <= 0]
    left = [point for point in points if point[0] > 0]
    at, speed = Fraction(0), (passed or left)[-1 if passed else 0][1]
    if passed and left:
        (begin, before), (end, after) = passed[-1], left[0]
        speed = _root(before**2 + (after**2 - before**2) * -begin / (end - begin))
    found, file = [(at, speed)], Fraction(0)
    for moment, after in left:
        # The speed changes evenly with time, so that half of what it is at both ends is what passes on the way.
        at += 2 * (moment - file) / (found[-1][1] + after)
        found.append((at, after))
        file = moment
    return found


def _root(square: Fraction) -> Fraction:
    return Fraction(isqrt(square.numerator * _FINE**2 // square.denominator), _FINE)
