"""What renders/ must be: nothing for those who look, a place for a package for those who build, told before rendering."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.app import seasons, session
from pipeline.faults import EnvironmentFault
from tests.episode.show import BARE, make_show


def test_who_only_looks_needs_no_renders(tmp_path: Path) -> None:
    make_show(tmp_path, f"rate: 25\n{BARE}", "ana: Ana\n")
    manifest = tmp_path / "episodes" / "e.yaml"
    manifest.write_text("episode: {title: Small, season: 1, number: 1}\nsegments:\n  - card: A\n    length: 1\n")
    shutil.rmtree(tmp_path / "renders")
    (tmp_path / "renders").write_text("in the way")
    with pytest.raises(EnvironmentFault, match="cannot be written"), session.opened([manifest]):
        pass
    with session.opened([manifest], writes=False) as opened:
        assert opened.diagnostics(manifest) == ()
        assert opened.forecast(opened.work(manifest)).reasons
    assert (tmp_path / "renders").read_text() == "in the way"


@pytest.mark.parametrize("what", ["link to a file", "link to nothing", "file"])
def test_what_stands_in_a_packages_way_is_told_before_rendering(tmp_path: Path, what: str) -> None:
    make_show(tmp_path, f"rate: 25\n{BARE}", "ana: Ana\n")
    manifest = tmp_path / "episodes" / "e.yaml"
    manifest.write_text("episode: {title: Small, season: 1, number: 1}\nsegments:\n  - card: A\n    length: 1\n")
    place = tmp_path / "renders" / "e"
    if what == "file":
        place.touch()
    else:
        place.symlink_to(tmp_path / ("episodes/e.yaml" if what == "link to a file" else "nowhere"))
    ran: list[object] = []
    with session.opened([manifest]) as opened:
        season = seasons.prepare(opened, [manifest], None)
        told = f"is in the way of the package: it is {'no folder' if what == 'file' else 'a link'}; rename or remove it"
        with pytest.raises(EnvironmentFault, match=told):
            seasons.build(opened, season, workers=1, listen=ran.append)
    assert ran == []


def test_where_no_package_may_be_written_is_told_before_rendering(tmp_path: Path) -> None:
    make_show(tmp_path, f"rate: 25\n{BARE}", "ana: Ana\n")
    manifest = tmp_path / "episodes" / "e.yaml"
    manifest.write_text("episode: {title: Small, season: 1, number: 1}\nsegments:\n  - card: A\n    length: 1\n")
    renders = tmp_path / "renders"
    (renders / ".store").mkdir(parents=True, exist_ok=True)
    steps = [("--bind", renders, renders), ("-o", "remount,ro,bind", renders), ("-t", "tmpfs", "tmpfs", renders / ".store")]
    try:
        if any(subprocess.run(["mount", *step], capture_output=True, check=False).returncode for step in steps):
            pytest.skip("only root may mount")
        ran: list[object] = []
        with session.opened([manifest]) as opened:
            season = seasons.prepare(opened, [manifest], None)
            with pytest.raises(EnvironmentFault, match=r"cannot publish .*cannot be written to; make the folder writable"):
                seasons.build(opened, season, workers=1, listen=ran.append)
        assert ran == []
    finally:
        for mounted in (renders / ".store", renders):
            subprocess.run(["umount", "-l", mounted], capture_output=True, check=False)
