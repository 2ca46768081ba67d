"""Checks of picture and sound at their border: the number that is found, and the next one that is not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from pipeline import profiles
from pipeline.analysis import curves
from pipeline.analysis.facts import Lagged, SoundFacts
from pipeline.qc.model import Heard, Planned, PlannedSpan
from pipeline.qc.picture import Curves, judged
from pipeline.qc.sound import listened
from pipeline.timebase import FrameRange

FRAMES, SPAN = 200, 100
SPANS = tuple(PlannedSpan(FrameRange(first, SPAN), "a", "A") for first in (0, SPAN))
PLANNED = Planned(FRAMES, Fraction(25), 384_000, "en", spans=SPANS)
PROFILE = profiles.load("youtube")
QUIET = Heard(-14.0, -2.0, (), {})
BLOCKS = 800


def seen(*, dark: range = range(0), outside: int = 0, still: range = range(0)) -> list[tuple[str, int | None]]:
    """Return what is found in a picture that moves: frames that are `dark`, out of levels at the beginning, and that stand."""
    blank = np.zeros(FRAMES, np.uint16)
    dark_, outside_, mean = blank.copy(), blank.copy(), np.full(FRAMES, 300, np.uint16)
    dark_[dark], outside_[:outside], mean[still] = 1000, 30, 0
    light = np.zeros((FRAMES, 1, 1), np.uint8)
    found = judged(Curves(dark_, outside_, mean, mean.copy(), light, light), PLANNED)
    return [(one.code, one.frame) for one in found]


@pytest.mark.parametrize(("count", "expected"), [(50, [("black", 10)]), (49, [])])
def test_two_seconds_of_black(count: int, expected: list[tuple[str, int]]) -> None:
    assert seen(dark=range(10, 10 + count)) == expected


@pytest.mark.parametrize(("count", "expected"), [(15, [("levels", 0)]), (14, [])])
def test_fifteen_frames_of_illegal_levels(count: int, expected: list[tuple[str, int]]) -> None:
    assert seen(outside=count) == expected


@pytest.mark.parametrize(("first", "count", "expected"), [
    (SPAN - 3, 3, [("join_black", SPAN - 3)]), (SPAN - 4, 4, []), (SPAN, 1, [("join_black", SPAN)]), (SPAN + 2, 1, []),
])  # fmt: skip
def test_black_that_flashes_up_at_a_join(first: int, count: int, expected: list[tuple[str, int]]) -> None:
    assert seen(dark=range(first, first + count)) == expected


def heard(**changes: object) -> list[str]:
    """Return what is found in sound as planned, at -14 LUFS, but for what `changes`."""
    level = packed(range(0))
    facts = SoundFacts(
        is_decoded=True, samples=384_000, channels=2, sample_rate=48_000, misplaced=None, fault="", fault_at=0, packets="",
        configuration="", loudness=-14_000, true_peak=-2_000, peak_at=0, segments=(), heard=level, planned=level, range=None,
        short_term="", clipped=(), clicks=(), dead=(), swapped=(), lags=(),
    )  # fmt: skip
    return [one.code for one in listened(replace(facts, **changes), PLANNED, PROFILE, QUIET)]  # type: ignore[arg-type]


def packed(silent: range, amplitude: float = 0.1) -> str:
    levels = np.full((BLOCKS, 2), amplitude, np.float32)
    levels[silent] = 0
    return curves.pack(curves.half_decibels(levels))


def test_sound_as_planned_meets_no_finding() -> None:
    assert heard() == []


@pytest.mark.parametrize(("blocks", "expected"), [(20, ["silence"]), (19, [])])
def test_a_fifth_of_a_second_of_silence_where_sound_was_planned(blocks: int, expected: list[str]) -> None:
    assert heard(heard=packed(range(100, 100 + blocks))) == expected


@pytest.mark.parametrize(("blocks", "expected"), [(200, ["silence"]), (199, [])])
def test_two_seconds_of_silence_where_the_plan_is_quiet(blocks: int, expected: list[str]) -> None:
    assert heard(heard=packed(range(100, 100 + blocks)), planned=packed(range(0), 0.01)) == expected


@pytest.mark.parametrize(("blocks", "expected"), [(10, ["sound_unplanned"]), (9, [])])
def test_a_tenth_of_a_second_of_sound_where_silence_was_planned(blocks: int, expected: list[str]) -> None:
    assert heard(planned=packed(range(100, 100 + blocks))) == expected


@pytest.mark.parametrize(("microseconds", "expected"), [(1000, []), (1001, ["av_offset"]), (-1000, []), (-1001, ["av_offset"])])
def test_a_millisecond_beside_the_plan(microseconds: int, expected: list[str]) -> None:
    assert heard(lags=(Lagged(0, microseconds, 900),)) == expected


@pytest.mark.parametrize(("likeness", "expected"), [(500, []), (499, ["sound_foreign"])])
def test_sound_that_is_half_like_the_planned_one(likeness: int, expected: list[str]) -> None:
    assert heard(lags=(Lagged(0, 0, likeness),)) == expected


@pytest.mark.parametrize(("loudness", "expected"), [
    (-14_200, []), (-14_201, ["loudness"]), (-13_800, []), (-13_799, ["loudness"]),
])  # fmt: skip
def test_loudness_at_its_tolerance(loudness: int, expected: list[str]) -> None:
    assert heard(loudness=loudness) == expected


@pytest.mark.parametrize(("peak", "expected"), [(-800, []), (-799, ["true_peak"])])
def test_a_true_peak_at_the_ceiling_and_what_meters_may_differ(peak: int, expected: list[str]) -> None:
    assert heard(true_peak=peak) == expected


@pytest.mark.parametrize(("samples", "expected"), [(384_000, []), (383_999, ["samples_decoded"])])
def test_a_sample_less_than_planned(samples: int, expected: list[str]) -> None:
    assert heard(samples=samples) == expected
