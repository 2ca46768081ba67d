"""What is done to the colours of a picture. Pure data.

The order is always the same: the light of the scene is made white, or that of another film (`balance`), then there is more or
less of it (`exposure`), both as in a camera, then a table of colours gives it a look (`lut`).
"""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction
from typing import Literal

from pipeline.media.paths import MediaPath
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Scene:
    """White is found out of all that is seen in `seconds` of the file from second `start` on."""

    start: Fraction
    seconds: Fraction


@dataclass(frozen=True, slots=True)
class GreyPoint:
    """What is seen at a point of the picture (shares across and down) at second `at` of the file is grey."""

    point: tuple[Fraction, Fraction]
    at: Fraction


@dataclass(frozen=True, slots=True)
class Grey:
    """A colour, `#rrggbb`, that should be grey."""

    colour: str


@dataclass(frozen=True, slots=True)
class Lamp:
    """The light by which was filmed is of so many kelvin: 6504 is white, less is warmer."""

    kelvin: int


@dataclass(frozen=True, slots=True)
class Match:
    """What `own` shows is to look like what `other` shows: a film or a still of the media folder, as it was shot.

    `path` and `digest` are the other's, as of `SourceMedia`; a still has no seconds.
    """

    own: Scene
    other: Scene
    path: MediaPath = field(compare=False)
    digest: str


Balance = Scene | GreyPoint | Grey | Lamp | Match


@dataclass(frozen=True, slots=True)
class Lut:
    """A table of colours, `.cube`: a curve a channel (`sides` 1), or a colour for each colour (3)."""

    path: MediaPath = field(compare=False)
    digest: str
    sides: Literal[1, 3]


@dataclass(frozen=True, slots=True)
class Grade:
    """What is done to the colours of a picture: `exposure` in stops, -3 to 3."""

    balance: Balance | None = None
    exposure: Fraction = Fraction(0)
    lut: Lut | None = None


AS_SHOT = Grade()
"""The colours stay as they are."""
