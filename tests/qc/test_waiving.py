"""A waiver fits by code and place, up to its border; what it lets pass is told; one that fits nothing is an error."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from pipeline.checks import Waiver
from pipeline.faults import Severity, Where
from pipeline.qc.model import Finding, Planned, PlannedSegment
from pipeline.qc.report import Waived
from pipeline.qc.waiving import waived
from pipeline.timebase import FrameRange, Time, parse_time

LINE = Where("e.yaml", 3, 5)
PLANNED = Planned(1000, Fraction(25), 1_920_000, "en", segments=(
    PlannedSegment("one", "One", FrameRange(0, 500)), PlannedSegment("two", "Two", FrameRange(500, 500)),
))  # fmt: skip
BLACK = replace(PLANNED.found("black", Severity.WARNING, "dark", 600, frames=60), where=Where("e.yaml", 9, 5))
CHAPTERS = Finding("chapters", Severity.WARNING, "few")
LOUD = Finding("loudness", Severity.ERROR, "loud")


def waiver(code: str = "black", at: str = "", segment: str = "", profile: str = "", *, in_segment: bool = False) -> Waiver:
    time: Time | None = parse_time(at) if at else None
    return Waiver(code, "it is meant", LINE, time, segment, in_segment, profile)


def judged(*waivers: Waiver, findings: tuple[Finding, ...] = (BLACK,), is_thorough: bool = True) -> tuple[list[str], list[str]]:
    counting, passed = waived(findings, waivers, PLANNED, "youtube", is_thorough=is_thorough)
    return [one.code for one in counting], [one.finding.code for one in passed]


@pytest.mark.parametrize("fits", [
    waiver(segment="two"),
    waiver(at="0:24"),  # it begins there
    waiver(at="575f"),  # a second before
    waiver(at="684f"),  # a second after its last frame
    waiver(at="0:24", segment="two"),
    waiver(at="0:04", segment="two", in_segment=True),  # segment two begins at 0:20
    waiver(at="0:24", profile="youtube"),
])  # fmt: skip
def test_a_waiver_fits_by_code_and_place(fits: Waiver) -> None:
    assert judged(fits) == ([], ["black"])


@pytest.mark.parametrize("beside", [
    waiver(),  # no place: it means findings of the whole file
    waiver("freeze", at="0:24"),
    waiver(segment="one"),
    waiver(at="574f"),
    waiver(at="685f"),
    waiver(at="0:24", segment="one"),
    waiver(at="0:04"),
    waiver(at="0:24", segment="two", in_segment=True),
])  # fmt: skip
def test_a_waiver_beside_the_place_lets_nothing_pass_and_is_an_error(beside: Waiver) -> None:
    assert judged(beside) == (["black", "waiver"], [])
    assert judged(beside, is_thorough=False) == (["black"], [])


def test_a_waiver_without_a_place_means_the_whole_file() -> None:
    assert judged(waiver("chapters"), findings=(BLACK, CHAPTERS)) == (["black"], ["chapters"])


def test_what_is_waived_keeps_its_finding_its_reason_and_the_line_of_the_waiver() -> None:
    (_, (one,)) = waived((BLACK,), (waiver(segment="two"),), PLANNED, "youtube", is_thorough=True)
    assert one == Waived(BLACK, "it is meant", LINE)


def test_a_waiver_that_matches_nothing_is_an_error_at_its_line_that_says_where_such_a_thing_was_found() -> None:
    ((_, error), _) = waived((BLACK,), (waiver(at="0:04"),), PLANNED, "youtube", is_thorough=True)
    assert (error.code, error.severity, error.where) == ("waiver", Severity.ERROR, LINE)
    assert error.message == "this waiver of black matches nothing that was found"
    assert error.hint == "black was found at 0:00:24.000 in two"
    ((error,), _) = waived((), (waiver(at="0:04"),), PLANNED, "youtube", is_thorough=True)
    assert error.hint == "remove it"
    ((_, error), _) = waived((CHAPTERS,), (waiver("chapters", at="0:04"),), PLANNED, "youtube", is_thorough=True)
    assert error.hint == "chapters was found for the whole file"


def test_one_waiver_lets_pass_all_of_a_kind_at_its_place_and_a_second_one_for_them_is_used_too() -> None:
    again = replace(BLACK, frame=700, timecode="0:00:28.000")
    assert judged(waiver(segment="two"), waiver(at="0:24"), findings=(BLACK, again)) == ([], ["black", "black"])


def test_a_waiver_of_another_deliverable_does_nothing_here() -> None:
    assert judged(waiver(segment="two", profile="shorts")) == (["black"], [])


def test_a_file_that_is_damaged_is_not_let_pass_and_tells_no_needless_waiver() -> None:
    damaged = Finding("damaged", Severity.ERROR, "cut off")
    assert judged(waiver("damaged"), waiver("freeze", at="1"), findings=(damaged,)) == (["damaged"], [])


def test_an_error_that_may_be_waived_hides_no_needless_waiver() -> None:
    assert judged(waiver("freeze", at="1"), findings=(LOUD,)) == (["loudness", "waiver"], [])
