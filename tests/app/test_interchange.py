"""What quality control found in a package goes out with the cut, as long as the package is of this cut."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.app import interchange, rewriting
from pipeline.app.reviewing import Author
from pipeline.faults import InputFault
from tests.episode.show import BARE, build, counting, make_show, opened_warm, write

otio = pytest.importorskip("opentimelineio")
pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

MANIFEST = "episode: {title: A}\nsegments:\n  - card: Hello\n    length: 1\n"
FINDING = {"code": "black", "severity": "warning", "message": "the picture is black", "frame": 5, "frames": 10}


def test_findings_are_markers_while_the_package_is_of_this_cut(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", f"rate: 25\ntheme: paper\n{BARE}", "{}\n")
    write(show / "episodes", {"e.yaml": MANIFEST})
    manifest = show / "episodes/e.yaml"
    movie, _, _ = build(manifest)
    report = movie.with_name("qc.json")
    said = json.loads(report.read_bytes())
    report.write_text(json.dumps({**said, "findings": [FINDING]}))

    def exported() -> tuple[list[tuple[str, str, float]], tuple[str, ...]]:
        with opened_warm([manifest], proves=False) as opened:
            (found,) = interchange.export(opened, manifest, {"otio": None}, is_absolute=False)
        markers = otio.adapters.read_from_file(str(found.path)).tracks.markers
        return [(one.name, one.color, one.marked_range.start_time.value) for one in markers], found.untold

    assert exported()[0] == [("black", "ORANGE", 5)]
    manifest.write_text(MANIFEST.replace("length: 1", "length: 2"))
    markers, untold = exported()
    assert markers == []
    assert any("of an older build, and is not marked" in words for words in untold)


TWO = "episode: {title: A}\nsegments:\n  - {clip: One, file: count.mov, in: 0.2}\n  - include: later.yaml\n"
LATER = "{clip: Later, file: count.mov, in: 0.2}\n"


class KilledError(BaseException):
    """What stands for the end of the process."""


def test_an_import_that_was_killed_between_two_files_is_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    show = make_show(tmp_path / "show", f"rate: 25\ntheme: paper\n{BARE}", "{}\n")
    counting(show / "episodes/media/count.mov", 50)
    write(show / "episodes", {"e.yaml": TWO, "later.yaml": LATER})
    manifest, later, edited = show / "episodes/e.yaml", show / "episodes/later.yaml", show / "edited.otio"
    with opened_warm([manifest], proves=False) as opened:
        (found,) = interchange.export(opened, manifest, {"otio": None}, is_absolute=False)
    timeline = otio.adapters.read_from_file(str(found.path))
    for clip in timeline.find_clips():
        used, five = clip.source_range, otio.opentime.RationalTime(5, 25)
        clip.source_range = otio.opentime.TimeRange(used.start_time + five, used.duration - five)
    otio.adapters.write_to_file(timeline, str(edited))

    ana = Author("Ana", datetime(2026, 11, 28, tzinfo=UTC))

    def bring(*, writes: bool = True) -> interchange.Imported:
        with opened_warm([manifest], proves=False) as opened:
            return interchange.bring_back(opened, manifest, edited, ana, writes=writes)

    put, written = rewriting.put, []

    def put_once(path: Path, content: bytes) -> None:
        if written:
            raise KilledError
        written.append(path)
        put(path, content)

    with monkeypatch.context() as patched:
        patched.setattr(rewriting, "put", put_once)
        with pytest.raises(KilledError):
            bring()
    assert (manifest.read_text() == TWO) != (later.read_text() == LATER)

    tried = bring(writes=False)
    assert (manifest.read_text() == TWO) != (later.read_text() == LATER)
    taken = bring()
    assert (taken.taken, taken.left) == (tried.taken, ())
    assert len(taken.taken) == 2
    assert (manifest.read_text(), later.read_text()) == (TWO.replace("0.2", "0.4"), LATER.replace("0.2", "0.4"))
    assert {one.path for one in taken.files} == {"episodes/e.yaml", "episodes/later.yaml"}
    assert not [path for path in manifest.parent.iterdir() if path.name.startswith(".e.yaml")]
    with pytest.raises(InputFault, match="has changed since this was exported"):
        bring()
