"""The season board: the order of episodes, what is late, who is new."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.app.board import Cost, Delivered, Known, Package, Row, State, counted, rows
from pipeline.faults import Diagnostic, Severity, Where

TODAY = date(2026, 11, 27)
ANA, BEN, ZOE = ("ana", "Ana Núñez"), ("ben", "Ben O'Neil"), ("zoe", "Zoë")


def known(name: str, number: int, *credited: tuple[str, str], state: State = State.FINISHED, air: date | None = None) -> Known:
    return Known(Path(f"episodes/{name}.yaml"), name, state, season=1, number=number, credited=credited, air_date=air)


def test_episodes_stand_in_their_order_whatever_their_files_are_called() -> None:
    second, first, special = known("a", 2), known("z", 1), Known(Path("s.yaml"), "s", State.NEW, season=0, number=9)
    assert [row.episode.name for row in rows([second, first, special], TODAY)] == ["s", "z", "a"]


def test_new_is_whom_no_earlier_episode_credits() -> None:
    board = rows([known("three", 3, BEN, ZOE, ANA), known("one", 1, ANA), known("two", 2, ANA, BEN)], TODAY)
    assert [row.newcomers for row in board] == [("Ana Núñez",), ("Ben O'Neil",), ("Zoë",)]


@pytest.mark.parametrize(
    ("air", "state", "is_late", "days"),
    [
        (date(2026, 11, 26), State.EDITED, True, -1),
        (date(2026, 11, 26), State.BROKEN, True, -1),
        (date(2026, 11, 26), State.FINISHED, False, -1),
        (date(2026, 11, 27), State.NEW, False, 0),
        (date(2026, 12, 1), State.NEW, False, 4),
        (None, State.NEW, False, None),
    ],
)
def test_late_is_what_should_have_aired_and_is_not_finished(
    air: date | None, state: State, is_late: bool, days: int | None
) -> None:
    (row,) = rows([known("e", 1, state=state, air=air)], TODAY)
    assert (row.is_late, row.days) == (is_late, days)


def test_the_season_is_counted_in_words() -> None:
    board = rows([known("a", 1), known("b", 2), known("c", 3, state=State.BROKEN, air=date(2026, 11, 1))], TODAY)
    assert counted(board) == "3 episodes: 2 finished, 1 cannot be built; 1 late"
    assert counted(board[:1]) == "1 episode: 1 finished"


def test_a_row_is_told_to_programs() -> None:
    package = Package(Path("renders/a"), Path("renders/a/thumbnail.jpg"), -16.2, -1.4, ((Severity.WARNING, "0:12 black"),))
    mistake = Diagnostic(Where("episodes/a.yaml", 3, 5), "there is no file x.mov", "did you mean 'y.mov'?")
    one = Known(
        Path("episodes/a.yaml"), "a", State.BROKEN, "Kitchen", 1, 2, date(2026, 11, 30), "1:20", (ANA,), (mistake,),
        Cost(7, 12.34, Fraction(5, 2)), package, Fraction(-16),
    )  # fmt: skip
    told = json.loads(json.dumps(Row(one, 3, ("Ana Núñez",)).to_json()))
    assert (told["state"], told["words"], told["length"], told["air_date"], told["days"]) == (
        "broken", "cannot be built", "1:20", "2026-11-30", 3,
    )  # fmt: skip
    assert told["mistakes"][0] | {"line": 3, "message": "there is no file x.mov"} == told["mistakes"][0]
    assert told["cost"] == {"parts": 7, "seconds": 12.3, "picture_seconds": 2.5}
    assert (told["poster"], told["loudness"], told["target"]) == ("renders/a/thumbnail.jpg", -16.2, -16.0)
    assert told["findings"] == [{"severity": "warning", "message": "0:12 black"}]
    assert told["newcomers"] == ["Ana Núñez"]


def test_an_episode_is_late_until_all_its_deliverables_are_finished() -> None:
    one = known("a", 1, air=date(2026, 1, 1))
    told, words = [], []
    for state in (State.NEW, State.FINISHED):
        (row,) = rows([replace(one, others=(Delivered("vertical", state),))], date(2026, 1, 3))
        told.append((row.is_late, [(it["profile"], it["words"]) for it in row.to_json()["deliverables"]]))  # type: ignore[attr-defined]
        words.append(counted([row]))
    assert words == ["1 episode: 1 finished but for other deliverables; 1 late", "1 episode: 1 finished"]
    assert told == [(True, [("vertical", "not built yet")]), (False, [("vertical", "finished")])]
