"""Notes are added by the fewest bytes, come back as they were meant, and are joined by git without a loss."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents.characters import unseen
from pipeline.faults import Where
from pipeline.manifest.starter import ATTRIBUTES
from pipeline.notes.model import Anchor, Drawing, Note, Reply, Said
from pipeline.notes.reading import read
from pipeline.notes.writing import appended, note_line, reply_line, state_line
from pipeline.timebase import Time

SAID = Said("Zoë \"Z\" Müller", "2026-11-27T04:10:00Z")
RATES = [Fraction(rate) for rate in ("24", "25", "30", "24000/1001", "30000/1001", "60000/1001", "240")]


def a_note(key: str = "k1", text: str = "too early", said: Said = SAID) -> Note:
    return Note(key, Time(frames=90), said, text, Where(""))


@given(
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=200).filter(lambda text: text.strip()),
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40).filter(lambda text: text.strip()),
)
def test_whatever_people_write_comes_back_as_their_text(text: str, name: str) -> None:
    note = a_note(text=text, said=Said(name, SAID.on))
    found = read(appended(b"", note_line(note), "s01e01"), "n.yaml")
    assert [(one.text, one.said.by) for one in found.notes] == [(text, name)]
    assert not found.diagnostics or unseen(text) or unseen(name)


@pytest.mark.parametrize(
    "text",
    ["a\u2028b", "a\x85b", "a\x00b", "\ufeffa", "a\u202eb", "a: b # c", "'\"\\", "{[,]}",
     "- x\n- y", "\U0001f469\u200d\U0001f527"],
)  # fmt: skip
def test_signs_of_yaml_and_signs_that_nobody_sees_are_texts(text: str) -> None:
    content = appended(b"", note_line(a_note(text=text)), "s01e01")
    assert read(content, "n.yaml").notes[0].text == text
    assert content.decode().count("\n") == 2, "the head, and one line"


@given(st.sampled_from(RATES), st.integers(0, 12 * 3600 * 23))
def test_a_time_that_is_written_names_the_same_frame(rate: Fraction, frame: int) -> None:
    seconds = Time(seconds=frame / rate)
    note = Note("k1", seconds, SAID, "x", Where(""), None, Anchor("metal-dad", seconds))
    (found,) = read(appended(b"", note_line(note), "e"), "n").notes
    assert found.at.in_frames(rate) == frame
    assert found.anchor is not None
    assert found.anchor.at.in_frames(rate) == frame


def test_all_of_a_note_comes_back() -> None:
    drawn = (Drawing("arrow", (Fraction(0), Fraction(1)), (Fraction(1, 4), Fraction(123457, 10**6))),)
    follows = Anchor("m", Time(frames=3))
    note = Note("k1", Time(frames=90), Said("A", SAID.on, True), "x", Where(""), Time(frames=95), follows, drawn)
    content = appended(b"", note_line(note), "e")
    content = appended(content, reply_line("k1", Reply("r1", SAID, "yes", Where(""))), "e")
    content = appended(content, state_line("k1", SAID, is_done=True), "e")
    found = read(content, "n")
    assert found.diagnostics == ()
    (one,) = found.notes
    assert (one.at, one.to, one.anchor, one.drawings, one.said) == (note.at, note.to, note.anchor, drawn, note.said)
    assert [(reply.key, reply.text, reply.said) for reply in one.replies] == [("r1", "yes", SAID)]
    assert one.done == SAID


@pytest.mark.parametrize(
    "before",
    [
        b"# ours\r\n- {note: k0, at: 1, by: A, text: x}\r\n",
        b"- {note: k0, at: 1, by: A, text: x}",
        b"\xef\xbb\xbf- {note: k0, at: 1, by: A, text: x}  # said at lunch\n\n\n",
        b"  - note: k0\n    at: 1\n    by: A\n    text: >\n      folded\n      text\n",
        b"# only a head\n",
    ],
)
def test_every_other_byte_stays(before: bytes) -> None:
    after = appended(before, note_line(a_note()), "e")
    assert after.startswith(before)
    found = read(after, "n")
    assert found.diagnostics == ()
    assert found.notes[-1].key == "k1"
    assert len(found.notes) == len(read(before, "n").notes) + 1
    assert (b"\r\n" in before) == after[len(before) :].endswith(b"\r\n")


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def branches(folder: Path, attributes: str) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Let two people add notes, replies and states in alternation, with much that is the same in both; join them."""
    path = folder / "episodes/s01e01.notes.yaml"
    path.parent.mkdir(parents=True)
    git(folder, "init")
    (folder / ".gitattributes").write_text(attributes)
    path.write_bytes(appended(b"", note_line(a_note("k0", "there before")), "s01e01"))
    git(folder, "add", "."), git(folder, "commit", "-m", "begin")
    for person in ("ana", "ben"):
        git(folder, "checkout", "-b", person, "main")
        content = path.read_bytes()
        for number in range(4):
            content = appended(content, note_line(a_note(f"{person}{number}", "the same words")), "s01e01")
            content = appended(content, reply_line("k0", Reply(f"r{person}{number}", SAID, "yes", Where(""))), "s01e01")
        content = appended(content, state_line("k0", Said(person, SAID.on), is_done=person == "ben"), "s01e01")
        path.write_bytes(content)
        git(folder, "commit", "-am", person)
    git(folder, "checkout", "main"), git(folder, "merge", "ana")
    return path, git(folder, "merge", "ben", "-m", "both")


WANTED = {"k0", *(f"{person}{number}" for person in ("ana", "ben") for number in range(4))}


def test_git_joins_the_notes_of_two_branches(tmp_path: Path) -> None:
    path, done = branches(tmp_path, ATTRIBUTES)
    assert done.returncode == 0, done.stdout + done.stderr
    found = read(path.read_bytes(), "n")
    assert found.diagnostics == ()
    assert {note.key for note in found.notes} == WANTED
    first = next(note for note in found.notes if note.key == "k0")
    assert len(first.replies) == 8
    assert first.states == 2


def test_where_git_was_not_told_how_nothing_is_lost_either(tmp_path: Path) -> None:
    path, done = branches(tmp_path, "")
    assert done.returncode == 1, "a conflict"
    found = read(path.read_bytes(), "n")
    assert {note.key for note in found.notes} == WANTED
    (told,) = found.diagnostics
    assert "conflict" in told.message
