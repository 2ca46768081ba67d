"""Each analysis of pictures finds a made case, and leaves alone one that just misses its limit."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.analysis import black, curves, flashes, legal, light, motion
from pipeline.analysis.cells import COLUMNS, ROWS, of_cells
from pipeline.analysis.runs import runs

Samples = npt.NDArray[np.uint8]


def pictures(*levels: int) -> Samples:
    return np.repeat(np.array(levels, np.uint8), 90 * 160).reshape(-1, 90, 160)


# ---------------------------------------------------------------------------------------------- runs, cells, curves


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 5))
def test_runs_are_the_longest_stretches(mask: list[bool], shortest: int) -> None:
    expected, first = [], None
    for place, holds in enumerate([*mask, False]):
        if holds and first is None:
            first = place
        elif not holds and first is not None:
            if place - first >= shortest:
                expected.append((first, place - first))
            first = None
    assert runs(np.array(mask, bool), shortest) == tuple(expected)


@given(st.integers(1, 200), st.integers(1, 200))
def test_cells_are_means_of_all_points(height: int, width: int) -> None:
    points = np.random.default_rng(height * width).random((1, height, width)).astype(np.float32)
    cells = of_cells(points)
    assert cells.shape == (1, min(height, ROWS), min(width, COLUMNS))
    assert points.min() <= cells.min() <= cells.max() <= points.max() + 1e-6
    if height % ROWS == 0 and width % COLUMNS == 0:
        assert cells.mean() == pytest.approx(points.mean(), abs=1e-5)


def test_curves_arrive_as_they_were_sent() -> None:
    words = np.array([0, 1, 256, 65535], np.uint16)
    assert curves.unpack(curves.pack(words), "<u2", 4).tolist() == words.tolist()
    levels = np.array([0.0, 1e-5, 0.001, 0.5, 1.0], np.float32)
    back = curves.amplitudes(curves.half_decibels(levels))
    assert back[:1].tolist() == [0.0]
    assert back[2:] == pytest.approx(levels[2:], rel=0.03)


# ---------------------------------------------------------------------------------------------- black, legal


def test_a_picture_is_black_where_98_hundredths_of_it_are_dark() -> None:
    shown = pictures(37, 37, 38, 16)
    shown[1].flat[:287] = 200  # of 14,400 points: 1.99 %
    shown[2].flat[:] = 38
    shown[3].flat[:289] = 200
    assert black.is_black(black.darkness(shown)).tolist() == [True, True, False, False]


def test_levels_are_illegal_beyond_their_slack() -> None:
    y = pictures(5, 4, 246, 247, 16)
    grey = np.full((5, 27, 48), 128, np.uint8)
    colour = grey.copy()
    colour[4] = 252
    assert legal.outside(y, grey, grey).tolist() == [0, 1000, 0, 1000, 0]
    assert legal.outside(y, grey, colour).tolist() == [0, 1000, 0, 1000, 1000]


# ---------------------------------------------------------------------------------------------- light


def test_light_is_that_of_srgb() -> None:
    # Published values: white 1, black 0, mid grey #777777 0.1845 (WCAG's formula), pure red 0.2126.
    y = np.array([[[235, 16, 118, 63]]], np.uint8)
    cb = np.array([[[128, 128, 128, 102]]], np.uint8)
    cr = np.array([[[128, 128, 128, 240]]], np.uint8)
    found = light.light(y, cb, cr)
    assert found.luminance[0, 0] == pytest.approx([1.0, 0.0, 0.1845, 0.2126], abs=0.006)
    assert found.red[0, 0] == pytest.approx([0, 0, 0, 1.0], abs=0.02)


# ---------------------------------------------------------------------------------------------- motion


def moving(count: int, seed: int = 1) -> Samples:
    return np.random.default_rng(seed).integers(16, 236, (count, 90, 160), dtype=np.uint8)


def test_what_stands_is_found_and_a_small_mouth_moves() -> None:
    shown = np.repeat(moving(1), 4, axis=0)
    shown[2, 40:50, 70:80] += 2  # one cell of 144
    shown[3] = shown[2]
    mean, largest = motion.changes(shown, None)
    assert mean[0] == largest[0] == motion.NONE
    assert motion.is_still(mean, largest).tolist() == [False, True, False, True]


def test_a_freeze_counts_from_the_picture_that_is_held() -> None:
    still = np.array([False] * 5 + [True] * 9 + [False] * 3)
    assert motion.freezes(still, 10) == ((4, 10),)
    assert motion.freezes(still, 11) == ()


@pytest.mark.parametrize(("repeated", "found"), [(True, True), (False, False)])
def test_a_duplicate_stands_among_moving_pictures(repeated: bool, found: bool) -> None:
    shown = moving(8)
    if repeated:
        shown[4] = shown[3]
    assert motion.is_duplicate(4, *motion.changes(shown, None)) is found
    standing = np.repeat(moving(1), 8, axis=0)
    assert not motion.is_duplicate(4, *motion.changes(standing, None))


def test_a_picture_that_belongs_to_neither_side_is_foreign_and_a_cut_is_none() -> None:
    slow = pictures(*range(60, 72))
    cut = pictures(*range(60, 66), *range(180, 186))
    foreign = slow.copy()
    foreign[6] = 200
    between = cut.copy()
    between[6] = 16
    assert motion.is_foreign(6, motion.changes(foreign, None)[0])
    assert motion.is_foreign(6, motion.changes(between, None)[0])
    for at in range(12):
        assert not motion.is_foreign(at, motion.changes(slow, None)[0])
        assert not motion.is_foreign(at, motion.changes(cut, None)[0])


# ---------------------------------------------------------------------------------------------- flashes


def flashing(
    hertz: float, area: float, low: float, high: float, *, rate: int = 60, seconds: float = 6.0
) -> npt.NDArray[np.float32]:
    """Return a square wave of light over the first columns and cells of the picture: `area` of its 144 cells."""
    frames = int(rate * seconds)
    on = (np.arange(frames) * hertz / rate) % 1 >= 0.5
    values = np.full((frames, ROWS * COLUMNS), low, np.float32)
    values[:, : round(area * ROWS * COLUMNS)] = np.where(on, high, low)[:, None]
    return values.reshape(-1, ROWS, COLUMNS)


@pytest.mark.parametrize(("hertz", "area", "low", "high", "fails"), [
    # Frequency: three flashes a second are allowed, more are not (WCAG 2.3.1). IRIS: 2Hz_6s and 3Hz_6s pass.
    (2, 1.0, 0.0, 1.0, False), (3, 1.0, 0.0, 1.0, False), (4, 1.0, 0.0, 1.0, True), (10, 1.0, 0.0, 1.0, True),
    # Area: a quarter of the picture.
    (4, 0.20, 0.0, 1.0, False), (4, 0.25, 0.0, 1.0, False), (4, 0.30, 0.0, 1.0, True), (3, 0.30, 0.0, 1.0, False),
    # Contrast: a tenth of the largest luminance.
    (4, 1.0, 0.30, 0.39, False), (4, 1.0, 0.30, 0.401, True),
    # The darker side below 0.8.
    (4, 1.0, 0.79, 0.95, True), (4, 1.0, 0.80, 0.95, False),
])  # fmt: skip
@pytest.mark.parametrize("rate", [24, 25, 30, 50, 60])
def test_general_flashes_as_the_guidelines_have_them(
    hertz: float, area: float, low: float, high: float, fails: bool, rate: int
) -> None:
    found = flashes.general(flashing(hertz, area, low, high, rate=rate), Fraction(rate))
    assert bool(found) is fails


@pytest.mark.parametrize(("hertz", "area", "high", "fails"), [
    (4, 0.30, 0.1, True), (4, 0.20, 0.1, False), (3, 1.0, 1.0, False), (4, 1.0, 0.06, False), (4, 1.0, 0.0626, True),
])  # fmt: skip
def test_red_flashes_by_20_of_320(hertz: float, area: float, high: float, fails: bool) -> None:
    assert bool(flashes.red(flashing(hertz, area, 0.0, high), Fraction(60))) is fails


def test_the_duration_decides_too() -> None:
    # Three flashes and nothing more, as fast as can be, are allowed; four are not.
    for count, fails in ((3, False), (4, True)):
        values = np.zeros((120, ROWS, COLUMNS), np.float32)
        for number in range(count):
            values[20 + 6 * number : 23 + 6 * number] = 1.0
        assert bool(flashes.general(values, Fraction(60))) is fails


def test_a_slow_rise_is_no_flash_and_a_fine_pattern_cancels() -> None:
    ramp = np.linspace(0, 1, 240, dtype=np.float32)[:, None, None] * np.ones((1, ROWS, COLUMNS), np.float32)
    assert flashes.general(ramp, Fraction(60)) == ()
    checker = np.indices((240, 90, 160)).sum(axis=0) % 2
    assert flashes.general(of_cells(checker.astype(np.float32)), Fraction(60)) == ()


@pytest.mark.parametrize(("frames", "fails"), [(1, True), (2, False)])
def test_stripes_that_pass_flash_each_place_as_often_as_they_come(frames: int, fails: bool) -> None:
    # Eight cells light, eight dark, drawn along by a cell in so many frames at 60 a second: 3.75 flashes a second, or half.
    places = np.arange(COLUMNS) - np.arange(480)[:, None] // frames
    values = np.repeat((places % COLUMNS < COLUMNS / 2).astype(np.float32)[:, None, :], ROWS, axis=1)
    assert bool(flashes.general(values, Fraction(60))) is fails


def test_a_sheet_that_is_drawn_across_with_a_light_edge_is_no_flash() -> None:
    # As a hand-over has it: dark, a light edge of four cells, mid, a light film; two cells a frame at 24 a second.
    edges = np.repeat([0.5, 0.1, 0.6, 0.1, 0.6, 0.05], [16, 3, 3, 3, 4, 16])
    rows = np.stack([edges[max(0, at) :][:COLUMNS] for at in range(29, -1, -2)]).astype(np.float32)
    values = np.repeat(np.concatenate([rows[:1].repeat(24, 0), rows, rows[-1:].repeat(24, 0)])[:, None, :], ROWS, axis=1)
    assert flashes.general(values, Fraction(24)) == ()


def test_flashes_tell_where_and_how_many() -> None:
    values = np.concatenate([np.zeros((60, ROWS, COLUMNS), np.float32), flashing(5, 0.5, 0.0, 1.0, seconds=2)])
    (found,) = flashes.general(values, Fraction(60))
    assert 60 + 36 <= found.first <= 60 + 48  # the seventh change, after three flashes of 12 frames
    assert found.last >= 165
    assert found.flashes == 5
    assert found.area == pytest.approx(0.5)


@settings(max_examples=50, deadline=None)
@given(st.floats(1.0, 3.0), st.floats(0.0, 1.0), st.sampled_from([24, 25, 30, 60]))
def test_no_more_than_three_a_second_never_fails(hertz: float, area: float, rate: int) -> None:
    # A period is a whole number of pictures or longer, so that no second holds more by rounding.
    frames = int(np.ceil(rate / hertz))
    frames += frames % 2
    assert flashes.general(flashing(rate / frames, area, 0.0, 1.0, rate=rate), Fraction(rate)) == ()
