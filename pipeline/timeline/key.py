"""How somebody is cut out of a screen of one colour. Pure data."""

from __future__ import annotations

from fractions import Fraction

from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A screen of a `colour` (`#rrggbb`) behind who is seen becomes transparent.

    Where no colour is given, it is found out of what is seen in `seconds` of the file from second `start` on. `softness` is how
    much of the way from the screen to no screen at all is half transparent, `spill` how much of its light is taken off the rest.
    """

    colour: str = ""
    softness: Fraction = Fraction(4, 5)
    spill: Fraction = Fraction(1)
    start: Fraction = Fraction(0)
    seconds: Fraction = Fraction(0)
