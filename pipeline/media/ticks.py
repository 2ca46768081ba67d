"""The ticks of a stream as exact seconds: one fraction is made for each, since a film has a thousand packets in ten seconds."""

from __future__ import annotations

from fractions import Fraction
from math import lcm


class Ticks:
    """The clock of a stream that counts in `base` seconds, in a file that begins at `zero` seconds of it."""

    __slots__ = ("_length", "_scale", "_unit", "_zero", "base")

    def __init__(self, base: Fraction, zero: Fraction) -> None:
        self.base = base
        self._unit = lcm(base.denominator, zero.denominator)
        self._scale = base.numerator * (self._unit // base.denominator)
        self._zero = zero.numerator * (self._unit // zero.denominator)
        self._length: dict[int, Fraction] = {}

    def time(self, ticks: int) -> Fraction:
        """Return a time in seconds from the file's start."""
        return Fraction(ticks * self._scale - self._zero, self._unit)

    def length(self, ticks: int) -> Fraction:
        """Return a length in seconds; a stream has few, which are kept."""
        if (known := self._length.get(ticks)) is None:
            known = self._length[ticks] = ticks * self.base
        return known
