"""Where a picture stands on the canvas, and how it fills its place. Pure data."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import Literal

from pipeline.values import dataclass


class Fit(Enum):
    """How a picture of another shape fills its box."""

    CONTAIN = "contain"  # all of it, bars in the background colour
    COVER = "cover"  # fill the box, cut around the focus point
    BLUR = "blur"  # all of it, over a blurred, enlarged copy


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the canvas: left, top, width and height as shares of the canvas, 0 to 1."""

    x: Fraction
    y: Fraction
    width: Fraction
    height: Fraction


WHOLE = Box(Fraction(0), Fraction(0), Fraction(1), Fraction(1))


@dataclass(frozen=True, slots=True)
class Placement:
    """The place of a picture on the canvas, and how it fills it.

    `focus` is the point of the picture that must stay visible, as shares of its width and height.
    `move` names a slow movement of a still; it needs the whole length of the clip to know its pace.
    """

    fit: Fit = Fit.BLUR
    box: Box = WHOLE
    focus: tuple[Fraction, Fraction] = (Fraction(1, 2), Fraction(1, 2))
    move: Literal["none", "ken-burns", "zoom-in", "zoom-out", "pan-left", "pan-right"] = "none"


USUAL = Placement()
"""All of the canvas, and all of the picture."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a picture is uncovered: a plain `colour` lies over its box, until a window in it opens from its middle.

    It opens from frame `after` of the clip on, in `frames` frames; `corners` are round by that share of the canvas's short side.
    The colour covers by `veil` hundredths: under 100 the picture is seen through it, dimly.
    """

    after: int
    frames: int
    colour: str
    corners: Fraction = Fraction(0)
    veil: int = 100
