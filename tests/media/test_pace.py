from __future__ import annotations

from fractions import Fraction

from pipeline.media.pace import pace


def test_a_steady_rate() -> None:
    found = pace([Fraction(number, 25) for number in range(50)])
    assert (found.frames, found.shortest, found.median, found.longest, found.pauses) == (50, 0.04, 0.04, 0.04, ())


def test_a_phones_rate_and_a_pause_in_numbers() -> None:
    times = [Fraction(0), Fraction(33, 1000), Fraction(50, 1000), Fraction(2050, 1000), Fraction(2083, 1000)]
    found = pace(times)
    assert (found.shortest, found.longest) == (0.017, 2.0)
    assert found.pauses == ((0.05, 2.0),)


def test_one_picture_a_second_stands_still_no_more_than_it_should() -> None:
    assert pace([Fraction(number) for number in range(10)]).pauses == ()
    assert pace([Fraction(0)]).longest == 0
