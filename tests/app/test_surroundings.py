"""Broken surroundings of a build, met by the command itself: no rights, no room, two at once. It says so and nothing is lost."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import kills
from pipeline import digest
from tests.app.damage import CAPTIONS, MANIFEST, Built, flip, gone, rewritten
from tests.cli.command import environment, script
from tests.episode.show import PLAIN, counting, make_show

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow, pytest.mark.fault]

_DROP_FROM_BOUNDS = 24
"""PR_CAPBSET_DROP of linux/prctl.h; 1 and 2 are CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH of linux/capability.h."""


def obeys_modes() -> None:
    """Take from root what lets it read and write whatever it likes; others obey modes anyway."""
    if sys.platform == "linux" and os.geteuid() == 0:
        for capability in (1, 2):
            ctypes.CDLL(None).prctl(_DROP_FROM_BOUNDS, capability, 0, 0, 0)


BUILD = ("build", "episodes/s01e01.yaml")


def build(built: Built, limit: Callable[[], None] | None = None, command: tuple[str, ...] = BUILD) -> tuple[int, str]:
    done = subprocess.run(
        [script(), *command], cwd=built.show, env=environment(), capture_output=True, encoding="utf-8", check=False, timeout=120,
        preexec_fn=limit,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def package(built: Built) -> dict[str, str]:
    return {path.name: digest.of_file(path) for path in built.package.iterdir()}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Built:
    show = make_show(tmp_path_factory.mktemp("clean") / "show", f"rate: 25\n{PLAIN}")
    counting(show / "episodes/media/count.mov", 15)
    (show / "episodes/media/spoken.srt").write_text(CAPTIONS)
    (show / "episodes/s01e01.yaml").write_text(MANIFEST)
    assert build(Built(show))[0] == 0
    return Built(show)


@pytest.fixture
def built(clean: Built, tmp_path: Path) -> Built:
    shutil.copytree(clean.show, tmp_path / "show", symlinks=True)
    return Built(tmp_path / "show")


def store_without_records(built: Built) -> list[Path]:
    for record in built.records:
        gone(record)
    return [built.store / "objects", *built.store.glob("actions/*"), built.store]


def of_no_mode(built: Built) -> list[Path]:
    return [*built.blobs, *built.records]


NO_RIGHTS: dict[str, tuple[Callable[[Built], list[Path]], str]] = {
    "blobs and records that nobody may read": (of_no_mode, ""),
    "a package that nobody may read": (lambda built: list(built.package.iterdir()), ""),
    "a memory that nobody may read": (lambda built: [built.store / "memory.sqlite"], ""),
    "a folder of renders that nobody may write": (lambda built: [built.show / "renders"], "cannot"),
    "a store that nobody may write": (store_without_records, "cannot be written"),
    "a source that nobody may read": (lambda built: [built.show / "episodes/media/count.mov"], "count.mov"),
}


@pytest.mark.parametrize("name", NO_RIGHTS)
def test_what_may_not_be_touched_is_made_again_or_told(name: str, built: Built, clean: Built) -> None:
    paths, words = NO_RIGHTS[name]
    closed = {path: path.stat().st_mode & 0o7777 for path in paths(built)}
    rewritten(built.package / "title.txt", flip)
    for path in closed:
        path.chmod(0o500 if path.is_dir() else 0)
    code, told = build(built, obeys_modes)
    for path, mode in closed.items():
        if path.exists():
            path.chmod(mode)
    if words:
        (line,) = [line for line in told.splitlines() if "error" in line or words in line]
        assert words in line
        assert code in (2, 3)
    else:
        assert code == 0, told
        assert package(built) == package(clean)
    assert build(built)[0] == 0
    assert package(built) == package(clean)


LIMITS = {
    "open files": ("-n 20", "no more files may be open at once (here 20); raise that with `ulimit -n 1024`"),
    "the size of a file": ("-f 20", "may not become as large as it has to be; raise the limit (`ulimit -f unlimited`)"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_of_the_shell_is_told_with_the_way_to_raise_it(name: str, built: Built, clean: Built) -> None:
    if sys.platform != "linux":
        pytest.skip("other shells, other limits")
    limit, words = LIMITS[name]
    gone(built.store)
    done = subprocess.run(
        ["sh", "-c", f'ulimit {limit} && exec "{script()}" build episodes/s01e01.yaml'], cwd=built.show, env=environment(),
        capture_output=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert words in done.stderr
    assert "made a mistake" not in done.stderr
    assert package(built) == package(clean)


@pytest.mark.long
@pytest.mark.parametrize("size", ["64k", "300k"])
def test_a_full_disk_is_told_and_nothing_is_lost(built: Built, clean: Built, size: str) -> None:
    gone(built.store)
    built.store.mkdir()
    # A file system of its own, which only this build sees.
    mount = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
    small = f"mount -t tmpfs -o size={size} none renders/.store"
    if shutil.which("unshare") is None or subprocess.run([*mount, small], cwd=built.show, check=False).returncode:
        pytest.skip("no file system may be mounted here")
    done = subprocess.run(
        [*mount, f'{small} && "{script()}" build episodes/s01e01.yaml'], cwd=built.show, env=environment(), capture_output=True,
        encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "error" in line]
    assert "the disk that holds" in line
    assert "is full; make room" in line
    assert package(built) == package(clean)
    assert build(built)[0] == 0
    assert package(built) == package(clean)


@pytest.mark.long
def test_two_builds_at_once_make_one_package(built: Built, clean: Built) -> None:
    gone(built.store)
    gone(built.package)
    command = [script(), "build", "episodes/s01e01.yaml"]
    two = [
        subprocess.Popen(command, cwd=built.show, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    ended = [(one.communicate(timeout=120)[1], one.returncode) for one in two]
    assert [code for _, code in ended] == [0, 0], ended
    assert package(built) == package(clean)
    assert build(built, command=("store", "verify"))[0] == 0


@pytest.mark.long
def test_builds_that_are_killed_end_as_a_clean_one(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
    found = kills.endure(built.show, "episodes/s01e01.yaml", 4, seed=7)
    assert found["other"] == []
    assert found["compared"] >= 1
    assert sum(found["kills"].values()) >= 4
