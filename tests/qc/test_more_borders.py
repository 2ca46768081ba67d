"""Checks of joins, freezes, flashes, places in the sound and bit rates: the number that is found, and the next that is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from pipeline import profiles
from pipeline.analysis import curves
from pipeline.analysis.facts import Lagged, SoundFacts
from pipeline.faults import Severity, Where
from pipeline.qc.boxes import Colour, PictureForm, SoundForm, Track
from pipeline.qc.flashing import flashing
from pipeline.qc.model import Finding, Heard, Planned, PlannedSegment, PlannedSpan
from pipeline.qc.picture import Curves, judged
from pipeline.qc.sound import jumps, listened, loudness
from pipeline.qc.stream import bit_rate, picture_form, sound_form
from pipeline.qc.times import picture_times, sound_times
from pipeline.timebase import FrameRange

FRAMES, SPAN, RATE = 200, 100, Fraction(25)
HERE, THERE = Where("episodes/e.yaml", 3, 5), Where("episodes/e.yaml", 9, 5)
SPANS = (
    PlannedSpan(FrameRange(0, SPAN), "a", "Letter", HERE),
    PlannedSpan(FrameRange(SPAN, SPAN), "b", "Window", THERE, goes_on=True),
)
SEGMENTS = (
    PlannedSegment("a", "Letter", FrameRange(0, SPAN), HERE),
    PlannedSegment("b", "Window", FrameRange(SPAN, SPAN), THERE),
)
TITLES = {"a": "Letter", "b": "Window"}
PLANNED = Planned(FRAMES, RATE, 384_000, "en", titles=TITLES, spans=SPANS, segments=SEGMENTS)
PROFILE = profiles.load("youtube")
MOVES = 300
"""Hundredths of a level by which each frame differs from the one before."""


def moving(changes: dict[int, int] | None = None, *, light: np.ndarray | None = None, red: np.ndarray | None = None) -> Curves:
    """Return what is measured of a picture that moves, but for frames that differ from the one before by other `changes`."""
    mean = np.full(FRAMES, MOVES, np.uint16)
    for frame, change in (changes or {}).items():
        mean[frame] = change
    blank = np.zeros(FRAMES, np.uint16)
    nothing = np.zeros((FRAMES, 8, 8), np.uint8)
    return Curves(blank, blank, mean, mean.copy(), nothing if light is None else light, nothing if red is None else red)


def told(found: Sequence[Finding]) -> list[tuple[str, int | None, Where | None]]:
    return [(one.code, one.frame, one.where) for one in found]


# ---------------------------------------------------------------------------------------------- pictures


@pytest.mark.parametrize(("held", "expected"), [(49, [("freeze", 9, HERE)]), (48, [])])
def test_two_seconds_of_one_picture_count_from_the_first_that_shows_it(held: int, expected: list[object]) -> None:
    assert told(list(judged(moving({10 + number: 0 for number in range(held)}), PLANNED))) == expected


def test_a_span_that_may_stand_is_no_freeze() -> None:
    spans = (replace(SPANS[0], may_stand=True), SPANS[1])
    assert told(list(judged(moving(dict.fromkeys(range(10, 90), 0)), replace(PLANNED, spans=spans)))) == []


@pytest.mark.parametrize(("changes", "expected"), [
    ({SPAN: 24}, [("join_duplicate", SPAN, THERE)]),
    ({SPAN: 25}, []),
    ({SPAN: 0, SPAN - 1: 100}, [("join_duplicate", SPAN, THERE)]),
    ({SPAN: 0, SPAN - 1: 99}, []),
    ({SPAN + 1: 0}, []),
], ids=["repeated", "coding noise and more", "slow before", "as good as still before", "elsewhere"])  # fmt: skip
def test_a_frame_that_is_shown_twice_where_one_take_goes_on(changes: dict[int, int], expected: list[object]) -> None:
    assert told(list(judged(moving(changes), PLANNED))) == expected


def test_two_takes_may_meet_in_frames_that_are_alike() -> None:
    spans = (SPANS[0], replace(SPANS[1], goes_on=False))
    assert told(list(judged(moving({SPAN: 0}), replace(PLANNED, spans=spans)))) == []


@pytest.mark.parametrize(("changes", "expected"), [
    ({SPAN: 1200, SPAN + 1: 1200}, [("join_foreign", SPAN, THERE)]),
    ({SPAN: 1200, SPAN + 1: 1199}, []),
    ({SPAN - 1: 1200, SPAN: 1200}, [("join_foreign", SPAN - 1, HERE)]),
    ({SPAN: 5000}, []),
    ({SPAN + 5: 5000, SPAN + 6: 5000}, []),
], ids=["four times", "a hundredth less", "the last of a span", "a cut", "elsewhere"])  # fmt: skip
def test_a_frame_at_a_join_that_belongs_to_neither(changes: dict[int, int], expected: list[object]) -> None:
    assert told(list(judged(moving(changes), PLANNED))) == expected


def test_nothing_is_judged_by_frames_that_are_missing() -> None:
    assert told(list(judged(moving(dict.fromkeys(range(10, 90), 0)), replace(PLANNED, frames=FRAMES + 1)))) == []


def blinking(level: int, changes: int, columns: int = 8, every: int = 3) -> np.ndarray:
    """Return cells of which the first `columns` of eight change between 0 and `level` every third frame, so often."""
    light = np.zeros((FRAMES, 8, 8), np.uint8)
    for number in range(changes):
        light[10 + every * number :, :, :columns] = 0 if number % 2 else level
    return light


@pytest.mark.parametrize(("light", "expected"), [
    (blinking(200, 7), [("flashes", 28, HERE)]),
    (blinking(200, 6), []),
    (blinking(200, 7, columns=3), [("flashes", 28, HERE)]),
    (blinking(200, 7, columns=2), []),
    (blinking(26, 7), [("flashes", 28, HERE)]),
    (blinking(25, 7), []),
    (blinking(200, 7, every=4), [("flashes", 34, HERE)]),
    (blinking(200, 7, every=5), []),
], ids=["3.5 flashes", "3", "three eighths", "a quarter", "0.102 lighter", "0.098", "24 frames", "30 frames"])  # fmt: skip
def test_flashes_by_number_area_contrast_and_time(light: np.ndarray, expected: list[object]) -> None:
    assert told(list(flashing(moving(light=light), PLANNED))) == expected


def test_letters_that_pass_with_a_sheet_are_no_flashes() -> None:
    """Each place grows light and dark three times as the letters pass, but never a quarter of the picture at the same times."""
    light = np.zeros((FRAMES, 8, 8), np.uint8)
    for column in range(8):
        for number in range(6):
            at = 10 + 2 * column + (2 + column % 2) * number
            light[at : at + 2 + column % 2, :, column] = 0 if number % 2 else 200
    assert told(list(flashing(moving(light=light), PLANNED))) == []


@pytest.mark.parametrize(("level", "expected"), [(16, [("red_flashes", 28, HERE)]), (15, [])])
def test_red_flashes_by_a_sixteenth(level: int, expected: list[object]) -> None:
    assert told(list(flashing(moving(red=blinking(level, 7)), PLANNED))) == expected


# ---------------------------------------------------------------------------------------------- sound


def heard(**changes: object) -> list[tuple[str, int | None, str]]:
    level = curves.pack(curves.half_decibels(np.full((800, 2), 0.1, np.float32)))
    facts = SoundFacts(
        is_decoded=True, samples=384_000, channels=2, sample_rate=48_000, misplaced=None, fault="", fault_at=0, packets="",
        configuration="", loudness=-14_000, true_peak=-2_000, peak_at=0, segments=(), heard=level, planned=level, range=None,
        short_term="", clipped=(), clicks=(), dead=(), swapped=(), lags=(),
    )  # fmt: skip
    changed = replace(facts, **changes)  # type: ignore[arg-type]
    return [(one.code, one.frame, one.segment) for one in listened(changed, PLANNED, PROFILE, Heard(-14.0, -2.0, (), {}))]


@pytest.mark.parametrize(("changes", "expected"), [
    ({"clicks": (192_000,)}, [("click", 100, "b")]),
    ({"clicks": (191_999,)}, [("click", 99, "a")]),
    ({"clipped": ((96_000, 3), (97_000, 5))}, [("clipping", 50, "a")]),
    ({"dead": (1,)}, [("dead_channel", None, "")]),
    ({"swapped": (288_000, 290_000)}, [("swapped_channels", 150, "b")]),
    ({"misplaced": 4_800}, [("sound_times", 2, "a")]),
    ({"fault": "broken", "fault_at": 383_999}, [("sound_damaged", 199, "b")]),
    ({"fault": "broken", "is_decoded": False, "samples": 0}, [("sound_damaged", 0, "a")]),
    ({"loudness": None}, [("loudness", None, "")]),
    ({"true_peak": 0, "peak_at": 240_000}, [("true_peak", 125, "b")]),
    ({"lags": (Lagged(192_000, 20_000, 900),)}, [("av_offset", 100, "b")]),
], ids=lambda value: next(iter(value)) if isinstance(value, dict) else "")  # fmt: skip
def test_what_is_heard_is_told_at_its_frame_and_segment(changes: dict[str, object], expected: list[object]) -> None:
    assert heard(**changes) == expected


def test_a_side_that_is_silent_is_named() -> None:
    facts = {"dead": (0,)}
    level = curves.pack(curves.half_decibels(np.full((800, 2), 0.1, np.float32)))
    made = SoundFacts(
        is_decoded=True, samples=384_000, channels=2, sample_rate=48_000, misplaced=None, fault="", fault_at=0, packets="",
        configuration="", loudness=-14_000, true_peak=-2_000, peak_at=0, segments=(), heard=level, planned=level, range=None,
        short_term="", clipped=(), clicks=(), swapped=(), lags=(), **facts,
    )  # fmt: skip
    (finding,) = listened(made, PLANNED, PROFILE, Heard(-14.0, -2.0, (), {}))
    assert "the left channel is silent" in finding.message


@pytest.mark.parametrize(("levels", "expected"), [
    ((-20.0, -14.0), []),
    ((-20.0, -13.9), [("loudness_jump", 100)]),
    ((-14.0, -20.1), [("loudness_jump", 100)]),
    ((-20.0, None), []),
])  # fmt: skip
def test_six_loudness_units_between_neighbours(levels: tuple[float, float | None], expected: list[object]) -> None:
    sound = Heard(-14.0, -2.0, tuple(zip("ab", levels, strict=True)), {})
    assert [(one.code, one.frame) for one in jumps(sound, PLANNED, Fraction(6))] == expected


@pytest.mark.parametrize(("level", "peak", "expected"), [
    (-14.2, -1.0, []), (-14.21, -1.0, ["loudness"]), (-14.0, -0.99, ["true_peak"]), (None, None, ["silent"]),
])  # fmt: skip
def test_what_mastering_heard_at_the_profiles_limits(level: float | None, peak: float | None, expected: list[str]) -> None:
    assert [one.code for one in loudness(Heard(level, peak, (), {}), PROFILE.loudness)] == expected


# ---------------------------------------------------------------------------------------------- the file


def track(**changes: object) -> Track:
    """Return the picture of eight seconds at 25 a second in 1080p with two megabits a second, but for `changes`."""
    bt709 = Colour(1, 1, 1, is_full_range=False)
    good = Track(
        "vide", "avc1", 12_800, tuple(number * 512 for number in range(FRAMES)), FRAMES * 512, 2_000_000,
        tuple(range(0, FRAMES, 12)), has_edit_list=False, form=PictureForm(1920, 1080, 100, bt709),
    )  # fmt: skip
    return replace(good, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(("size", "expected"), [(800_000, []), (799_999, [("bit_rate", Severity.WARNING)])])
def test_a_tenth_of_what_a_platform_asks_for(size: int, expected: list[object]) -> None:
    # 1080p at 25 frames a second: 8,000 kbit/s are asked for; a tenth of them over eight seconds are 800,000 bytes.
    assert [(one.code, one.severity) for one in bit_rate(track(size=size), PLANNED, PROFILE)] == expected


def test_few_bits_are_enough_where_most_of_the_picture_stands() -> None:
    still = replace(PLANNED, spans=(replace(SPANS[0], may_stand=True), SPANS[1]))
    assert [one.code for one in bit_rate(track(size=1000), still, PROFILE)] == ["bit_rate"]  # half of it moves
    longer = (replace(still.spans[0], range=FrameRange(0, 101)), replace(SPANS[1], range=FrameRange(101, 99)))
    stiller = replace(still, spans=longer)
    assert list(bit_rate(track(size=1000), stiller, PROFILE)) == []


def test_a_draft_may_have_few_bits() -> None:
    assert list(bit_rate(track(size=1000), PLANNED, replace(PROFILE, needs_clearance=False))) == []


@pytest.mark.parametrize(("keys", "expected"), [
    (tuple(range(0, FRAMES, 13)), []), (tuple(range(0, FRAMES, 14)), [("gop", 0, HERE)]),
    ((*range(0, 192, 12), 190), []), ((*range(0, 180, 12),), [("gop", 168, THERE)]),
], ids=["half a second", "a frame more", "to the end", "too long at the end"])  # fmt: skip
def test_half_a_second_between_key_frames(keys: tuple[int, ...], expected: list[object]) -> None:
    # 12.5 frames are half a second; a half is rounded up.
    assert told(list(picture_form(track(keys=keys), PLANNED, PROFILE))) == expected


@pytest.mark.parametrize(("ticks", "expected"), [(0, []), (1, [("timestamps", 150, THERE)]), (-1, [("timestamps", 150, THERE)])])
def test_a_frame_a_tick_off_its_place(ticks: int, expected: list[object]) -> None:
    shown = tuple(number * 512 + (ticks if number == 150 else 0) for number in range(FRAMES))
    assert told(list(picture_times(track(shown=shown), PLANNED))) == expected


@pytest.mark.parametrize(("changes", "expected"), [
    ({}, []),
    ({"length": 383_999}, ["samples"]),
    ({"shown": (1, 1025)}, ["sound_start"]),
    ({"order": (0, 1024, 2049)}, ["sound_times"]),
    ({"form": SoundForm(2, 44_100)}, ["sound_form"]),
    ({"form": SoundForm(1, 48_000)}, ["sound_form"]),
    ({"codec": "ac-3"}, ["sound_form"]),
])  # fmt: skip
def test_sound_a_sample_off_or_of_another_form(changes: dict[str, object], expected: list[str]) -> None:
    good = Track("soun", "mp4a", 48_000, (0, 1024), 384_000, 999, (0,), has_edit_list=False, form=SoundForm(2, 48_000))
    sound = replace(good, **changes)  # type: ignore[arg-type]
    assert [one.code for one in (*sound_form(sound, PROFILE), *sound_times(sound, PLANNED, PROFILE))] == expected
