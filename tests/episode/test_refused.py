"""Nothing that quality control refuses is published, and nothing refused is forgotten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.app import shows, standing
from pipeline.execution import stamp
from tests.cli.command import small_show, together
from tests.episode.show import TINY, build

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

TOO_QUIET = TINY.replace("target: -16", "target: -3").replace("ceiling: -1", "ceiling: -30")
"""A ceiling far below what the target needs: all work goes well, and the finished file is 20 LU too quiet."""


def files(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}


@pytest.mark.long
def test_a_refused_package_replaces_nothing_is_told_again_and_goes_with_the_next_good_build(tmp_path: Path) -> None:
    show = small_show(tmp_path / "show")
    assert together("build", "episodes/e.yaml", folder=show).returncode == 0
    good = files(show / "renders/e")

    (show / "profiles/tiny.yaml").write_text(TOO_QUIET)
    first = together("build", "episodes/e.yaml", folder=show)
    assert first.returncode == 1
    assert f"{show}/renders/e.refused/e.mp4  refused; {show}/renders/e is left as it was\n" in first.stdout
    assert "error loudness: the programme measures" in first.stdout
    assert files(show / "renders/e") == good
    assert set(files(show / "renders/e.refused")) == set(good)
    assert json.loads((show / "renders/e.refused/qc.json").read_bytes())["verdict"] == "fail"
    assert json.loads((show / "renders/e/qc.json").read_bytes())["verdict"] == "pass"

    refused = files(show / "renders/e.refused")
    again = together("build", "episodes/e.yaml", folder=show)
    assert (again.returncode, again.stderr) == (1, "")
    assert again.stdout == first.stdout.replace("e.mp4  refused", "e.mp4  (unchanged)  refused")
    assert files(show / "renders/e.refused") == refused

    (show / "profiles/tiny.yaml").write_text(TINY)
    assert together("build", "episodes/e.yaml", folder=show).returncode == 0
    assert files(show / "renders/e") == good
    assert not (show / "renders/e.refused").exists()


def test_a_first_package_that_is_refused_leaves_no_good_one(tmp_path: Path) -> None:
    show = small_show(tmp_path / "show")
    (show / "profiles/tiny.yaml").write_text(TOO_QUIET)
    assert together("build", "episodes/e.yaml", folder=show).returncode == 1
    assert [path.name for path in (show / "renders").iterdir() if not path.name.startswith(".")] == ["e.refused"]


def test_a_finished_episode_is_looked_at_again_while_a_refused_one_stands_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamp, "RACE_NS", 0)  # the files of this test are too young to be trusted
    manifest = small_show(tmp_path / "show") / "episodes/e.yaml"
    build(manifest)

    def is_remembered() -> bool:
        with shows.opened([manifest]) as show:
            return standing.finished(show, manifest, "tiny") is not None

    assert is_remembered()
    refused = tmp_path / "show/renders/e.refused"
    refused.mkdir()
    assert not is_remembered()
    build(manifest)
    assert not refused.exists()
    assert is_remembered()


def test_a_refused_build_is_never_remembered_as_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamp, "RACE_NS", 0)
    manifest = small_show(tmp_path / "show") / "episodes/e.yaml"
    (tmp_path / "show/profiles/tiny.yaml").write_text(TOO_QUIET)
    movie, ran, _ = build(manifest)
    assert ran
    with shows.opened([manifest]) as show:
        assert standing.finished(show, manifest, "tiny") is None
    assert build(manifest)[:2] == (movie, [])


def test_what_is_not_cleared_is_a_warning_where_a_watermark_covers_it(tmp_path: Path) -> None:
    show = small_show(tmp_path / "show")
    (show / "profiles/rough.yaml").write_text(f"{TINY}needs_clearance: false\n")
    manifest = show / "episodes/e.yaml"
    manifest.write_text(manifest.read_text() + "    license: no such licence\n")
    assert together("build", "episodes/e.yaml", folder=show).returncode == 2
    done = together("build", "episodes/e.yaml", "-p", "rough", folder=show)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("episodes/e.yaml:8:14: warning: Count: the licence 'no such licence' is not known") == 1
