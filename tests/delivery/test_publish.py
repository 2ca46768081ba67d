import errno
import hashlib
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.delivery import is_published, place, publish, refused, withdraw
from pipeline.faults import EnvironmentFault


@pytest.fixture
def video(tmp_path: Path) -> Path:
    blob = tmp_path / "store" / "blob"
    blob.parent.mkdir()
    blob.write_bytes(b"moving pictures")
    blob.chmod(0o444)
    return blob


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def hidden(renders: Path) -> list[str]:
    return sorted(path.name for path in renders.iterdir() if path.name.startswith(".") and not path.name.endswith(".lock"))


def test_a_package_is_whole_and_its_checksums_hold(tmp_path: Path, video: Path) -> None:
    folder = tmp_path / "renders" / "s01e01"
    assert publish(folder, {"s01e01.mp4": video, "描述.txt": "été".encode()})
    assert set(held(folder)) == {"s01e01.mp4", "描述.txt", "SHA256SUMS"}
    assert subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=False).returncode == 0
    # A copy, which its owner may change and which is of today; what it was copied from stays as it is.
    copy = (folder / "s01e01.mp4").stat()
    assert not video.samefile(folder / "s01e01.mp4")
    assert copy.st_nlink == 1
    assert copy.st_mode & 0o200
    assert abs(copy.st_mtime - time.time()) < 600
    assert hidden(folder.parent) == []
    assert folder.stat().st_mode & 0o777 == 0o755


def test_publishing_the_same_again_does_nothing(tmp_path: Path, video: Path) -> None:
    folder = tmp_path / "s01e01"
    contents = {"a.mp4": video, "a.txt": b"a"}
    publish(folder, contents)
    before = folder.stat().st_ino
    assert not publish(folder, contents)
    assert folder.stat().st_ino == before
    assert publish(folder, {"a.mp4": video, "a.txt": b"b"})
    assert publish(folder, {"a.mp4": video})
    assert set(held(folder)) == {"a.mp4", "SHA256SUMS"}


def test_a_changed_video_is_replaced_on_either_side(tmp_path: Path, video: Path) -> None:
    folder = tmp_path / "s01e01"
    publish(folder, {"a.mp4": video})
    assert (folder / "a.mp4").read_bytes() == video.read_bytes()
    assert is_published(folder, {"a.mp4": video})
    good = video.read_bytes()
    (folder / "a.mp4").write_bytes(good[::-1])  # someone cuts the finished movie: as long as before
    assert video.read_bytes() == good
    assert not is_published(folder, {"a.mp4": video})
    assert publish(folder, {"a.mp4": video})
    video.chmod(0o644)
    before = video.stat()
    video.write_bytes(b"other pictures!")  # as long as before
    os.utime(video, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not is_published(folder, {"a.mp4": video})


def test_a_package_that_shares_its_video_with_the_store_gets_one_of_its_own(tmp_path: Path, video: Path) -> None:
    folder = tmp_path / "s01e01"
    publish(folder, {"a.mp4": video})
    (folder / "a.mp4").unlink()
    os.link(video, folder / "a.mp4")  # as versions before this one left it
    assert publish(folder, {"a.mp4": video})
    assert not video.samefile(folder / "a.mp4")


def dying_at(number: int, call: Callable[[], object], removing: int = 0) -> int:
    """Run `call` in a child that is gone, without any clean-up, right before its rename `number`, or before it has removed
    its file `removing`; return how it ended."""
    child = os.fork()
    if child == 0:
        count = 0
        rename = Path.rename

        def counting(self: Path, target: Path) -> Path:
            nonlocal count
            count += 1
            if count == number:
                os._exit(9)
            return rename(self, target)

        removals = 0
        unlink = os.unlink

        def removing_one(*arguments: Any, **more: Any) -> None:
            nonlocal removals
            removals += 1
            if removals == removing:
                os._exit(9)
            unlink(*arguments, **more)

        Path.rename = counting  # type: ignore[method-assign]
        os.unlink = removing_one
        call()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.fault
@pytest.mark.parametrize("rename", [1, 2])
def test_a_kill_between_any_two_steps_leaves_one_whole_package(tmp_path: Path, video: Path, rename: int) -> None:
    folder = tmp_path / "renders" / "s01e01"
    publish(folder, {"a.mp4": video, "a.txt": b"old"})
    old = held(folder)
    assert dying_at(rename, lambda: publish(folder, {"a.mp4": video, "a.txt": b"new"})) == 9
    assert not publish(folder, {"a.mp4": video, "a.txt": b"old"}), "the old package is not in its place"
    assert held(folder) == old
    assert hidden(folder.parent) == []
    assert publish(folder, {"a.mp4": video, "a.txt": b"new"})
    assert held(folder)["a.txt"] == b"new"


@pytest.mark.fault
def test_a_kill_after_the_last_rename_leaves_the_new_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "s01e01"
    publish(folder, {"a.txt": b"new"})
    previous = tmp_path / ".s01e01.previous"
    previous.mkdir()
    (previous / "a.txt").write_bytes(b"old")
    assert not publish(folder, {"a.txt": b"new"})
    assert held(folder)["a.txt"] == b"new"
    assert hidden(tmp_path) == []


def test_a_refused_package_stands_beside_the_good_one_until_it_is_withdrawn(tmp_path: Path, video: Path) -> None:
    good = tmp_path / "renders" / "s01e01"
    publish(good, {"a.mp4": video, "a.txt": b"good"})
    before = (held(good), good.stat().st_mtime_ns)
    publish(refused(good), {"a.mp4": video, "a.txt": b"too loud"})
    assert (held(good), good.stat().st_mtime_ns) == before
    assert held(refused(good))["a.txt"] == b"too loud"
    withdraw(refused(good))
    assert sorted(path.name for path in good.parent.iterdir() if not path.name.startswith(".")) == ["s01e01"]
    assert hidden(good.parent) == []
    withdraw(refused(good))


@pytest.mark.fault
@pytest.mark.parametrize("killed", ["before it is out of sight", "while it is removed"])
def test_a_kill_while_a_package_is_withdrawn_leaves_all_of_it_or_nothing(tmp_path: Path, video: Path, killed: str) -> None:
    folder = refused(tmp_path / "renders" / "s01e01")
    publish(folder, {"a.mp4": video, "a.txt": b"too loud"})
    whole = held(folder)
    if killed == "before it is out of sight":
        assert dying_at(1, lambda: withdraw(folder)) == 9
        assert held(folder) == whole
    else:
        assert dying_at(0, lambda: withdraw(folder), removing=1) == 9
        assert not folder.exists()
    withdraw(folder)
    assert [path.name for path in folder.parent.iterdir()] == [".s01e01.refused.lock"]


@pytest.mark.fault
@pytest.mark.parametrize("write", range(1, 6))
def test_a_full_disk_is_one_clear_error_and_keeps_the_package_before(
    tmp_path: Path, video: Path, monkeypatch: pytest.MonkeyPatch, write: int
) -> None:
    folder = tmp_path / "renders" / "s01e01"
    publish(folder, {"a.mp4": video, "a.txt": b"old"})
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
        publish(folder, {"a.mp4": video, "a.txt": b"new", "b.txt": b"new"})
    assert held(folder) == old or (write == 5 and held(folder)["a.txt"] == b"new")
    assert [name for name in hidden(folder.parent) if "partial" in name] == []
    assert hashlib.sha256((folder / "a.txt").read_bytes()).hexdigest() in (folder / "SHA256SUMS").read_text()


def test_a_file_in_the_way_of_a_package_is_told_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "s01e01"
    folder.write_text("mine")
    with pytest.raises(EnvironmentFault, match="s01e01 is in the way"):
        publish(folder, {"a.txt": b"a"})
    assert folder.read_text() == "mine"
    folder.unlink()
    assert publish(folder, {"a.txt": b"a"})


def test_a_package_behind_a_link_is_replaced_and_what_it_led_to_is_kept(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("mine")
    folder = tmp_path / "renders" / "s01e01"
    folder.parent.mkdir()
    folder.symlink_to(elsewhere)
    assert publish(folder, {"a.txt": b"a"})
    assert set(held(folder)) == {"a.txt", "SHA256SUMS"}
    assert (elsewhere / "mine.txt").read_text() == "mine"
    assert not publish(folder, {"a.txt": b"a"})


def test_a_missing_video_keeps_the_package_before(tmp_path: Path, video: Path) -> None:
    folder = tmp_path / "s01e01"
    publish(folder, {"a.mp4": video})
    with pytest.raises(EnvironmentFault, match="No such file"):
        publish(folder, {"a.mp4": tmp_path / "gone"})
    assert (folder / "a.mp4").exists()
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("name", ["../a", "a/b", ".hidden", "", "SHA256SUMS", "a\nb"])
def test_no_file_leaves_the_package(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name"):
        publish(tmp_path / "x", {name: b""})


def test_two_profiles_do_not_touch_each_other(tmp_path: Path) -> None:
    main, draft = place(tmp_path, "s01e01", "youtube", "youtube"), place(tmp_path, "s01e01", "draft", "youtube")
    publish(main, {"a": b"1"})
    publish(draft, {"a": b"2"})
    publish(main, {"a": b"3"})
    assert (main.name, draft.name) == ("s01e01", "s01e01.draft")
    assert (held(main)["a"], held(draft)["a"]) == (b"3", b"2")
