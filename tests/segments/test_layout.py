"""Mosaics: every count from 1 to 36, without holes, overlaps, or faces cut more than the shape demands."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.segments.layout import GUTTER, MOST, mosaic, spread

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
