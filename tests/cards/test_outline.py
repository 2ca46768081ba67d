"""Torn, cut and holed paper: in its box, never across itself, and the same for the same text."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from pipeline.cards import outline

Corner = tuple[float, float]
WIDE, HIGH = 620.0, 96.0

SHEETS: dict[str, Callable[[str], str]] = {
    "a slip": lambda text: outline.torn(text, "right", 620, 96),
    "a slip torn at both ends": lambda text: outline.torn(text, "left right", 620, 96, back=16),
    "torn all around": lambda text: outline.torn(text, "top right bottom left", 620, 96, depth=20, back=12),
    "a rough tear": lambda text: outline.torn(text, "top bottom", 620, 96, depth=40, rough=12, step=3),
    "a cut sheet": lambda text: outline.cut(text, 620, 96, off=5, facet=90),
    "a disc": lambda text: outline.cut(text, 620, 96, facets=44),
    "a square on its point": lambda text: outline.cut(text, 620, 96, facets=4),
}


def corners(polygon: str, width: float = WIDE, height: float = HIGH) -> list[Corner]:
    """Lay a CSS polygon out as a browser would, in a box of `width` x `height` pixels."""
    inside = re.fullmatch(r"polygon\((.*)\)", polygon)
    assert inside, polygon
    found = []
    for point in inside[1].split(", "):
        x, y = re.findall(r"calc\([^)]*\)|[^ ]+", point)
        found.append((_pixels(x, width), _pixels(y, height)))
    return found


def _pixels(length: str, of: float) -> float:
    parts = re.findall(r"([+-] )?(-?[\d.]+)(%|px)", length)
    assert parts, length
    return sum((-1 if sign == "- " else 1) * float(number) * (of / 100 if unit == "%" else 1) for sign, number, unit in parts)


def crossings(shape: list[Corner]) -> list[tuple[Corner, Corner]]:
    """Return the sides that cross another one, beyond where neighbours meet."""
    sides = list(pairwise([*shape, shape[0]]))
    return [
        (one[0], other[0])
        for number, one in enumerate(sides)
        for other in sides[number + 1 :]
        if _turn(*one, other[0]) * _turn(*one, other[1]) < -1e-6 and _turn(*other, one[0]) * _turn(*other, one[1]) < -1e-6
    ]


def _turn(one: Corner, two: Corner, three: Corner) -> float:
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])


def area(shape: list[Corner]) -> float:
    """Return the area of a polygon, positive where it runs clockwise on a screen."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*shape, shape[0]])) / 2


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
@pytest.mark.parametrize("text", ["Ana", "سلمى بن يعيش", "森野 しおり", ""])
def test_paper_stays_in_its_box_and_never_crosses_itself(sheet: Callable[[str], str], text: str) -> None:
    shape = corners(sheet(text))
    assert all(-0.01 <= x <= WIDE + 0.01 and -0.01 <= y <= HIGH + 0.01 for x, y in shape)
    assert crossings(shape) == []
    assert 0.3 * WIDE * HIGH < area(shape) < WIDE * HIGH


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_the_same_text_gives_the_same_paper_and_another_text_another(sheet: Callable[[str], str]) -> None:
    assert sheet("Ana") == sheet("Ana")
    assert (sheet("Ana") != sheet("Ben")) == (sheet is not SHEETS["a square on its point"])


def test_a_slip_follows_its_text_s_length_and_keeps_its_tear() -> None:
    """What layout makes longer is the straight part: the torn end is as far from the end of each slip."""
    polygon = outline.torn("Ana", "right", 400, 96)
    short, long = (corners(polygon, width) for width in (160.0, 900.0))
    assert [(round(160 - x, 2), y) for x, y in short if x] == [(round(900 - x, 2), y) for x, y in long if x]


def test_only_the_edges_that_are_named_are_torn() -> None:
    shape = corners(outline.torn("Ana", "right", 620, 96, depth=24))
    assert {(x, y) for x, y in shape if x < WIDE - 24} == {(0, 0), (0, HIGH)}
    assert len({x for x, _ in shape}) > 8, "and that one is not straight"


def test_the_core_of_a_tear_shows_by_nine_to_sixteen_pixels() -> None:
    core, sheet = (corners(outline.torn("Ana", "top", 620, 300, depth=30, back=back), 620, 300) for back in (0, 16))
    apart = [under[1] - over[1] for over, under in zip(core, sheet, strict=True) if under[1] < 200]
    assert 8.9 < min(apart) < max(apart) < 16.1
    assert max(apart) - min(apart) > 3


def test_a_hole_runs_the_other_way_round_so_that_it_is_empty_by_any_rule() -> None:
    left, top, wide, high = 100.0, 20.0, 200.0, 60.0
    shape = corners(outline.hole("Ana", WIDE, HIGH, [(left, top, wide, high)], facets=44))
    ring = [point for point in shape if 0 < point[0] < WIDE and 0 < point[1] < HIGH]
    assert all(left <= x <= left + wide and top <= y <= top + high for x, y in ring)
    assert area(ring) < 0 < area(shape)
    assert area(shape) == pytest.approx(WIDE * HIGH + area(ring), rel=1e-3)


def test_a_window_has_four_panes() -> None:
    panes = [(10.0, 10.0, 80.0, 30.0), (110.0, 10.0, 80.0, 30.0), (10.0, 50.0, 80.0, 30.0), (110.0, 50.0, 80.0, 30.0)]
    cut_out = WIDE * HIGH - area(corners(outline.hole("Ana", WIDE, HIGH, panes, off=0)))
    assert cut_out == pytest.approx(sum(wide * high for _, _, wide, high in panes), rel=1e-6)


def test_a_ring_is_round_outside_and_inside() -> None:
    shape = corners(outline.hole("Ana", 100, 100, [(30, 30, 40, 40)], facets=44, outside=44), 100, 100)
    far = [((x - 50) ** 2 + (y - 50) ** 2) ** 0.5 for x, y in shape]
    assert not [one for one in far if 20.5 < one < 48], "nothing lies between the rings"
    assert area(shape) == pytest.approx(3.14 * (50**2 - 20**2), rel=0.06)


def test_a_disc_of_44_facets_is_nearly_round() -> None:
    shape = corners(outline.cut("Ana", facets=44), 100, 100)
    assert len(shape) == 44
    far = [((x - 50) ** 2 + (y - 50) ** 2) ** 0.5 for x, y in shape]
    assert 48 < min(far) < max(far) <= 50.01


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: outline.torn("a", "rigth"), "torn at 'rigth': name some of top, right, bottom, left"),
        (lambda: outline.torn("a", ""), "name some of top"),
        (lambda: outline.torn("a", "top", 90_000, step=1), "an edge has 90000 points, and 4000 at most"),
        (lambda: outline.torn("a", "top", -3), "width is -3, and has to be above 0"),
        (lambda: outline.torn("a", "top", back=-1), "rough and back are 0 or more"),
        (lambda: outline.cut("a", 20, 20, off=9), "cut 9 pixels off a sheet of 20 x 20"),
        (lambda: outline.cut("a", facets=2), "round with 2 facets"),
        (lambda: outline.hole("a", 100, 100, [(50, 50, 80, 20)]), "a hole of 80 x 20 at 50, 50 leaves a sheet of 100 x 100"),
        (lambda: outline.hole("a", 100, 100, [(50, 50, 0, 20)]), "hole of a width is 0"),
        (lambda: outline.hole("a", 100, 100, [(50, 50)]), r"a hole is \[left, top, width, height\]"),
    ],
)
def test_what_no_scissors_can_cut_is_told(make: Callable[[], str], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        make()
