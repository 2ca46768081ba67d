"""What people get: whole basis points that sum to 10,000, by the rule of the show, over an episode and over a season."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.credits import Person, compute
from pipeline.credits.season import ledger_of
from pipeline.credits.shares import Payout, shares
from pipeline.credits.sheets import ledger_csv
from pipeline.faults import InputFault
from tests.credits.cut import CUT, PEOPLE, POEM, SONG, STREET, programme
from tests.shows import SHOW, ShowFolder

PARTS = st.dictionaries(
    st.integers(0, 40).map(lambda n: Person(str(n), f"Name {n % 7}")), st.fractions(0, 5000, max_denominator=999), max_size=40
)


@settings(deadline=None)
@given(PARTS)
@example({Person(str(number), "A"): Fraction(part) for number, part in enumerate((1, 5000, 5000))})
def test_shares_are_whole_sum_exactly_and_are_as_near_as_can_be(parts: dict[Person, Fraction]) -> None:
    found = shares(parts)
    total = sum(parts.values())
    assert found.keys() == parts.keys()
    assert sum(found.values()) == (10_000 if total else 0)
    assert all(abs(points - parts[person] * 10_000 / total) < 1 for person, points in found.items() if total)
    assert shares(dict(reversed(parts.items()))) == found
    by_part = sorted(parts, key=lambda person: parts[person])
    # Of those who have as much, one may get what rounding leaves.
    assert all(found[one] <= found[other] for one, other in pairwise(by_part) if parts[one] < parts[other])


def test_what_rounding_leaves_goes_to_who_sorts_first_in_whatever_order_they_come() -> None:
    three = {person: Fraction(1) for person in (Person("c", "Cho"), Person("a", "ana"), Person("b", "Bo"))}
    for parts in (three, dict(reversed(three.items()))):
        assert {person.key: points for person, points in shares(parts).items()} == {"a": 3334, "b": 3333, "c": 3333}


def points(rule: Payout) -> dict[str, int]:
    return {person.key: points for person, points in shares(compute(CUT, PEOPLE, payout=rule).parts).items()}


def test_the_rule_of_the_show_decides() -> None:
    assert points(Payout()) == {"ana": 2500, "ben": 2500, "cho": 2500, "dee": 2500}
    # Seen or heard for 100, 100 + 50, 50 + 100 and 100 frames; what is heard and read at once counts once.
    assert points(Payout("time")) == {"ben": 2000, "ana": 3000, "cho": 3000, "dee": 2000}
    # Of eleven: guitar and drums; screaming and music; screaming alone, since being asked has no weight; reading and writing.
    assert points(Payout("weight", {"Guitar": 5, "interviewee": 0})) == {
        "ben": 5455, "ana": 1818, "cho": 909, "dee": 1818,
    }


def test_a_season_of_three_adds_up() -> None:
    cuts = {"s01e01": CUT, "s01e02": programme(SONG), "s01e03": programme(POEM, replace(STREET, transition=None))}
    found = [(name, compute(cut, PEOPLE, payout=Payout("time"))) for name, cut in cuts.items()]
    season = ledger_of(found)
    assert sum(line.points for line in season.lines) == 10_000
    by_key = {line.person.key: line for line in season.lines}
    assert by_key["cho"].episodes == ("s01e01", "s01e02", "s01e03")
    assert by_key["dee"].episodes == ("s01e01", "s01e03")
    for medium in ("picture", "sound", "text"):
        alone = [{line.person.key: line.seconds.get(medium, 0) for line in ledger_of([one]).lines} for one in found]
        for key, line in by_key.items():
            assert line.seconds.get(medium, 0) == sum(one.get(key, 0) for one in alone)
    rows = list(csv.DictReader(io.StringIO(season.to_csv())))
    # 350 frames of cho's are seen or heard, of 1,050 of everybody, at 25 frames a second.
    (cho,) = (row for row in rows if row["person"] == "cho")
    assert (cho["on_screen_seconds"], cho["audible_seconds"], cho["text_seconds"]) == ("8.000", "4.000", "0.000")
    assert sum(int(row["basis_points"]) for row in rows) == 10_000


def test_the_sheet_of_an_episode_ends_with_shares() -> None:
    rows = list(csv.DictReader(io.StringIO(ledger_csv(compute(CUT, PEOPLE)))))
    assert [(row["person"], row["basis_points"]) for row in rows if row["role"] == "share"] == [
        ("ben", "2500"), ("ana", "2500"), ("cho", "2500"), ("dee", "2500"),
    ]
    assert {row["basis_points"] for row in rows if row["role"] != "share"} == {""}


CARD = "episode: {title: A}\nsegments: [{card: A}]\n"


@pytest.mark.parametrize(("written", "expected"), [
    ("payout: time", Payout("time")), ("payout: {by: weight, weights: {lead guitar: 3}, otherwise: 0}",
                                       Payout("weight", {"lead guitar": 3}, 0)),
])  # fmt: skip
def test_the_rule_is_read(written: str, expected: Payout, tmp_path: Path) -> None:
    assert ShowFolder(tmp_path, f"{SHOW}{written}\n").load(CARD).payout == expected


@pytest.mark.parametrize(("written", "told"), [
    ("payout: equally",
     "episodes/show.yaml:5:9: 'equally' is not allowed here; did you mean 'equal'? allowed: equal, time, weight"),
    ("payout: {weights: {a: 1}}", "episodes/show.yaml:5:19: weights change nothing where shares are by: equal; write by: weight"),
])  # fmt: skip
def test_a_rule_that_is_none_is_told(written: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault) as fault:
        ShowFolder(tmp_path, f"{SHOW}{written}\n").load(CARD)
    assert [str(one) for one in fault.value.diagnostics] == [told]
