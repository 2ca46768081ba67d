"""A notes file as people and git leave it: what is there is read, and what is wrong is told where it is written."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.faults import Severity
from pipeline.notes.model import Anchor, Drawing, Note
from pipeline.notes.reading import read
from pipeline.timebase import Time

NOTE = '- {note: k1, at: 0:42.4, by: "Ruben", on: 2026-11-27T04:10:00Z, text: "too early"}\n'
LATER = '- {note: k2, at: 1:05, to: 1:07.5, by: "Dana", on: 2026-11-27T05:00:00Z, text: "lovely"}\n'


def only(text: str) -> Note:
    found = read(text.encode(), "n.yaml")
    assert found.diagnostics == ()
    (note,) = found.notes
    return note


def told(text: str) -> list[tuple[int, int, str]]:
    found = read(text.encode(), "n.yaml").diagnostics
    assert all(one.where.path == "n.yaml" for one in found)
    return [(one.where.line, one.where.column, one.message) for one in found]


def test_a_note_has_its_moment_its_author_and_its_text() -> None:
    note = only(NOTE)
    assert (note.key, note.at, note.to, note.text) == ("k1", Time(seconds=Fraction(424, 10)), None, "too early")
    assert (note.said.by, note.said.on, note.said.is_guest) == ("Ruben", "2026-11-27T04:10:00Z", False)
    assert (note.is_done, note.replies, note.drawings, note.anchor) == (False, (), (), None)
    assert (note.where.line, note.where.column) == (1, 3)


def test_a_note_has_a_range_an_anchor_and_drawings() -> None:
    note = only(
        "- note: k1\n  at: 90f\n  to: 120f\n  follows: {segment: metal-dad, at: 0:12.4}\n  by: Zoë\n"
        "  text: |\n    two\n    lines\n"
        "  draw: [{arrow: [0.25, 0, 1, .5]}, {box: [0.1, 0.2, 0.30, 0.4]}]\n  guest: on\n"
    )
    assert (note.at, note.to) == (Time(frames=90), Time(frames=120))
    assert note.anchor == Anchor("metal-dad", Time(seconds=Fraction(124, 10)))
    tenth = Fraction(1, 10)
    assert note.drawings == (
        Drawing("arrow", (Fraction(1, 4), Fraction(0)), (Fraction(1), Fraction(1, 2))),
        Drawing("box", (tenth, 2 * tenth), (3 * tenth, 4 * tenth)),
    )
    assert (note.text, note.said.on, note.said.is_guest) == ("two\nlines\n", "", True)


def test_notes_stand_by_the_time_of_their_writing_whatever_their_lines() -> None:
    assert [note.key for note in read((LATER + NOTE).encode(), "n").notes] == ["k1", "k2"]


def test_replies_and_states_belong_to_their_note_by_their_time() -> None:
    note = only(
        '- {reply: r2, about: k1, by: Ana, on: 2026-11-27T04:30:00Z, text: "second"}\n'
        "- {state: open, about: k1, by: Dana, on: 2026-11-27T06:00:00Z}\n"
        '- {reply: r1, about: k1, by: Dana, on: 2026-11-27T04:20:00Z, text: "first"}\n'
        "- {state: done, about: k1, by: Ruben, on: 2026-11-27T07:00:00.5Z}\n"
        "- {state: done, about: k1, by: Ana, on: 2026-11-27T07:00:00Z}\n" + NOTE
    )
    assert [reply.text for reply in note.replies] == ["first", "second"]
    assert note.done is not None
    assert note.done.by == "Ruben", "half a second later than Ana"
    reopened = only(NOTE + "- {state: done, about: k1, by: A, on: 2026-11-27T06:00:00Z}\n- {state: open, about: k1, by: A, "
                    "on: 2026-11-27T06:00:01Z}\n")  # fmt: skip
    assert not reopened.is_done


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "[]\n"])
def test_a_file_without_notes_has_none(text: str) -> None:
    assert read(text.encode(), "n") == read(b"", "n")


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("note: k1\n", 1, 1, "notes are a list"),
        ("- just a text\n", 1, 3, "this is no note"),
        (NOTE + "- {nota: k2, at: 3}\n", 2, 3, "this is no note"),
        ("- {note: k1, at: soon, by: A, text: x}\n", 1, 18, "'soon' is not a time"),
        ("- {note: k1, by: A, text: x}\n", 1, 3, "at is missing"),
        ("- {note: k1, at: 3, text: x}\n", 1, 3, "by is missing"),
        ("- {note: K 1, at: 3, by: A, text: x}\n", 1, 10, "'K 1' is no key"),
        ("- {note: k1, at: 3, by: A, text: \"\"}\n", 1, 34, "a note has 1 to 4,000 characters"),
        ("- {note: k1, at: 3, by: A, txet: x, text: y}\n", 1, 28, "there is no field 'txet'"),
        ("- {note: k1, at: 3, to: 2, by: A, text: y}\n", 1, 25, "`to` is not after `at`"),
        ("- {note: k1, at: 3, by: A, on: yesterday, text: y}\n", 1, 32, "'yesterday' is no moment"),
        ("- {note: k1, at: 3, by: A, on: 2026-13-27T04:10:00Z, text: y}\n", 1, 32, "is no moment"),
        ("- {note: k1, at: 3, by: A, text: y, draw: {arrow: [0, 0, 1, 1]}}\n", 1, 43, "draw is a list"),
        ("- {note: k1, at: 3, by: A, text: y, draw: [{arrow: [0, 0, 1]}]}\n", 1, 44, "this is no figure"),
        ("- {note: k1, at: 3, by: A, text: y, draw: [{box: [0, 0, 1.5, 1]}]}\n", 1, 57, "'1.5' is no share"),
        ("- {note: k1, at: 3, by: A, text: y, follows: {at: 2}}\n", 1, 46, "segment is missing"),
        ("- {note: k1, at: 3, by: A, text: y, follows: metal-dad}\n", 1, 46, "fields belong here"),
        (NOTE + "- {reply: r1, about: k9, by: A, text: y}\n", 2, 22, "there is no note 'k9'"),
        (NOTE + "- {state: finished, about: k1, by: A}\n", 2, 11, "'finished' is no state"),
        (NOTE + NOTE.replace("early", "late"), 2, 3, "two items have the key 'k1'"),
        ("- {note: k1, at: 3, by: A, text: y, guest: maybe}\n", 1, 44, "'maybe' is neither on nor off"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(text: str, line: int, column: int, words: str) -> None:
    found = told(text)
    assert any((at, col) == (line, column) and words in message for at, col, message in found), found
    assert len(found) == 1


def test_what_cannot_be_read_leaves_the_other_notes() -> None:
    broken = NOTE + '- {note: k3, at: 4, by: "Ana, text: "never closed}\n' + LATER
    found = read(broken.encode(), "n.yaml")
    assert [note.key for note in found.notes] == ["k1", "k2"]
    assert found.notes[1].where.line == 3
    assert [one.where.line for one in found.diagnostics] == [2]


def test_a_note_over_several_lines_is_read_beside_one_that_cannot_be() -> None:
    block = NOTE.removeprefix("- {").rstrip("}\n")
    good = "- " + "\n  ".join(block.split(", ")) + "\n"
    found = read(f'{good}- note: bad\n  text: "open\n  by: ana\n{LATER}'.encode(), "n.yaml")
    assert [note.text for note in found.notes] == [note.text for note in read(f"{NOTE}{LATER}".encode(), "n.yaml").notes]
    assert len(found.diagnostics) == 1


def test_marks_of_a_conflict_are_told_and_both_sides_read() -> None:
    conflict = f"{NOTE}<<<<<<< HEAD\n{LATER}=======\n{LATER.replace('k2', 'k3')}>>>>>>> theirs\n"
    found = read(conflict.encode(), "n.yaml")
    assert [note.key for note in found.notes] == ["k1", "k2", "k3"]
    assert [note.where.line for note in found.notes] == [1, 3, 5]
    (told_,) = found.diagnostics
    assert (told_.where.line, told_.severity) == (2, Severity.ERROR)
    assert "merge=union" in told_.hint


def test_the_same_line_twice_is_one_note() -> None:
    assert only(NOTE + NOTE).key == "k1"


def test_a_text_that_turns_what_follows_is_told_and_read() -> None:
    found = read(NOTE.replace("too early", "abc \u202e dcb").encode(), "n.yaml")
    assert len(found.notes) == 1
    (one,) = found.diagnostics
    assert "U+202E" in one.message


def test_no_file_is_read_for_long() -> None:
    assert read(b"- [" * 60_000, "n.yaml").notes == ()
    many = "".join(NOTE.replace("k1", f"k{number}") for number in range(5_000))
    assert len(read(many.encode(), "n.yaml").notes) == 5_000
