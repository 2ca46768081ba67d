"""Review notes through a session: written to their file, told by `check`, and no part of what is built."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.app import reviewing
from pipeline.app.reviewing import Author
from pipeline.app.session import Session
from pipeline.faults import InputFault
from pipeline.notes.model import Drawing
from pipeline.notes.placing import placed
from pipeline.timeline.programme import Programme
from tests.app.small import FIRST_OF_CLIP, small_show
from tests.cli.command import together
from tests.episode.show import opened_warm

NOW = datetime(2026, 11, 27, 4, 10, 0, 250_000, tzinfo=UTC)
ANA, GUEST = Author("Ana", NOW), Author("  A  guest\n", NOW, True)


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return small_show(tmp_path / "show")


def programme(opened: Session, manifest: Path) -> Programme:
    return Programme(opened.snapshot(manifest).whole().timeline)


def test_a_note_is_a_line_beside_the_manifest(manifest: Path) -> None:
    path = manifest.with_name("s01e01.notes.yaml")
    with opened_warm([manifest], proves=False) as opened:
        assert reviewing.read(opened, manifest).notes == ()
        box = Drawing("box", (Fraction(0), Fraction(1, 3)), (Fraction(1), Fraction(1, 2)))
        shown = programme(opened, manifest)
        reviewing.add_note(opened, manifest, shown, ANA, "Cut earlier", frame=FIRST_OF_CLIP + 5, end=40, drawings=[box])
        first = path.read_text()
        head, line = first.splitlines()
        assert "s01e01" in head
        assert line.startswith("- {note: ")
        assert 'at: 0:01.2, to: 0:01.6, follows: {segment: "count", at: 0:00.2}' in line
        assert "draw: [{box: [0, 0.333333, 1, 0.5]}]" in line
        assert 'by: "Ana", on: 2026-11-27T04:10:00.250Z, text: "Cut earlier"' in line
        (note,) = reviewing.read(opened, manifest).notes
        reviewing.add_reply(opened, manifest, GUEST, note.key, "By how much?")
        found = reviewing.set_state(opened, manifest, ANA, note.key, is_done=True)
        again = reviewing.set_state(opened, manifest, ANA, note.key, is_done=True)
    assert path.read_text().startswith(first)
    assert len(path.read_text().splitlines()) == 4, "what is done is not done twice"
    assert again == found
    (note,) = found.notes
    assert note.is_done
    assert [(one.said.by, one.said.is_guest, one.text) for one in note.replies] == [("A guest", True, "By how much?")]
    assert not [one for one in path.parent.iterdir() if "partial" in one.name]


def test_two_of_the_same_words_at_the_same_time_are_two_notes(manifest: Path) -> None:
    with opened_warm([manifest], proves=False) as opened:
        shown = programme(opened, manifest)
        for _ in range(2):
            found = reviewing.add_note(opened, manifest, shown, ANA, "+1", frame=3)
    assert len({note.key for note in found.notes}) == 2


def test_many_write_at_once_and_nothing_is_lost(manifest: Path) -> None:
    with opened_warm([manifest], proves=False) as opened:
        shown = programme(opened, manifest)

        def write(who: int) -> None:
            for number in range(5):
                reviewing.add_note(opened, manifest, shown, Author(f"P{who}", NOW), f"note {number}", frame=number)

        threads = [threading.Thread(target=write, args=(who,)) for who in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = reviewing.read(opened, manifest)
    assert len(found.notes) == 20
    assert found.diagnostics == ()


@pytest.mark.parametrize(
    ("who", "text", "frame", "words"),
    [
        (Author("", NOW), "x", 0, "a name has"),
        (Author("x" * 81, NOW), "x", 0, "a name has"),
        (ANA, " \n", 0, "a note has"),
        (ANA, "x" * 4001, 0, "a note has"),
        (ANA, "x", -1, "no such moment"),
        (ANA, "x", 10_000, "no such moment"),
        (ANA, "\ud800", 0, "half of one"),
    ],
)
def test_what_is_no_note_is_not_written(manifest: Path, who: Author, text: str, frame: int, words: str) -> None:
    with opened_warm([manifest], proves=False) as opened, pytest.raises(InputFault, match=words):
        reviewing.add_note(opened, manifest, programme(opened, manifest), who, text, frame=frame)
    assert not manifest.with_name("s01e01.notes.yaml").exists()


def test_a_file_to_which_no_line_can_be_added_stays_as_it_is(manifest: Path) -> None:
    path = manifest.with_name("s01e01.notes.yaml")
    path.write_text("[{note: k1, at: 1, by: A, text: x}]\n")
    with opened_warm([manifest], proves=False) as opened, pytest.raises(InputFault, match="a line cannot be added"):
        reviewing.add_note(opened, manifest, programme(opened, manifest), ANA, "y", frame=0)
    assert path.read_text() == "[{note: k1, at: 1, by: A, text: x}]\n"


def test_a_link_out_of_the_show_is_not_written_through(manifest: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.yaml").write_text("")
    manifest.with_name("s01e01.notes.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with opened_warm([manifest], proves=False) as opened, pytest.raises(InputFault, match="leads out of the show"):
        reviewing.add_note(opened, manifest, programme(opened, manifest), ANA, "y", frame=0)
    assert (tmp_path / "elsewhere.yaml").read_text() == ""


def test_a_note_goes_with_its_segment_when_the_manifest_is_edited(manifest: Path) -> None:
    with opened_warm([manifest], proves=False) as opened:
        reviewing.add_note(opened, manifest, programme(opened, manifest), ANA, "x", frame=FIRST_OF_CLIP + 5)
        manifest.write_text(manifest.read_text().replace("  - card: Hello\n    length: 1\n", ""))
        (note,) = reviewing.read(opened, manifest).notes
        found = placed(note, programme(opened, manifest))
    assert (found.frame, found.moved) == (5, "")


def test_check_tells_mistakes_of_notes_and_a_build_goes_on(manifest: Path) -> None:
    show, path = manifest.parent.parent, manifest.with_name("s01e01.notes.yaml")
    path.write_text('- {note: k1, at: 1, follows: {segment: cuont, at: 0}, by: Ana, text: "too dark"}\n')
    good = together("check", "episodes/s01e01.yaml", folder=show)
    assert (good.returncode, "s01e01.yaml: good" in good.stdout) == (0, True)
    assert "episodes/s01e01.notes.yaml:1:3: warning: the note of Ana follows the segment 'cuont'" in good.stderr
    path.write_text(path.read_text() + "- {note: k2, at: soon, by: Ana, text: x}\n")
    wrong = together("check", *(str(one.relative_to(show)) for one in sorted((show / "episodes").glob("s*.yaml"))), folder=show)
    assert wrong.returncode == 2
    assert "episodes/s01e01.notes.yaml:2:18: 'soon' is not a time" in wrong.stderr
    assert "s01e01.yaml: good" not in wrong.stdout
    assert "s01e02.yaml: good" in wrong.stdout
    assert together("plan", "episodes/s01e01.yaml", folder=show).returncode == 0
    alone = together("check", "episodes/s01e01.notes.yaml", folder=show)
    assert (alone.returncode, "name episodes/s01e01.yaml" in alone.stderr) == (2, True)


@pytest.mark.parametrize("text", ["", "  \n", "\x01\x02", "\u200b\ufeff", "\x07 \u2060"])
def test_a_note_of_nothing_that_is_seen_is_refused(manifest: Path, text: str) -> None:
    with opened_warm([manifest], proves=False) as opened:
        shown = programme(opened, manifest)
        with pytest.raises(InputFault, match="one at least that is seen"):
            reviewing.add_note(opened, manifest, shown, ANA, text, frame=0)
    assert not manifest.with_name("s01e01.notes.yaml").exists()
