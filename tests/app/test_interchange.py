"""What quality control found in a package goes out with the cut, as long as the package is of this cut."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.app import interchange
from tests.episode.show import BARE, build, make_show, opened_warm, write

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
