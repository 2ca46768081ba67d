"""Two of a crew build the same episode, one after the other, with one depot."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.command import MANIFEST, small_show, together

pytestmark = [pytest.mark.ffmpeg, pytest.mark.long]


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the shows of two, and the depot into which one has built."""
    folder = tmp_path_factory.mktemp("crew")
    small_show(folder / "ana")
    shutil.copytree(folder / "ana", folder / "ben")
    (folder / "depot").mkdir()
    done = together("build", "episodes/e.yaml", "--depot", str(folder / "depot"), folder=folder / "ana")
    assert done.returncode == 0, done.stderr
    assert f"a new depot was begun in {folder / 'depot'}" in done.stderr
    assert " put into the depot (" in done.stderr
    return folder


def test_what_one_has_built_the_other_fetches_byte_for_byte(crew: Path) -> None:
    done = together("build", "episodes/e.yaml", "--json", folder=crew / "ben", TOGETHER_DEPOT=str(crew / "depot"))
    assert done.returncode == 0, done.stderr
    assert " fetched from the depot (" in done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event for event in events if event.get("event") == "started"] == []
    assert sum(event["fetched"] for event in events if event.get("event") == "planned") > 0
    names = [path.relative_to(crew / "ana/renders/e") for path in (crew / "ana/renders/e").rglob("*") if path.is_file()]
    for name in names:
        assert (crew / "ben/renders/e" / name).read_bytes() == (crew / "ana/renders/e" / name).read_bytes(), name
    again = together("build", "episodes/e.yaml", "--depot", str(crew / "depot"), folder=crew / "ben")
    assert (again.returncode, again.stderr) == (0, "")


def test_a_depot_is_looked_after_and_one_that_is_none_is_told(crew: Path, tmp_path: Path) -> None:
    depot = str(crew / "depot")
    stats = together("store", "stats", "--depot", depot, folder=tmp_path)
    assert stats.returncode == 0, stats.stderr
    assert stats.stdout.splitlines()[1:] == ["  Test, e.tiny: 1 build"]
    blob = max((path for path in (crew / "depot/objects").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    content = blob.read_bytes()
    blob.chmod(0o644)
    blob.write_bytes(content[:-1])
    verified = together("store", "verify", "--depot", depot, folder=tmp_path)
    assert verified.returncode == 1
    assert f"{blob.relative_to(depot)} was damaged" in verified.stdout
    blob.write_bytes(content)
    collected = together("store", "gc", "--depot", depot, "--grace", "0", folder=tmp_path)
    assert collected.stdout.startswith("removed 0 parts (0.0 MB)")
    none = together("store", "stats", "--depot", str(tmp_path), folder=tmp_path)
    assert none.returncode == 3
    assert "there is no depot at" in none.stderr
    assert list(tmp_path.iterdir()) == []
    wrong = together("store", "gc", "--depot", depot, "--budget", "1", folder=tmp_path)
    assert (wrong.returncode, "--budget: it is for the store of a show" in wrong.stderr) == (2, True)
    wrong = together("store", "gc", "--grace", "1", folder=crew / "ana")
    assert (wrong.returncode, "--grace: it is for a depot" in wrong.stderr) == (2, True)


def test_a_depot_that_is_away_stops_nobody_who_has_not_asked_for_it(crew: Path, tmp_path: Path) -> None:
    (tmp_path / "together").mkdir()
    (tmp_path / "together/settings.yaml").write_text(f"depot: {tmp_path}/not-mounted\n")
    settings = {"XDG_CONFIG_HOME": str(tmp_path)}
    (crew / "ana/episodes/e.yaml").write_text(MANIFEST.replace("Hello", "Hi"))
    done = together("build", "episodes/e.yaml", "--only", "hi", folder=crew / "ana", **settings)
    assert done.returncode == 0, done.stderr
    assert "not-mounted cannot be reached (No such file or directory); the build goes on without it" in done.stderr
    done = together("build", "episodes/e.yaml", "--depot", f"{tmp_path}/gone", folder=crew / "ana")
    assert done.returncode == 3
    assert "the depot" in done.stderr
    assert "cannot be reached" in done.stderr
    done = together("build", "episodes/e.yaml", "--only", "hi", "--depot", "none", folder=crew / "ana", **settings)
    assert (done.returncode, "depot" in done.stderr) == (0, False)
