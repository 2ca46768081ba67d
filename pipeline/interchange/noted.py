"""Markers that come back from an editing program -> what they say of review notes. Pure.

A notes file is only added to (`notes/reading.py`): what somebody wrote into a note's marker comes back as a reply to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.interchange.edited import EditedMark
from pipeline.interchange.marks import DONE, said_by, short
from pipeline.interchange.sheet import Mark
from pipeline.notes.model import LONGEST_TEXT, Note, is_seen
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class NewNote:
    """A marker that was set: a note on a frame of the edited timeline, or on those up to before `end`."""

    frame: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class NewReply:
    """Words that were added to the marker of a note."""

    about: str
    text: str


@dataclass(frozen=True, slots=True)
class NewState:
    """A note that was closed or opened again."""

    about: str
    is_done: bool


NoteEdit = NewNote | NewReply | NewState


@dataclass(frozen=True, slots=True)
class Noted:
    """What markers say of notes, and sentences on what cannot be taken of them."""

    edits: tuple[NoteEdit, ...]
    left: tuple[str, ...]


def noted(notes: Sequence[Note], exported: Sequence[Mark], edited: Sequence[EditedMark]) -> Noted:
    """Hold the markers of an edited timeline against the notes and marks that are exported of the cut that came of it."""
    by_key = {note.key: note for note in notes}
    marks = {mark.key: mark for mark in exported if mark.key}
    edits: list[NoteEdit] = []
    left: list[str] = []
    seen = set()
    for one in edited:
        said = one.said or _known(one, exported)
        key = said.get("key", "")
        if key in by_key:
            seen.add(key)
            edits += _of_note(by_key[key], one, said)
            left += _cut(_added(by_key[key], one))
            if str(one.at) not in (str(marks[key].at), said.get("at", str(one.at))):
                left.append(f"the marker of {short(by_key[key].text)!r} was moved: a note stays where it was put")
        elif said.get("kind") == "note":
            left.append(f"the marker {one.name!r} is of a note that is not in the notes file")
        elif not said and (new := _new(one, notes, exported)) is not None:
            edits.append(new)
            left += _cut(_text(one))
    if edited and seen:
        gone = [short(note.text) for note in notes if note.key not in seen]
        left += [f"the marker of {name!r} is gone: close the note, if it is seen to" for name in gone]
    return Noted(tuple(edits), tuple(left))


def _known(one: EditedMark, exported: Sequence[Mark]) -> Mapping[str, str]:
    """Return what was said of a marker of which a program has kept nothing but its words; nothing where it is new."""
    for mark in exported:
        is_same = (one.name, one.text) == (mark.name, mark.text) or (mark.text and one.text.startswith(mark.text))
        if is_same or (not mark.text and one.name == mark.name and one.at == mark.at):
            return {"kind": mark.kind, "key": mark.key, "at": str(mark.at), **mark.more}
    return {}


def _of_note(note: Note, one: EditedMark, said: Mapping[str, str]) -> Iterator[NoteEdit]:
    if is_seen(text := _added(note, one)):
        yield NewReply(note.key, text[:LONGEST_TEXT])
    was_done = said.get("was", said.get("state")) == "done"
    is_done = one.colour == DONE if (one.colour == DONE) != was_done else said.get("state") == "done"
    if is_done != was_done and is_done != note.is_done:
        yield NewState(note.key, is_done)


def _added(note: Note, one: EditedMark) -> str:
    """Return what stands in a note's marker behind what was exported; all of it, where that was rewritten; nothing if nothing."""
    texts = [note.text, *(reply.text for reply in note.replies)]
    threads = ["\n\n".join(said_by(note)[: number + 1]) for number in range(len(texts))]
    added = one.text.strip()
    for thread in threads:
        if one.text.startswith(thread):
            added = one.text[len(thread) :].strip()
    if not added and one.name not in ("", short(note.text)):
        added = one.name.strip()
    return "" if added[:LONGEST_TEXT] in texts else added


def _new(one: EditedMark, notes: Sequence[Note], exported: Sequence[Mark]) -> NewNote | None:
    """Return the note that a marker is; None where it says nothing that is seen, or the note is there."""
    text = _text(one)[:LONGEST_TEXT]
    is_there = any(note.text == text and mark.at == one.at for note in notes for mark in exported if mark.key == note.key)
    return None if is_there or not is_seen(text) else NewNote(max(0, one.at), one.at + one.length, text)


def _cut(text: str) -> Iterator[str]:
    if len(text) > LONGEST_TEXT:
        yield f"all of {short(text)!r}: a note has at most {LONGEST_TEXT:,} characters, and ends there"


def _text(one: EditedMark) -> str:
    name, text = one.name.strip(), one.text.strip()
    return f"{name}\n{text}".strip() if name not in text else text


def words(edit: NoteEdit, notes: Mapping[str, Note]) -> str:
    """Say in words what an edit does to the notes."""
    match edit:
        case NewNote():
            return f"a new note: {short(edit.text)!r}"
        case NewReply():
            return f"a reply to {short(notes[edit.about].text)!r}: {short(edit.text)!r}"
        case NewState():
            return f"{short(notes[edit.about].text)!r} is {'done' if edit.is_done else 'open again'}"
