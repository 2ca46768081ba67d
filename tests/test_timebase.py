"""Exact time: what a producer writes becomes what is meant, to the frame and the sample."""

import tracemalloc
from bisect import bisect_right
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.timebase import (
    FrameRange,
    FrameTimes,
    Time,
    TimeFault,
    clock,
    frames_of,
    half_up,
    parse_rate,
    parse_time,
    sample_of,
    timecode,
)

NTSC = Fraction(30000, 1001)
rates = st.sampled_from([Fraction(24), Fraction(25), NTSC, Fraction(24000, 1001), Fraction(30), Fraction(60)])


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("6", Fraction(6)),
        ("6.25", Fraction(25, 4)),
        ("0:12", Fraction(12)),
        ("1:05.5", Fraction(131, 2)),
        ("1:30", Fraction(90)),
        ("0:01:30.250", Fraction(361, 4)),
        ("23:59:59", Fraction(86_399)),
        ("75", Fraction(75)),
        ("0.1", Fraction(1, 10)),
    ],
)
def test_a_written_time_is_exact(text: str, seconds: Fraction) -> None:
    assert parse_time(text) == Time(seconds=seconds)


def test_frames_are_frames_at_any_rate() -> None:
    assert parse_time("90f").in_frames(NTSC) == 90
    assert parse_time("90f").in_seconds(NTSC) == Fraction(90 * 1001, 30000)


@pytest.mark.parametrize("text", ["", "-1", "1:75", "1:60:00", "1e3", "1,5", "90 f", "1:2:3:4", "six", "½", "0x10", "+3", "1:-2"])
def test_what_is_no_time_is_refused_with_what_would_be(text: str) -> None:
    with pytest.raises(TimeFault, match=r"write seconds|at most"):
        parse_time(text)


@pytest.mark.parametrize(("text", "rate"), [("24", 24), ("30000/1001", NTSC), (" 60 ", 60)])
def test_rates_are_fractions(text: str, rate: Fraction) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    ("text", "hint"),
    [("29.97", "30000/1001"), ("23.976", "24000/1001"), ("0", "outside"), ("24/0", "fraction"), ("x", "whole")],
)
def test_a_rate_that_is_not_exact_is_refused_with_the_one_that_is_meant(text: str, hint: str) -> None:
    with pytest.raises(TimeFault, match=hint):
        parse_rate(text)


@given(st.fractions(-1000, 1000))
def test_half_up_is_the_nearest_and_halves_go_up(value: Fraction) -> None:
    assert -Fraction(1, 2) <= value - half_up(value) < Fraction(1, 2)


@given(st.integers(0, 10**7), rates)
def test_the_frame_at_which_a_frame_begins_is_itself(frame: int, rate: Fraction) -> None:
    assert frames_of(frame / rate, rate) == frame


@given(st.lists(st.integers(0, 5000), max_size=60), rates)
def test_sound_never_drifts_from_picture(lengths: list[int], rate: Fraction) -> None:
    # Cut a programme anywhere: pieces of sound add up to the whole, and no cut is further than half a sample from its frame.
    at = 0
    for length in lengths:
        at += length
        assert abs(sample_of(at, rate) - at * 48000 / rate) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("seconds", "more", "text"),
    [
        ("0", {}, "0:00"),
        ("10", {}, "0:10"),
        ("42.4", {}, "0:42.4"),
        ("59.9999", {}, "0:59.999"),
        ("3723.05", {}, "1:02:03.05"),
        ("3599", {"digits": 0}, "59:59"),
        ("61", {"digits": 0, "hours": True}, "0:01:01"),
        ("61.25", {"digits": 1}, "1:01.2"),
    ],
)
def test_a_clock_time_is_read_as_on_a_clock(seconds: str, more: dict[str, Any], text: str) -> None:
    assert clock(Fraction(seconds), **more) == text


@given(st.fractions(0, 86_400), st.booleans())
def test_a_clock_time_is_read_back_as_the_moment_it_names_to_the_millisecond(seconds: Fraction, hours: bool) -> None:
    read = parse_time(clock(seconds, hours=hours)).seconds
    assert read is not None
    assert 0 <= seconds - read < Fraction(1, 1000)


def test_timecode_names_the_frame_on_screen() -> None:
    assert timecode(0, NTSC) == "0:00:00.000"
    assert timecode(107_892, NTSC) == "0:59:59.996"
    assert timecode(90_000, Fraction(25), digits=0) == "1:00:00"


ranges = st.builds(FrameRange, st.integers(-50, 50), st.integers(0, 60))


@given(ranges, ranges)
def test_overlap_is_the_set_of_common_frames(one: FrameRange, other: FrameRange) -> None:
    common = set(range(one.start, one.end)) & set(range(other.start, other.end))
    overlap = one.overlap(other)
    assert (set(range(overlap.start, overlap.end)) if overlap else set()) == common


@pytest.mark.parametrize("text", ["999999999999999999", "86400.001", "24:00:01", "999:00:00", "20736001f", "9" * 5000])
def test_a_time_of_more_than_a_day_is_refused(text: str) -> None:
    with pytest.raises(TimeFault, match="is more than a day; an episode is shorter") as told:
        parse_time(text)
    assert len(str(told.value)) < 100


@pytest.mark.parametrize("text", ["86400", "24:00:00", "20736000f"])
def test_a_time_of_a_day_is_read(text: str) -> None:
    assert parse_time(text).in_seconds(Fraction(240)) == 86400


def test_the_times_of_frames_are_a_sequence_of_exact_seconds() -> None:
    times = FrameTimes(5, Fraction(30000, 1001))
    assert list(times) == [Fraction(1001 * number, 30000) for number in range(5)]
    assert (len(times), times[-1], times[1:3]) == (5, Fraction(1001, 7500), (Fraction(1001, 30000), Fraction(1001, 15000)))
    with pytest.raises(IndexError):
        times[5]
    assert bisect_right(times, Fraction(1001, 15000)) == 3


def test_a_day_of_frame_times_holds_none_of_them() -> None:
    tracemalloc.start()
    try:
        times = FrameTimes(86_400 * 240, Fraction(240))
        assert times[86_399 * 240] == 86_399
        assert bisect_right(times, Fraction(43_200)) == 43_200 * 240 + 1
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()
