"""What people read when something goes wrong, and what programs get of it."""

from __future__ import annotations

import copy
import pickle

import pytest

from pipeline import faults
from pipeline.faults import (
    ActionFailed,
    Diagnostic,
    EnvironmentFault,
    InputFault,
    Severity,
    StoreCorrupt,
    Where,
    did_you_mean,
    guess,
)

PLACE = Where("episodes/s01e01.yaml", 9, 52, 9, 56)

EVERY = [
    InputFault((Diagnostic(PLACE, "no one is called 'joee'", "did you mean 'joe'?"),)),
    EnvironmentFault("there is no ffmpeg", "pip install imageio-ffmpeg"),
    ActionFailed("metal/picture/0", "ffmpeg ended with exit code 1", "one\ntwo", PLACE),
    faults.PromiseBroken("metal/picture/0", "has 47 frames; promised were 48"),
    StoreCorrupt("ab" * 32, "ab" * 32, "cd" * 32),
    faults.Interrupted(),
]


def test_a_diagnostic_reads_like_a_compilers() -> None:
    told = Diagnostic(PLACE, "no one is called 'joee'", "did you mean 'joe'?")
    assert str(told) == "episodes/s01e01.yaml:9:52: no one is called 'joee'; did you mean 'joe'?"
    quiet = Diagnostic(Where("a.srt"), "two cues overlap", severity=Severity.WARNING)
    assert str(quiet) == "a.srt: warning: two cues overlap"


def test_a_program_gets_where_it_begins_and_ends() -> None:
    assert Diagnostic(PLACE, "wrong", severity=Severity.WARNING).to_json() == {
        "path": "episodes/s01e01.yaml", "line": 9, "column": 52, "end_line": 9, "end_column": 56,
        "severity": "warning", "message": "wrong", "hint": "",
    }  # fmt: skip


def test_places_are_in_the_order_of_reading() -> None:
    places = [Where("b", 1, 1), Where("a", 10, 1), Where("a", 9, 20), Where("a", 9, 3), Where("a")]
    assert [str(place) for place in sorted(places)] == ["a", "a:9:3", "a:9:20", "a:10:1", "b:1:1"]


@pytest.mark.parametrize("fault", EVERY, ids=lambda fault: type(fault).__name__)
def test_every_fault_survives_its_way_between_processes(fault: faults.TogetherFault) -> None:
    for again in (pickle.loads(pickle.dumps(fault)), copy.copy(fault)):
        assert type(again) is type(fault)
        assert str(again) == str(fault)
        assert vars(again) == vars(fault)


def test_exit_codes_are_those_that_the_readme_promises() -> None:
    assert {type(fault).__name__: fault.exit_code for fault in EVERY} == {
        "InputFault": 2, "EnvironmentFault": 3, "ActionFailed": 1, "PromiseBroken": 1, "StoreCorrupt": 1, "Interrupted": 130,
    }  # fmt: skip


def test_every_fault_is_one_sentence_with_what_to_do() -> None:
    assert str(EVERY[1]) == "there is no ffmpeg; pip install imageio-ffmpeg"
    assert str(EnvironmentFault("there is no ffmpeg")) == "there is no ffmpeg"
    assert str(EVERY[2]) == (
        "episodes/s01e01.yaml:9:52: metal/picture/0: ffmpeg ended with exit code 1\n    one\n    two"
    )
    damaged = "is damaged: expected abababababab, got cdcdcdcdcdcd; it is set aside, build again"
    assert str(EVERY[4]) == f"stored file {'ab' * 32} {damaged}"


def test_of_a_long_log_the_end_is_shown() -> None:
    failed = ActionFailed("a", "failed", "\n".join(f"line {number}" for number in range(100)))
    assert str(failed).splitlines() == ["a: failed", *(f"    line {number}" for number in range(88, 100))]


def test_all_mistakes_are_shown_one_a_line() -> None:
    both = InputFault((Diagnostic(Where("a", 1, 1), "one"), Diagnostic(Where("a", 2, 1), "two")))
    assert str(both) == "a:1:1: one\na:2:1: two"


@pytest.mark.parametrize(
    ("text", "closest"),
    [("joee", "joe"), ("JOE", "joe"), ("reuben", "ruben"), ("Anna", "ana"), ("xyz", ""), ("", "")],
)
def test_the_closest_word_is_meant(text: str, closest: str) -> None:
    assert guess(text, ["ana", "ben", "joe", "ruben"]) == (f"did you mean {closest!r}?" if closest else "")


def test_of_words_that_differ_in_case_the_first_is_meant() -> None:
    assert guess("joe", ["Joe", "JOE"]) == "did you mean 'Joe'?"


def test_a_hint_lists_what_is_allowed_until_nobody_reads_it() -> None:
    few, many = ["ana", "ben", "joe"], [f"name-{number:02}" for number in range(30)]
    assert did_you_mean("joee", few) == "did you mean 'joe'? allowed: ana, ben, joe"
    assert did_you_mean("xyz", few) == "allowed: ana, ben, joe"
    assert did_you_mean("name-07x", many) == "did you mean 'name-07'?"
    assert did_you_mean("xyz", many) == f"allowed: {', '.join(many[:24])} and 6 more"
    assert did_you_mean("xyz", []) == ""
