"""A process that is killed while it publishes, and a disk that is full: one whole package is there, and nobody's own is lost."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from pipeline.delivery import refused, withdraw
from pipeline.execution.digests import Digests
from pipeline.faults import EnvironmentFault
from tests.delivery.packages import dying_at, held, hidden, put
from tests.memory import Forgetful


@pytest.mark.fault
@pytest.mark.parametrize("rename", [1, 2])
def test_a_kill_between_any_two_steps_leaves_one_whole_package(tmp_path: Path, video: Path, rename: int) -> None:
    folder = tmp_path / "renders" / "s01e01"
    put(folder, {"a.mp4": video, "a.txt": b"old"})
    old = held(folder)
    assert dying_at(rename, lambda: put(folder, {"a.mp4": video, "a.txt": b"new"})) == 9
    assert not put(folder, {"a.mp4": video, "a.txt": b"old"}), "the old package is not in its place"
    assert held(folder) == old
    assert hidden(folder.parent) == []
    assert put(folder, {"a.mp4": video, "a.txt": b"new"})
    assert held(folder)["a.txt"] == b"new"


@pytest.mark.fault
def test_a_kill_after_the_last_rename_leaves_the_new_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "s01e01"
    put(folder, {"a.txt": b"new"})
    previous = tmp_path / ".s01e01.previous"
    previous.mkdir()
    (previous / "a.txt").write_bytes(b"old")
    assert not put(folder, {"a.txt": b"new"})
    assert held(folder)["a.txt"] == b"new"
    assert hidden(tmp_path) == []


@pytest.mark.fault
@pytest.mark.parametrize("killed", ["before it is out of sight", "while it is removed"])
def test_a_kill_while_a_package_is_withdrawn_leaves_all_of_it_or_nothing(tmp_path: Path, video: Path, killed: str) -> None:
    folder = refused(tmp_path / "renders" / "s01e01")
    put(folder, {"a.mp4": video, "a.txt": b"too loud"})
    whole = held(folder)
    if killed == "before it is out of sight":
        assert dying_at(1, lambda: withdraw(folder, folder.with_name("good"), Digests(Forgetful()))) == 9
        assert held(folder) == whole
    else:
        assert dying_at(0, lambda: withdraw(folder, folder.with_name("good"), Digests(Forgetful())), removing=1) == 9
        assert not folder.exists()
    withdraw(folder, folder.with_name("good"), Digests(Forgetful()))
    assert [path.name for path in folder.parent.iterdir()] == [".s01e01.refused.lock"]


@pytest.mark.fault
@pytest.mark.parametrize("write", range(1, 6))
def test_a_full_disk_is_one_clear_error_and_keeps_the_package_before(
    tmp_path: Path, video: Path, monkeypatch: pytest.MonkeyPatch, write: int
) -> None:
    folder = tmp_path / "renders" / "s01e01"
    put(folder, {"a.mp4": video, "a.txt": b"old"})
    old = held(folder)
    count = 0
    sync = os.fsync

    def full(handle: int) -> None:
        nonlocal count
        count += 1
        if count == write:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentFault, match="No space left on device; free some space"):
        put(folder, {"a.mp4": video, "a.txt": b"new", "b.txt": b"new"})
    assert held(folder) == old or (write == 5 and held(folder)["a.txt"] == b"new")
    assert [name for name in hidden(folder.parent) if "partial" in name] == []
    assert hashlib.sha256((folder / "a.txt").read_bytes()).hexdigest() in (folder / "SHA256SUMS").read_text()


@pytest.mark.parametrize("step", range(1, 5))
@pytest.mark.fault
def test_a_kill_loses_nothing_of_a_persons_own(tmp_path: Path, step: int) -> None:
    folder = tmp_path / "renders" / "s01e01"
    put(folder, {"a.txt": b"old", "de.srt": b"de"})
    (folder / "notes.txt").write_text("mine")
    assert dying_at(step, lambda: put(folder, {"a.txt": b"new"})) == 9
    put(folder, {"a.txt": b"new"})
    assert set(held(folder)) == {"a.txt", "notes.txt", "SHA256SUMS"}
    assert held(folder)["notes.txt"] == b"mine"
    assert hidden(folder.parent) == []
