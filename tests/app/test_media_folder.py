"""What of a media folder is told: files, animations as one, where a cut uses them and on what terms."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.app.media_folder import MOST, listing, used
from tests.app.small import FIRST_OF_CLIP, small_show
from tests.episode.show import opened_warm


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 10)


def names(folder: Path, *patterns: str) -> list[str]:
    return [one.name for one in listing(folder, patterns)[0]]


def test_what_a_manifest_could_use_is_listed(tmp_path: Path) -> None:
    touch(tmp_path, "a.mov", "takes/ليلى.wav", "spoken.srt", "poem.txt")
    touch(tmp_path, ".hidden", ".made/b.wav", "s01e01.yaml", "b.wav.partial", "c.wav~")
    (tmp_path / "scene.py").write_text("def scene(width, height, rate, frames):\n    pass\n")
    (tmp_path / "make.py").write_text("def main():\n    pass\n")
    files, more = listing(tmp_path)
    assert [(one.name, one.kind) for one in files] == [
        ("a.mov", "medium"), ("poem.txt", "text"), ("scene.py", "scene"), ("spoken.srt", "captions"),
        ("takes/ليلى.wav", "medium"),
    ]  # fmt: skip
    assert more == 0


def test_a_name_that_is_no_text_is_listed_as_such_and_keeps_none_out(tmp_path: Path) -> None:
    touch(tmp_path, "a.mov", "in/b.mov", "README")
    (tmp_path / "in" / os.fsdecode(b"bad\xff.mp4")).write_bytes(b"x")
    assert [(one.name, one.kind) for one in listing(tmp_path)[0]] == [
        ("a.mov", "medium"), ("in/b.mov", "medium"), ("in/bad\ufffd.mp4", "unnamed"),
    ]  # fmt: skip


def test_numbered_pictures_are_one_and_photos_are_not(tmp_path: Path) -> None:
    touch(tmp_path, *(f"run/frame_{number:04d}.png" for number in range(1, 13)))
    touch(tmp_path, *(f"IMG_{number}.jpg" for number in range(2001, 2013)))
    touch(tmp_path, *(f"part_{number}.png" for number in (1, 2, 3)))
    found = listing(tmp_path)[0]
    frames = [one for one in found if one.kind == "frames"]
    assert [(one.name, one.first) for one in frames] == [("run/frame_%04d.png", "run/frame_0001.png")]
    assert (frames[0].count, frames[0].size) == (12, 120)
    assert len(found) == 1 + 12 + 3
    assert names(tmp_path, "part_%01d.png").count("part_%01d.png") == 1


def test_of_very_many_files_the_rest_is_counted(tmp_path: Path) -> None:
    touch(tmp_path, *(f"{number}.wav" for number in range(MOST + 3)))
    files, more = listing(tmp_path)
    assert (len(files), more) == (MOST, 3)


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_show(tmp_path_factory.mktemp("media") / "show")


@pytest.mark.ffmpeg
def test_a_cut_says_where_a_file_is_used_by_whom_and_on_what_terms(show: Path) -> None:
    text = show.read_text()
    with opened_warm([show]) as opened:
        found = used(opened.snapshot(show))
        (use,) = found["count.mov"].uses
        assert (use.segment, use.shown.start, use.shown.frames) == ("count", FIRST_OF_CLIP, 50)
        assert use.where is not None
        assert use.where.line == 5
        assert {one.people[0].name for one in found["count.mov"].terms} == {"Ana Núñez"}
        assert found["count.mov"].terms[0].license == "granted to the show"
        assert found["steps/step_%04d.png"].uses[0].title == "Steps"
        assert "spoken.srt" in found
        assert found["poem.txt"].terms[0].role == "writer"
        opened.edit(show, text.replace("    by: ana\n", "    by: ana\n    license: all rights reserved\n", 1))
        (line,) = {one for terms in used(opened.snapshot(show))["count.mov"].terms for one in terms.objections}
        assert "all rights are reserved and there is no release" in line
        opened.edit(show, text.replace("  - clip: Count\n    file: count.mov\n    by: ana\n    captions: {en: spoken.srt}\n", ""))
        assert "count.mov" not in used(opened.snapshot(show))
