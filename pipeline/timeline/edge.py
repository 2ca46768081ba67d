"""How a picture that lies over another is set off from it: its shape, a border, a shadow, how it comes. Pure data."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pipeline.values import dataclass

Outline = Literal["rounded", "circle"]
"""A shape of what is seen of a picture that every theme has: with round corners, or the largest circle in its middle."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What is around a picture. Lengths are shares of the canvas's shorter side.

    `corners` is the radius of round corners. Outside of the picture lies a border, `border` wide and of a `colour` (`#rrggbb`),
    and beyond it a soft shadow that reaches `shadow` far, of the colour `shade`. A `shape` of the theme, by its name, takes the
    place of the outline.
    """

    outline: Outline = "rounded"
    corners: Fraction = Fraction(0)
    border: Fraction = Fraction(0)
    colour: str = "#000000"
    shadow: Fraction = Fraction(0)
    shade: str = "#000000"
    shape: str = ""


Slide = Literal["", "left", "right", "up", "down"]
"""Where to a picture moves as it comes, and back from where it goes: empty where it stands still."""
