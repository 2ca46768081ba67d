"""The picture of a simulation, as a program that draws SVG reads it."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from pipeline.simulation.curve import Curve, Point, drawn

SVG = "{http://www.w3.org/2000/svg}"


def picture(*points: Point, title: str = "s01e01.draft") -> ElementTree.Element:
    curve = Curve(title, "4 slots a host", points, 600.0, 2.0, 32.0)
    return ElementTree.fromstring(drawn(curve, lambda seconds: f"{seconds:.0f} s"))


POINTS = tuple(Point(slots, wall, wall, wall) for slots, wall in ((1, 602), (4, 160), (16, 60), (64, 34)))


def test_every_number_of_slots_is_a_point_and_more_slots_stand_further_right() -> None:
    circles = picture(*POINTS).findall(f"{SVG}circle")
    across, down = ([float(circle.attrib[name]) for circle in circles] for name in ("cx", "cy"))
    assert len(circles) == 4
    assert across == sorted(across)
    assert down == sorted(down), "what is shorter stands lower, and further down the page"
    steps = [after - before for before, after in pairwise(across)]
    assert max(steps) - min(steps) < 0.3, "factors of four are as wide everywhere"


def test_all_lies_within_the_picture() -> None:
    found = picture(*POINTS, Point(10_000, 33, 20, 50))
    for line in [*found.findall(f"{SVG}polyline"), *found.findall(f"{SVG}polygon")]:
        for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", line.attrib["points"]):
            assert 0 <= float(x) <= 960
            assert 0 <= float(y) <= 560


def test_what_is_sure_has_no_band_and_what_is_not_has_one() -> None:
    assert picture(*POINTS).findall(f"{SVG}polygon") == []
    assert len(picture(Point(1, 600, 500, 700), Point(4, 160, 130, 190)).findall(f"{SVG}polygon")) == 1


@pytest.mark.parametrize("wall", [0.0, 0.004, 1e6])
def test_one_point_and_any_length_can_be_drawn(wall: float) -> None:
    assert len(picture(Point(4, wall, wall, wall)).findall(f"{SVG}circle")) == 1


def test_a_title_is_text_and_no_markup() -> None:
    found = picture(*POINTS, title="<b>&")
    assert "<b>&" in [text.text for text in found.findall(f"{SVG}text")]
