"""An episode goes to an editing program and comes back on the command line, with its notes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.app.small import FIRST_OF_CLIP, small_show
from tests.cli.command import environment, together

otio = pytest.importorskip("opentimelineio")
pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

MANIFEST = "episodes/s01e01.yaml"
NOTE = '- {note: k3, at: 0:01.2, follows: {segment: count, at: 0:00.2}, by: "Ben", on: 2026-11-27T04:10:00Z, text: "Shorter"}\n'


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("interchange") / "show"
    small_show(folder)
    (folder / "episodes/s01e01.notes.yaml").write_text(NOTE)
    return folder


def files(show: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted((show / "episodes").glob("*.yaml"))}


def test_an_episode_goes_out_and_comes_back_with_its_notes(show: Path) -> None:
    before = files(show)
    done = together("export", MANIFEST, folder=show)
    assert done.returncode == 0, done.stderr
    path = Path(done.stdout.strip())
    assert path == show / "renders/exports/s01e01.otio"
    timeline = otio.adapters.read_from_file(str(path))
    clip = next(clip for clip in timeline.find_clips() if clip.name == "count.mov")
    media = (path.parent / clip.media_reference.target_url).resolve()
    assert media == (show / "episodes/media/count.mov").resolve()
    (marker,) = timeline.tracks.markers
    assert (marker.name, marker.marked_range.start_time.value) == ("Shorter", FIRST_OF_CLIP + 5)

    same = together("import", MANIFEST, "--otio", str(path), folder=show)
    assert (same.returncode, same.stderr) == (0, "")
    assert "nothing to take" in same.stdout

    used = clip.source_range
    ten = otio.opentime.RationalTime(10, 25)
    clip.source_range = otio.opentime.TimeRange(used.start_time + ten, used.duration - ten)
    marker.comment += "\n\nDone so."
    marker.color = otio.schema.MarkerColor.GREEN
    where = otio.opentime.TimeRange(otio.opentime.RationalTime(2, 25), otio.opentime.RationalTime(1, 25))
    timeline.tracks.markers.append(otio.schema.Marker("Larger", where))
    edited = show / "edited.otio"
    otio.adapters.write_to_file(timeline, str(edited))

    tried = together("import", MANIFEST, "--otio", "edited.otio", "--dry-run", folder=show)
    assert tried.returncode == 0, tried.stderr
    assert "+    in: 0.4\n" in tried.stdout
    assert "would take: a new note: 'Larger'" in tried.stdout
    assert files(show) == before

    taken = together("import", MANIFEST, "--otio", "edited.otio", "--by", "Mika", "--json", folder=show)
    assert taken.returncode == 0, taken.stderr
    said = json.loads(taken.stdout)
    assert said["left"] == []
    assert len(said["taken"]) == 4
    after = files(show)
    manifest, notes = show / MANIFEST, show / "episodes/s01e01.notes.yaml"
    assert after[manifest] == before[manifest].replace(b"    file: count.mov\n", b"    file: count.mov\n    in: 0.4\n")
    assert after[notes].startswith(NOTE.encode())
    added = after[notes].decode().removeprefix(NOTE).splitlines()
    assert sorted(line.split(":")[0] for line in added) == ["- {note", "- {reply", "- {state"]
    assert all('by: "Mika"' in line for line in added)
    assert {path for path in after if after[path] != before[path]} == {manifest, notes}

    again = together("import", MANIFEST, "--otio", "edited.otio", folder=show)
    assert again.returncode == 2
    assert "the cut of 'count' has changed since this was exported" in again.stderr


def test_whole_paths_are_addresses(show: Path) -> None:
    assert together("export", MANIFEST, "--otio", "whole.otio", "--absolute", folder=show).returncode == 0
    timeline = otio.adapters.read_from_file(str(show / "whole.otio"))
    urls = [clip.media_reference.target_url for clip in timeline.find_clips() if hasattr(clip.media_reference, "target_url")]
    assert (show / "episodes/media/count.mov").as_uri() in urls


def test_other_formats_are_written_and_say_what_they_do_not_hold(show: Path) -> None:
    done = together("export", MANIFEST, "--edl", "cut.edl", "--fcpxml", "cut.fcpxml", "--json", folder=show)
    assert done.returncode == 0, done.stderr
    told = {Path(one["path"]).name: one["untold"] for one in map(json.loads, done.stdout.splitlines())}
    assert sorted(told) == ["cut.edl", "cut.fcpxml"]
    assert any("sounds, and their levels" in words for words in told["cut.edl"])
    assert f'src="{(show / "episodes/media/count.mov").as_uri()}"' in (show / "cut.fcpxml").read_text()
    assert "* FROM CLIP: episodes/media/count.mov" in (show / "cut.edl").read_text()


@pytest.mark.parametrize(
    ("option", "target"), [("--otio", MANIFEST), ("--edl", "episodes/media/count.mov"), ("--fcpxml", "a.otio")]
)
def test_an_export_writes_over_nothing_but_timelines(show: Path, option: str, target: str) -> None:
    before = files(show), (show / "episodes/media/count.mov").read_bytes()
    done = together("export", MANIFEST, option, target, folder=show)
    assert done.returncode == 2
    assert f"{target}: the name of this timeline does not end in .{option[2:]}" in done.stderr
    assert (files(show), (show / "episodes/media/count.mov").read_bytes()) == before


def test_an_export_writes_over_a_timeline_that_was_edited_only_where_it_is_asked_to(show: Path) -> None:
    path = show / "mine.otio"
    assert together("export", MANIFEST, "--otio", "mine.otio", folder=show).returncode == 0
    assert together("export", MANIFEST, "--otio", "mine.otio", folder=show).returncode == 0
    edited = path.read_bytes() + b"\n"
    path.write_bytes(edited)
    refused = together("export", MANIFEST, "--otio", "mine.otio", "--edl", "mine.edl", folder=show)
    assert refused.returncode == 2
    assert "mine.otio: this timeline was changed since it was exported" in refused.stderr
    assert "--replace" in refused.stderr
    assert path.read_bytes() == edited
    assert not (show / "mine.edl").exists()
    assert together("export", MANIFEST, "--otio", "mine.otio", "--replace", folder=show).returncode == 0
    assert path.read_bytes() != edited


def test_what_cannot_be_taken_is_told_by_the_exit_code(show: Path) -> None:
    assert together("export", MANIFEST, "--otio", "out.otio", folder=show).returncode == 0
    timeline = otio.adapters.read_from_file(str(show / "out.otio"))
    clip = next(clip for clip in timeline.find_clips() if clip.name == "count.mov")
    clip.effects.append(otio.schema.FreezeFrame("Stop"))
    otio.adapters.write_to_file(timeline, str(show / "out.otio"))
    done = together("import", MANIFEST, "--otio", "out.otio", folder=show)
    assert done.returncode == 1
    assert "not taken: 'count.mov' of 'count'" in done.stderr
    missing = together("import", MANIFEST, "--otio", "nowhere.otio", folder=show)
    assert missing.returncode == 2
    assert "nowhere.otio: this file cannot be read" in missing.stderr


def test_without_the_library_it_is_told_what_to_install(show: Path, tmp_path: Path) -> None:
    import subprocess

    (tmp_path / "opentimelineio.py").write_text("raise ImportError('No module named opentimelineio')\n")
    paths = f"{tmp_path}:{environment()['PYTHONPATH']}"
    command = [sys.executable, "-m", "pipeline.cli.main", "export", MANIFEST]
    done = subprocess.run(command, cwd=show, env=environment(PYTHONPATH=paths), capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "pip install 'create-together[interchange]'" in done.stderr


def test_an_import_whose_notes_are_refused_changes_nothing_and_can_be_run_again(show: Path) -> None:
    assert together("export", MANIFEST, "--otio", "noted.otio", folder=show).returncode == 0
    before = files(show)
    timeline = otio.adapters.read_from_file(str(show / "noted.otio"))
    clip = next(clip for clip in timeline.find_clips() if clip.name == "count.mov")
    four, early = otio.opentime.RationalTime(4, 25), otio.opentime.RationalTime(-9, 25)
    clip.source_range = otio.opentime.TimeRange(clip.source_range.start_time, clip.source_range.duration - four)
    timeline.tracks.markers.append(otio.schema.Marker("Before all", otio.opentime.TimeRange(early, four)))
    otio.adapters.write_to_file(timeline, str(show / "noted.otio"))
    for more in ([], ["--dry-run"]):
        refused = together("import", MANIFEST, "--otio", "noted.otio", "--by", "", *more, folder=show)
        assert (refused.returncode, files(show)) == (2, before)
        assert "a name has 1 to" in refused.stderr
    done = together("import", MANIFEST, "--otio", "noted.otio", folder=show)
    assert done.returncode == 0, done.stderr
    changed = {path.name for path, content in files(show).items() if content != before[path]}
    assert changed == {"s01e01.yaml", "s01e01.notes.yaml"}
