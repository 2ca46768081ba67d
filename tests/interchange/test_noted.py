"""Review notes go out as markers and come back: what was added, answered and closed in an editing program."""

from __future__ import annotations

from dataclasses import replace

from pipeline.faults import Where
from pipeline.interchange import marks
from pipeline.interchange.edited import EditedMark
from pipeline.interchange.noted import NewNote, NewReply, NewState, noted
from pipeline.interchange.sheet import Mark
from pipeline.notes.model import Note, Reply, Said
from pipeline.timebase import Time
from tests.notes.test_placing import programme

SAID = Said("Ruben", "2026-11-27T04:10:00Z")
NOTE = Note("k3", Time(frames=12), SAID, "Cut earlier", Where("n"))
ANSWERED = replace(NOTE, replies=(Reply("r1", Said("Dana", SAID.on), "By how much?", Where("n")),))
DONE = replace(NOTE, key="d1", text="Louder", done=SAID, at=Time(frames=30))


def marks_of(*notes: Note) -> list[Mark]:
    return list(marks.of_notes(notes, programme(("a", 100))))


def edited(mark: Mark) -> EditedMark:
    return EditedMark(mark.at, mark.length, mark.name, mark.text, mark.colour, {"kind": mark.kind, "key": mark.key, **mark.more})


def back(notes: tuple[Note, ...], *found: EditedMark) -> tuple[tuple[object, ...], tuple[str, ...]]:
    answer = noted(notes, marks_of(*notes), found)
    return answer.edits, answer.left


def test_what_comes_back_untouched_changes_nothing() -> None:
    notes = (ANSWERED, DONE)
    assert back(notes, *map(edited, marks_of(*notes))) == ((), ())
    assert back(notes) == ((), ()), "a program that drops all markers has closed none"


def test_a_marker_has_the_words_the_author_and_a_colour_by_its_state() -> None:
    first, second = marks_of(ANSWERED, DONE)
    assert (first.name, first.text) == ("Cut earlier", "Ruben: Cut earlier\n\nDana: By how much?")
    assert (first.at, first.colour, second.at, second.colour) == (12, "YELLOW", 30, "GREEN")
    assert first.more["by"] == "Ruben"
    assert first.more["on"] == SAID.on


def test_words_behind_a_note_are_a_reply_to_it() -> None:
    (mark,) = marks_of(ANSWERED)
    more = replace(edited(mark), text=f"{mark.text}\n\nFive frames.\n")
    assert back((ANSWERED,), more)[0] == (NewReply("k3", "Five frames."),)
    assert back((ANSWERED,), replace(more, text="Six frames."))[0] == (NewReply("k3", "Six frames."),)
    assert back((ANSWERED,), replace(edited(mark), name="Much earlier"))[0] == (NewReply("k3", "Much earlier"),)


def test_a_reply_that_has_come_back_once_is_not_taken_again() -> None:
    (mark,) = marks_of(NOTE)
    more = replace(edited(mark), text=f"{mark.text}\n\nBy how much?")
    assert back((NOTE,), more)[0] == (NewReply("k3", "By how much?"),)
    assert back((ANSWERED,), more)[0] == ()


def test_a_note_is_done_where_its_marker_is_green_or_says_so() -> None:
    note, done = map(edited, marks_of(NOTE, DONE))
    assert back((NOTE, DONE), replace(note, colour="GREEN"), done)[0] == (NewState("k3", True),)
    assert back((NOTE, DONE), replace(note, said={**note.said, "state": "done"}), done)[0] == (NewState("k3", True),)
    assert back((NOTE, DONE), note, replace(done, colour="RED"))[0] == (NewState("d1", False),)
    assert back((NOTE, DONE), replace(note, colour="PURPLE"), done)[0] == ()


def test_a_marker_that_was_set_is_a_new_note() -> None:
    new = EditedMark(50, 10, "Too dark", "", "RED")
    assert back((NOTE,), new, edited(marks_of(NOTE)[0]))[0] == (NewNote(50, 60, "Too dark"),)
    assert back((), replace(new, text="The left half"))[0] == (NewNote(50, 60, "Too dark\nThe left half"),)
    assert back((), replace(new, name=" "))[0] == (), "without words it says nothing"
    there = replace(NOTE, at=Time(frames=50), text="Too dark")
    assert back((there,), new, edited(marks_of(there)[0]))[0] == (), "it has come back before"


def test_words_of_which_nothing_is_seen_are_no_note() -> None:
    hidden = EditedMark(50, 10, "\u200b", "\u202e", "RED")
    (mark,) = marks_of(NOTE)
    answered = replace(edited(mark), text=f"{mark.text}\n\n\u200b")
    assert back((NOTE,), hidden, answered) == ((), ())


def test_a_note_that_is_too_long_is_cut_and_told_and_comes_once() -> None:
    long = EditedMark(50, 10, "Too dark", "Too dark " + "o" * 5_000, "RED")
    (note,), told = back((), long)
    assert isinstance(note, NewNote)
    assert len(note.text) == 4_000
    assert told == (f"all of {marks.short(long.text)!r}: a note has at most 4,000 characters, and ends there",)
    there = replace(NOTE, at=Time(frames=50), text=note.text)
    assert back((there,), long, edited(marks_of(there)[0]))[0] == ()


def test_markers_that_kept_nothing_but_their_words_are_known() -> None:
    bare = [replace(edited(mark), said={}) for mark in marks_of(NOTE, DONE)]
    assert back((NOTE, DONE), replace(bare[0], text=f"{bare[0].text}\nYes."), bare[1]) == ((NewReply("k3", "Yes."),), ())


def test_what_was_moved_or_removed_is_told() -> None:
    note, done = map(edited, marks_of(NOTE, DONE))
    moved = back((NOTE, DONE), replace(note, at=14), done)
    assert moved == ((), ("the marker of 'Cut earlier' was moved: a note stays where it was put",))
    assert back((NOTE, DONE), note)[1] == ("the marker of 'Louder' is gone: close the note, if it is seen to",)
