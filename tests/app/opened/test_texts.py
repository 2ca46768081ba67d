"""Texts that are not saved, and files that change: the answers of a session follow them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.app.session import Session
from pipeline.profiles.model import H264
from pipeline.timeline.model import CardMedia, Clip
from tests.app.small import CAPTIONS, MANIFEST, POEM

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


def words_of(opened: Session, manifest: Path) -> str:
    """Return all texts of an episode's cards and captions."""
    timeline = opened.snapshot(manifest).whole().timeline
    texts: list[object] = []
    for segment in timeline.segments:
        texts += [cue.text for cues in segment.stack.cues.values() for cue in cues]
        for track in segment.stack.picture:
            texts += [item.media.fields for item in track.items if isinstance(item, Clip) and isinstance(item.media, CardMedia)]
    return str(texts)


# ---------------------------------------------------------------------------------------------- texts over files


@pytest.mark.parametrize(
    ("file", "text", "seen"),
    [
        ("s01e01.yaml", MANIFEST.replace("Hello", "Good evening"), "Good evening"),
        ("media/poem.txt", POEM.replace("singing", "whistling"), "whistling"),
        ("media/spoken.srt", CAPTIONS.replace("zero and one", "nought and one"), "nought and one"),
    ],
)
def test_a_text_that_is_not_saved_is_seen_and_can_be_taken_back(
    opened: Session, manifest: Path, file: str, text: str, seen: str
) -> None:
    path = manifest.parent / file
    saved = path.read_bytes()
    assert seen not in words_of(opened, manifest)
    opened.edit(path, text)
    assert seen in words_of(opened, manifest)
    assert path.read_bytes() == saved
    opened.revert(path)
    assert seen not in words_of(opened, manifest)


def test_people_and_show_may_be_unsaved_too(opened: Session, manifest: Path) -> None:
    opened.edit(manifest.parent / "people.yaml", "anna: Anna\nben: Ben\n")
    (told,) = opened.diagnostics(manifest)
    assert "'ana' is not in people.yaml" in told.message
    assert told.where.path == "episodes/s01e01.yaml"
    opened.edit(manifest, MANIFEST.replace("by: ana", "by: anna"))
    assert opened.diagnostics(manifest) == ()
    show = manifest.parent / "show.yaml"
    opened.edit(show, show.read_text().replace("rate: 25", "rate: 50"))
    assert opened.snapshot(manifest).whole().timeline.rate == 50


def test_themes_and_profiles_of_the_show_may_be_unsaved_or_change(opened: Session, manifest: Path) -> None:
    root = manifest.parent.parent
    assert opened.snapshot(manifest).whole().theme.title != "Ours"
    (root / "templates/ours").mkdir(parents=True)
    (root / "templates/ours/theme.yaml").write_text("extends: signal\ntitle: Ours\n")
    opened.edit(manifest, f"theme: ours\n{MANIFEST}")
    assert opened.snapshot(manifest).whole().theme.title == "Ours"
    opened.edit(root / "templates/ours/theme.yaml", "extends: signal\ntitle: Ours, unsaved\n")
    assert opened.snapshot(manifest).whole().theme.title == "Ours, unsaved"
    opened.edit(root / "templates/ours/theme.yaml", "extends: signa\ntitle: Ours\n")
    assert not opened.snapshot(manifest).is_whole
    opened.revert(root / "templates/ours/theme.yaml")
    assert opened.diagnostics(manifest) == ()
    profile = root / "profiles/tiny.yaml"
    profile.write_text(profile.read_text().replace("crf: 4", "crf: 5"))
    coding = opened.snapshot(manifest).whole().profile.video.coding
    assert isinstance(coding, H264)
    assert coding.crf == 5


def test_a_file_that_is_nowhere_but_in_the_editor_counts(opened: Session, manifest: Path) -> None:
    opened.edit(manifest, MANIFEST.replace("poem.txt", "new.txt"))
    assert any("new.txt" in told.message for told in opened.diagnostics(manifest))
    opened.edit(manifest.parent / "media/new.txt", "Written just now\n")
    assert "Written just now" in words_of(opened, manifest)


def test_a_text_longer_than_any_text_is_told_at_its_line(opened: Session, manifest: Path) -> None:
    opened.edit(manifest.parent / "media/poem.txt", "x" * (4 * 1024 * 1024 + 1))
    (told,) = opened.diagnostics(manifest)
    assert "more than 4 MiB" in told.message
    assert told.where.line == 10


# ---------------------------------------------------------------------------------------------- files


def test_what_changes_on_the_disk_is_seen_by_the_next_question(opened: Session, manifest: Path) -> None:
    first = opened.snapshot(manifest)
    assert opened.snapshot(manifest) is first, "nothing changed: nothing is read again"
    (manifest.parent / "media/poem.txt").write_text("Another poem\n")
    assert "Another poem" in words_of(opened, manifest)
    frames = sum(segment.stack.frames for segment in opened.snapshot(manifest).whole().timeline.segments)
    shutil.copy(manifest.parent / "media/steps/step_0005.png", manifest.parent / "media/steps/step_0006.png")
    assert sum(segment.stack.frames for segment in opened.snapshot(manifest).whole().timeline.segments) == frames + 5
    (manifest.parent / "media/count.mov").unlink()
    assert any("count.mov" in told.message for told in opened.diagnostics(manifest))


def test_the_files_to_watch_are_all_that_answers_depend_on(opened: Session, manifest: Path) -> None:
    root = manifest.parent.parent
    own = root / "templates/own"
    own.mkdir(parents=True)
    (own / "theme.yaml").write_text("extends: signal\n")
    opened.edit(manifest, MANIFEST.replace("count.mov", "gone.mov"))
    opened.diagnostics(manifest)
    assert manifest.parent / "media/gone.mov" in opened.files()
    opened.revert(manifest)
    opened.diagnostics(manifest)
    watched = {path.relative_to(root).as_posix() for path in opened.files() if path.is_relative_to(root)}
    assert watched >= {
        "episodes/s01e01.yaml",
        "episodes/show.yaml",
        "episodes/people.yaml",
        "episodes/media/count.mov",
        "episodes/media/spoken.srt",
        "episodes/media/poem.txt",
        "episodes/media/steps",
        "episodes/media/steps/step_0001.png",
        "templates",
        "templates/own/theme.yaml",
        "profiles",
        "profiles/tiny.yaml",
    }
    assert "episodes/media/gone.mov" not in watched, "no longer asked for"
    assert not any(name.startswith("renders") for name in watched), "what is made would be watched while it is made"


def test_a_missing_file_is_watched_for(opened: Session, manifest: Path) -> None:
    hidden = manifest.parent / "media/hidden.mov"
    (manifest.parent / "media/count.mov").rename(hidden)
    assert not opened.snapshot(manifest).is_whole
    assert manifest.parent / "media/count.mov" in opened.files()
    hidden.rename(manifest.parent / "media/count.mov")
    assert opened.diagnostics(manifest) == ()
