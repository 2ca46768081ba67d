"""Mosaics: every count from 1 to 36, without holes, overlaps, or faces cut more than the shape demands."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cards.model import MosaicSpec
from pipeline.segments.layout import GUTTER, MOST, Window, design, mosaic, spread, windows

WIDE, TALL, SQUARE = Fraction(16, 9), Fraction(9, 16), Fraction(1)


@pytest.mark.parametrize("canvas", [WIDE, TALL, SQUARE])
@pytest.mark.parametrize("count", range(1, MOST + 1))
def test_boxes_lie_apart_inside_the_canvas_and_fill_it(count: int, canvas: Fraction) -> None:
    boxes = mosaic((WIDE,) * count, canvas)
    assert len(boxes) == count
    for box in boxes:
        assert 0 <= box.x < box.x + box.width <= 1
        assert 0 <= box.y < box.y + box.height <= 1
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y
    gutters = 1 - sum(box.width * box.height for box in boxes)
    assert 0 <= gutters < 6 * GUTTER * (canvas + 1 / canvas)


@pytest.mark.parametrize(
    ("count", "canvas", "rows"),
    [
        (1, WIDE, (1,)),
        (2, WIDE, (2,)),
        (4, WIDE, (2, 2)),
        (9, WIDE, (3, 3, 3)),
        (36, WIDE, (6,) * 6),
        (2, TALL, (1, 1)),
        (3, TALL, (1, 1, 1)),
    ],
)
def test_wide_pictures_stand_as_one_would_lay_them(count: int, canvas: Fraction, rows: tuple[int, ...]) -> None:
    boxes = mosaic((WIDE,) * count, canvas)
    assert tuple(sum(box.y == y for box in boxes) for y in sorted({box.y for box in boxes})) == rows


def test_portraits_stand_beside_each_other_on_a_wide_canvas() -> None:
    assert {box.y for box in mosaic((TALL,) * 3, WIDE)} == {0}


def test_a_larger_group_stands_in_the_last_row() -> None:
    assert spread(5, 2) == (2, 3)
    assert spread(7, 3) == (2, 2, 3)


@settings(deadline=None)
@given(st.integers(1, MOST), st.integers(1, MOST))
def test_rows_hold_everyone_and_differ_by_one_at_most(count: int, rows: int) -> None:
    rows = min(rows, count)
    way = spread(count, rows)
    assert sum(way) == count
    assert len(way) == rows
    assert max(way) - min(way) <= 1


@pytest.mark.parametrize("count", [0, 37])
def test_none_and_too_many_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 36"):
        mosaic((WIDE,) * count, WIDE)


def test_gutters_are_equally_wide_across_and_down() -> None:
    for canvas in (WIDE, TALL):
        boxes = mosaic((canvas,) * 4, canvas)
        across = (boxes[1].x - boxes[0].x - boxes[0].width) * canvas
        down = boxes[2].y - boxes[0].y - boxes[0].height
        assert across == down > 0


# ---------------------------------------------------------------------------------------------- windows in a sheet

SHEET = MosaicSpec(margin=40, gutter=24, many=8, narrow=20)
CANVASES = {"wide": WIDE, "tall": TALL, "square": SQUARE}


def apart(one: tuple[int, int], other: tuple[int, int]) -> int:
    """Return the pixels between two stretches of a line, below 0 where they overlap."""
    return max(one[0], other[0]) - min(one[1], other[1])


def sides(window: Window) -> tuple[tuple[int, int], tuple[int, int]]:
    return (window.left, window.left + window.width), (window.top, window.top + window.height)


@pytest.mark.parametrize("canvas", CANVASES.values(), ids=CANVASES)
@pytest.mark.parametrize("count", range(1, MOST + 1))
def test_windows_lie_inside_the_margin_and_just_a_gutter_from_their_neighbours(count: int, canvas: Fraction) -> None:
    width, height = design(canvas)
    gutter = 24 if count < 8 else 20
    found = windows(count, canvas, SHEET)
    assert len(found) == count
    for number, one in enumerate(found):
        assert one.left >= 40
        assert one.top >= 40
        assert one.left + one.width <= width - 40
        assert one.top + one.height <= height - 40
        assert not any(side % 2 for side in one), "odd pixels have no chroma of their own"
        for other in found[number + 1 :]:
            gaps = [apart(mine, yours) for mine, yours in zip(sides(one), sides(other), strict=True)]
            assert max(gaps) >= gutter, "they overlap or touch"
    for row in {one.top for one in found}:
        beside = sorted(one for one in found if one.top == row)
        assert {b.left - a.left - a.width for a, b in pairwise(beside)} <= {gutter}
    # All of it is used: something reaches each margin, and what is left in the middle is gutters.
    assert min(one.left for one in found) == min(one.top for one in found) == 40
    assert max(one.left + one.width for one in found) == width - 40
    assert max(one.top + one.height for one in found) == height - 40


@pytest.mark.parametrize("canvas", CANVASES.values(), ids=CANVASES)
@pytest.mark.parametrize("count", range(1, MOST + 1))
def test_rows_stand_in_the_middle_no_column_is_empty_and_a_face_fits_each_window(count: int, canvas: Fraction) -> None:
    width, _ = design(canvas)
    found = windows(count, canvas, SHEET)
    for row in {one.top for one in found}:
        beside = [one for one in found if one.top <= row < one.top + one.height]
        left, right = min(one.left for one in beside), width - max(one.left + one.width for one in beside)
        assert abs(left - right) <= 2
    # Of what lies across the picture, each part is under a window of some row, but for the gutters between full rows.
    full = max(sum(one.top == row for one in found) for row in {one.top for one in found})
    assert all(sum(one.top == row for one in found) >= full - 1 for row in {one.top for one in found[1:]})
    for one in found:
        assert Fraction(2, 5) < Fraction(one.width, one.height) < Fraction(5, 2)


@pytest.mark.parametrize(
    ("count", "canvas", "rows"),
    [
        (1, WIDE, (1,)), (2, WIDE, (2,)), (3, WIDE, (3,)), (4, WIDE, (2, 2)), (6, WIDE, (3, 3)), (8, WIDE, (4, 4)),
        (9, WIDE, (3, 3, 3)), (10, WIDE, (3, 3, 4)), (12, WIDE, (4, 4, 4)), (13, WIDE, (4, 4, 5)),
        (14, WIDE, (4, 5, 5)), (16, WIDE, (4,) * 4), (25, WIDE, (5,) * 5),
        (36, WIDE, (6,) * 6), (2, TALL, (1, 1)), (3, TALL, (1, 1, 1)), (4, TALL, (2, 2)), (8, TALL, (2,) * 4),
        (10, TALL, (2, 2, 3, 3)), (4, SQUARE, (2, 2)), (5, SQUARE, (2, 3)), (9, SQUARE, (3, 3, 3)),
    ],
)  # fmt: skip
def test_as_many_stand_in_each_row_as_one_would_put_there(count: int, canvas: Fraction, rows: tuple[int, ...]) -> None:
    found = windows(count, canvas, SHEET)
    assert tuple(sum(one.top == row for one in found) for row in sorted({one.top for one in found})) == rows


@pytest.mark.parametrize("count", range(1, MOST + 1))
def test_every_row_of_a_square_picture_is_full(count: int) -> None:
    found = windows(count, SQUARE, SHEET)
    for row in {one.top for one in found}:
        beside = [one for one in found if one.top <= row < one.top + one.height]
        assert min(one.left for one in beside) == 40
        assert max(one.left + one.width for one in beside) == 1040


def test_whoever_begins_stands_tall_beside_four_or_six_and_wide_above_them() -> None:
    first, *others = windows(5, WIDE, SHEET)
    assert first[:2] == (40, 40)
    assert first.height == 1000
    assert [(one.left > first.left, one.height) for one in others] == [(True, 488)] * 4
    first, *others = windows(7, WIDE, SHEET)
    assert first.height == 1000
    assert len({one.left for one in others}) == 3
    first, *others = windows(7, TALL, SHEET)
    assert first.width == 1000
    assert {one.top > first.top for one in others} == {True}


def test_a_sheet_that_is_read_from_the_right_is_laid_out_from_there() -> None:
    plain, mirrored = (windows(5, WIDE, SHEET, mirrored=side) for side in (False, True))
    assert [(1920 - one.left - one.width, *one[1:]) for one in plain] == [tuple(one) for one in mirrored]


def test_a_window_is_told_in_shares_of_the_canvas() -> None:
    (one,) = windows(1, TALL, SHEET)
    box = one.box(TALL)
    assert (box.x * 1080, box.y * 1920, box.width * 1080, box.height * 1920) == (40, 40, 1000, 1840)


@pytest.mark.parametrize("count", [0, 37])
def test_a_sheet_has_one_to_thirty_six_windows(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 36"):
        windows(count, WIDE, SHEET)
