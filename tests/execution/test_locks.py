"""Kernel locks, and what is done where a disk does not know what Linux's own know."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import signal
import stat
import tempfile
import time
from pathlib import Path

import pytest

from pipeline.execution import disk
from pipeline.execution.local_store import LocalStore
from pipeline.execution.upkeep import collect, verify
from pipeline.faults import EnvironmentFault
from tests.execution.fakes import Build, FakeRunner, an_episode
from tests.execution.test_faults import in_a_child, spawn, wait_for

# ---------------------------------------------------------------------------------------------- locks


@pytest.fixture
def without_locks(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Put the store on a file system that knows no locks, as some network and FUSE file systems; elsewhere they work."""
    inside = str(build.folder / "renders")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(temporary))
    flock = fcntl.flock

    def refusing(handle: int, operation: int) -> None:
        if str(Path(f"/proc/self/fd/{handle}").readlink()).startswith(inside):
            raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))
        flock(handle, operation)

    monkeypatch.setattr(fcntl, "flock", refusing)
    return build


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the test asks /proc which file a handle is")
class TestWithoutLocks:
    def test_a_key_is_still_held_by_one(self, without_locks: Build) -> None:
        with without_locks.store() as one, without_locks.store() as two:
            with one.lock("k", lambda: False) as is_held, two.lock("k", lambda: True) as is_held_twice:
                assert (is_held, is_held_twice) == (True, False)
            with two.lock("k", lambda: True) as is_held:
                assert is_held

    def test_two_builds_at_once_run_each_action_once(self, without_locks: Build) -> None:
        plan = an_episode(without_locks.folder).plan()
        log = without_locks.folder / "log"

        def work() -> None:
            runner = FakeRunner()

            def meanwhile(action: object) -> None:
                with log.open("a") as stream:
                    stream.write(f"{getattr(action, 'address', '')}\n")
                time.sleep(0.02)

            runner.meanwhile = meanwhile
            without_locks.run(plan, runner=runner, workers=2)

        builds = [spawn(work), spawn(work)]
        assert [wait_for(pid) for pid in builds] == [0, 0]
        assert sorted(log.read_text().split()) == sorted(action.address for action in plan.actions)

    def test_what_a_dead_process_left_is_swept_and_what_a_living_one_uses_stays(self, without_locks: Build) -> None:
        def dying() -> None:
            with without_locks.store() as store:
                store.new_sandbox()
                os.kill(os.getpid(), signal.SIGKILL)

        assert in_a_child(dying) == -signal.SIGKILL
        with without_locks.store() as living:
            sandbox = living.new_sandbox()
            assert list((living.folder / "running").iterdir()) == [sandbox.parent]
            with without_locks.store() as other:
                other.sweep()
            assert sandbox.exists()

    def test_gc_still_refuses_while_another_uses_the_store(self, without_locks: Build) -> None:
        with without_locks.store() as one:
            with without_locks.store(), pytest.raises(EnvironmentFault, match="another build"):
                collect(one)
            collect(one)


def test_any_other_fault_of_a_lock_is_told(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    flock, calls = fcntl.flock, 0

    def broken_once(handle: int, operation: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        flock(handle, operation)

    monkeypatch.setattr(fcntl, "flock", broken_once)
    with pytest.raises(EnvironmentFault, match="cannot be written: Input/output error"), build.store():
        pass


# ---------------------------------------------------------------------------------------------- links, flushes


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOTSUP, errno.ENOSYS])
def test_without_links_inputs_are_copied(build: Build, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    other = Build(build.folder / "other")
    other.folder.mkdir()
    plan = an_episode(build.folder).plan()
    an_episode(other.folder)
    build.run(plan)

    def refusing(self: Path, target: Path, target_is_directory: bool = False) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "symlink_to", refusing)
    assert len(other.run(plan)) == len(plan.actions)
    assert other.outputs(plan) == build.outputs(plan)


def test_a_link_that_fails_otherwise_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("")
    with pytest.raises(FileExistsError):
        disk.link(tmp_path / "there", tmp_path / "target")


@pytest.mark.parametrize("is_known", [True, False])
def test_macos_flushes_to_the_disk_itself_where_its_file_system_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_known: bool
) -> None:
    asked: list[str] = []

    def full(handle: int, command: int) -> int:
        asked.append("full")
        if not is_known:
            raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))
        return 0

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", full)
    monkeypatch.setattr(os, "fsync", lambda handle: asked.append("fsync"))
    (tmp_path / "a").write_text("a")
    disk.flush_file(tmp_path / "a")
    assert asked == (["full"] if is_known else ["full", "fsync"])


def test_elsewhere_a_flush_is_an_fsync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.delattr(fcntl, "F_FULLFSYNC", raising=False)
    monkeypatch.setattr(os, "fsync", asked.append)
    (tmp_path / "a").write_text("a")
    disk.flush_file(tmp_path / "a")
    assert len(asked) == 1


def test_a_folder_that_cannot_be_flushed_is_written_all_the_same(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync = os.fsync

    def refusing(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", refusing)
    plan = an_episode(build.folder).plan()
    assert len(build.run(plan)) == len(plan.actions)


def test_a_store_that_was_copied_whole_is_used(build: Build, tmp_path: Path) -> None:
    plan = an_episode(build.folder).plan()
    build.run(plan)
    shutil.copytree(build.folder / "renders", tmp_path / "copy" / "renders", copy_function=shutil.copyfile)
    copied = Build(tmp_path / "copy")
    an_episode(copied.folder)
    assert copied.run(plan) == []
    with LocalStore(copied.folder / "renders" / ".store") as store:
        assert verify(store).damaged == ()
