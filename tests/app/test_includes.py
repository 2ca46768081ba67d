"""A session follows the files that a manifest includes: unsaved texts over them, their mistakes, and what stands finished."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.app import seasons
from pipeline.app.session import Session
from pipeline.execution import stamp
from tests.app.small import small_show
from tests.episode.show import opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

MANIFEST = """\
episode: {title: Small, season: 1, number: 1}
segments:
  - include: segments/hello.yaml
  - card: Middle
    length: 1
  - include: segments/window.yaml
  - card: End
    length: 1
"""
HELLO = "card: Hello\nlength: 1\n"
WINDOW = "poem: Window\ntext: poem.txt\nwritten: {by: ben}\nlength: 2\n"


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = small_show(tmp_path / "show")
    (path.parent / "segments").mkdir()
    for name, text in {"hello": HELLO, "window": WINDOW}.items():
        (path.parent / f"segments/{name}.yaml").write_text(text)
    path.write_text(MANIFEST)
    return path


@pytest.fixture
def opened(manifest: Path) -> Iterator[Session]:
    with opened_warm([manifest]) as found:
        yield found


def shown(opened: Session, manifest: Path) -> list[str]:
    cut = opened.snapshot(manifest).cut
    return [segment.title for segment in cut.timeline.segments] if cut else []


def test_an_unsaved_text_lies_over_an_included_file(opened: Session, manifest: Path) -> None:
    hello = manifest.parent / "segments/hello.yaml"
    assert shown(opened, manifest) == ["Hello", "Middle", "Window", "End"]
    opened.edit(hello, HELLO.replace("Hello", "Good evening"))
    assert shown(opened, manifest) == ["Good evening", "Middle", "Window", "End"]
    assert hello.read_text() == HELLO
    opened.revert(hello)
    assert shown(opened, manifest) == ["Hello", "Middle", "Window", "End"]


def test_the_files_that_matter_are_those_included_now(opened: Session, manifest: Path) -> None:
    folder = manifest.parent / "segments"
    opened.snapshot(manifest)
    assert {folder / "hello.yaml", folder / "window.yaml"} <= opened.files()
    opened.edit(manifest, MANIFEST.replace("hello", "later"))
    (told,) = opened.diagnostics(manifest)
    assert (told.where.path, told.where.line, told.where.column, told.where.end_column) == ("episodes/s01e01.yaml", 3, 14, 33)
    assert folder / "later.yaml" in opened.files()
    assert folder / "hello.yaml" not in opened.files()
    (folder / "later.yaml").write_text(HELLO.replace("Hello", "Later"))
    assert opened.diagnostics(manifest) == ()
    assert shown(opened, manifest)[0] == "Later"


def test_a_file_that_only_the_editor_has_can_be_included(opened: Session, manifest: Path) -> None:
    opened.edit(manifest, MANIFEST.replace("hello", "new"))
    opened.edit(manifest.parent / "segments/new.yaml", HELLO.replace("Hello", "New"))
    assert shown(opened, manifest)[0] == "New"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (WINDOW.replace("{by: ben}", "{by: ben"), (4, 7)),
        (WINDOW.replace("length: 2", "length: soon"), (4, 9)),
        (WINDOW.replace("poem.txt", "poom.txt"), (2, 7)),
        (WINDOW.replace("by: ben", "by: bn"), (3, 15)),
        ("- " + WINDOW.replace("\n", "\n  "), (1, 1)),
    ],
)
def test_a_broken_included_file_is_shown_as_it_last_was_and_the_others_as_they_are(
    opened: Session, manifest: Path, text: str, place: tuple[int, int]
) -> None:
    assert opened.diagnostics(manifest) == ()
    opened.edit(manifest.parent / "segments/window.yaml", text)
    opened.edit(manifest.parent / "segments/hello.yaml", HELLO.replace("Hello", "Good evening"))
    (told,) = opened.diagnostics(manifest)
    assert (told.where.path, told.where.line, told.where.column) == ("episodes/segments/window.yaml", *place)
    snapshot = opened.snapshot(manifest)
    assert shown(opened, manifest) == ["Good evening", "Middle", "Window", "End"]
    assert {name: where.path for name, where in snapshot.stale.items()} == {"window": "episodes/segments/window.yaml"}
    opened.revert(manifest.parent / "segments/window.yaml")
    assert opened.snapshot(manifest).is_whole


def test_a_line_that_includes_nothing_is_left_out_or_shown_as_it_last_was(opened: Session, manifest: Path) -> None:
    opened.edit(manifest, MANIFEST.replace("window", "door"))
    assert shown(opened, manifest) == ["Hello", "Middle", "End"]
    assert [where.line for where in opened.snapshot(manifest).left_out] == [6]
    opened.edit(manifest, MANIFEST)
    assert shown(opened, manifest) == ["Hello", "Middle", "Window", "End"]
    opened.edit(manifest, MANIFEST.replace("window", "door"))
    assert shown(opened, manifest) == ["Hello", "Middle", "Window", "End"]


def test_a_manifest_that_is_no_yaml_still_shows_what_it_includes(opened: Session, manifest: Path) -> None:
    opened.snapshot(manifest)
    opened.edit(manifest, MANIFEST.replace("card: Middle", "card: [Middle"))
    assert not opened.snapshot(manifest).is_whole
    assert shown(opened, manifest) == ["Hello", "Middle", "Window", "End"]


def test_a_move_into_a_file_makes_nothing_and_an_edit_there_is_explained_by_its_line(manifest: Path) -> None:
    hello = manifest.parent / "segments/hello.yaml"
    manifest.write_text(MANIFEST.replace("  - include: segments/hello.yaml\n", "  - card: Hello\n    length: 1\n"))
    with opened_warm([manifest]) as opened:
        seasons.build(opened, seasons.prepare(opened, [manifest], "tiny"), workers=2)
        manifest.write_text(MANIFEST)
        assert opened.forecast(opened.work(manifest, "tiny")).reasons == ()
        hello.write_text(HELLO.replace("Hello", "Good day") + "id: hello\n")
        (group, *_) = opened.forecast(opened.work(manifest, "tiny")).groups
        assert "episodes/segments/hello.yaml:1" in str(group)


def test_what_stands_finished_stands_until_an_included_file_changes(manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamp, "RACE_NS", 0)  # the files of this test are too young to be trusted
    with opened_warm([manifest]) as opened:
        seasons.build(opened, seasons.prepare(opened, [manifest], "tiny"), workers=2)
        assert seasons.prepare(opened, [manifest], "tiny").works == {}
        (manifest.parent / "segments/window.yaml").write_text(WINDOW.replace("length: 2", "length: 3"))
        assert list(seasons.prepare(opened, [manifest], "tiny").works) == [(manifest, "tiny")]
