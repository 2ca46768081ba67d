"""Ticks as seconds, held against plain fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.media.ticks import Ticks

CLOCKS = [
    (Fraction(1, 15360), Fraction(0)),
    (Fraction(1, 90000), Fraction(7, 5)),
    (Fraction(1001, 30000), Fraction(-1, 44100)),
    (Fraction(3), Fraction(1, 7)),
]


@pytest.mark.parametrize(("base", "zero"), CLOCKS)
def test_a_time_counts_from_the_start_of_the_file(base: Fraction, zero: Fraction) -> None:
    clock = Ticks(base, zero)
    ticks = [-(2**40), -1, 0, 1, 512, 123457, 2**62]
    assert [clock.time(one) for one in ticks] == [one * base - zero for one in ticks]


@pytest.mark.parametrize(("base", "zero"), CLOCKS)
def test_a_length_counts_from_nowhere(base: Fraction, zero: Fraction) -> None:
    clock = Ticks(base, zero)
    ticks = [0, 1, -3, 1024, 1, 1024]
    assert [clock.length(one) for one in ticks] == [one * base for one in ticks]
