"""That a film is made steady. Pure data."""

from __future__ import annotations

from fractions import Fraction

from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Steady:
    """The seconds of its file that a clip shows, by whose motion it is judged."""

    start: Fraction
    seconds: Fraction
