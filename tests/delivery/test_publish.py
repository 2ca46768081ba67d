"""Packages appear whole in their place, and what stands there is neither copied again nor lost."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pipeline import digest
from pipeline.delivery import Content, Delivery, Stored, ahead, place, publish, refused, withdraw
from pipeline.execution.digests import Digests
from pipeline.faults import EnvironmentFault
from tests.delivery.packages import delivered, held, hidden, put
from tests.memory import Forgetful


def test_a_package_is_whole_and_its_checksums_hold(tmp_path: Path, video: Path) -> None:
    folder = tmp_path / "renders" / "s01e01"
    assert put(folder, {"s01e01.mp4": video, "描述.txt": "été".encode()})
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
    put(folder, contents)
    before = folder.stat().st_ino
    assert not put(folder, contents)
    assert folder.stat().st_ino == before
    assert put(folder, {"a.mp4": video, "a.txt": b"b"})
    assert put(folder, {"a.mp4": video})
    assert set(held(folder)) == {"a.mp4", "SHA256SUMS"}


def test_a_changed_video_is_put_right_and_told(tmp_path: Path, video: Path) -> None:
    folder = tmp_path / "s01e01"
    put(folder, {"a.mp4": video, "a.txt": b"a"})
    good = video.read_bytes()
    (folder / "a.mp4").write_bytes(good[::-1])  # someone cuts the finished movie: as long as before
    assert video.read_bytes() == good
    made = delivered(folder, {"a.mp4": video, "a.txt": b"a"})
    assert (made.is_new, made.changed, made.kept) == (True, ("a.mp4",), ())
    assert (folder / "a.mp4").read_bytes() == good
    (folder / "a.txt").unlink()
    (folder / "a.mp4").write_bytes(b"")
    assert delivered(folder, {"a.mp4": video, "a.txt": b"b"}).changed == ("a.mp4", "a.txt")
    assert delivered(folder, {"a.mp4": video, "a.txt": b"c"}) == Delivery(True)


def test_of_a_large_video_the_bytes_are_read_again_where_its_state_is_another(tmp_path: Path, video: Path) -> None:
    video.chmod(0o644)
    video.write_bytes(bytes(3 << 20))
    folder, memory = tmp_path / "s01e01", Forgetful()
    assert delivered(folder, {"a.mp4": video}, memory).is_new
    copy = folder / "a.mp4"
    before = copy.stat()
    with copy.open("r+b") as stream:
        stream.seek(1 << 20)
        stream.write(b"x")
    os.utime(copy, ns=(before.st_atime_ns, before.st_mtime_ns))  # size, time and inode are as before: the change time tells
    assert delivered(folder, {"a.mp4": video}, memory).changed == ("a.mp4",)
    assert not delivered(folder, {"a.mp4": video}, memory).is_new


def test_a_large_video_is_not_read_where_nothing_happened_to_it(
    tmp_path: Path, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video.chmod(0o644)
    video.write_bytes(bytes(3 << 20))
    contents: dict[str, Content] = {"a.mp4": Stored(video, digest.of_file(video)), "a.txt": b"a"}
    folder, memory, read = tmp_path / "s01e01", Forgetful(), []
    publish(folder, contents, Digests(memory))
    hashing = digest.of_file

    def of_file(path: Path) -> str:
        read.append(path.name)
        return hashing(path)

    monkeypatch.setattr(digest, "of_file", of_file)
    assert not publish(folder, contents, Digests(memory)).is_new
    assert read == ["a.txt", "SHA256SUMS"]
    assert not publish(folder, contents, Digests(memory, verify=True)).is_new
    assert read[2:] == ["a.mp4", "a.txt", "SHA256SUMS"]


def test_a_film_that_stays_is_neither_copied_nor_read_when_a_text_changes(
    tmp_path: Path, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video.chmod(0o644)
    video.write_bytes(bytes(3 << 20))
    film, memory, read = Stored(video, digest.of_file(video)), Forgetful(), []
    folder = tmp_path / "s01e01"
    publish(folder, {"a.mp4": film, "a.txt": b"a"}, Digests(memory))
    before, hashing = (folder / "a.mp4").stat(), digest.of_file

    def of_file(path: Path) -> str:
        read.append(path.name)
        return hashing(path)

    with monkeypatch.context() as patch:
        patch.setattr(digest, "of_file", of_file)
        assert publish(folder, {"a.mp4": film, "a.txt": b"b"}, Digests(memory)) == Delivery(True)
    assert "a.mp4" not in read
    after = (folder / "a.mp4").stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_nlink) == (before.st_ino, before.st_mtime_ns, 1)
    assert hidden(tmp_path) == []
    # A person has changed it: it is put right, and the person's copy of what it was is theirs.
    os.link(folder / "a.mp4", tmp_path / "mine.mp4")
    (folder / "a.mp4").write_bytes(b"cut")
    assert publish(folder, {"a.mp4": film, "a.txt": b"c"}, Digests(memory)).changed == ("a.mp4",)
    assert (folder / "a.mp4").read_bytes() == video.read_bytes()


def test_a_film_that_was_copied_ahead_is_moved_into_its_package(tmp_path: Path, video: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    with ahead(Stored(video, digest.of_file(video)), room) as film:
        made = film.ahead()
        assert made is not None
        inode = made.stat().st_ino
        assert publish(tmp_path / "s01e01", {"a.mp4": film, "a.txt": b"a"}, Digests(Forgetful())).is_new
        assert (tmp_path / "s01e01/a.mp4").stat().st_ino == inode
    assert (tmp_path / "s01e01/a.mp4").read_bytes() == video.read_bytes()
    assert not room.exists()


def test_a_copy_that_was_made_ahead_and_is_not_as_it_was_written_is_not_published(tmp_path: Path, video: Path) -> None:
    stored = Stored(video, digest.of_file(video))
    video.chmod(0o644)
    video.write_bytes(b"rotten pictures")
    (tmp_path / "room").mkdir()
    with ahead(stored, tmp_path / "room") as film:
        assert film.ahead() is None
        assert list((tmp_path / "room").iterdir()) == []
        with pytest.raises(EnvironmentFault, match=r"a\.mp4 is not on the disk"):
            publish(tmp_path / "s01e01", {"a.mp4": film}, Digests(Forgetful()))
    assert [path.name for path in tmp_path.iterdir() if path.name != ".s01e01.lock"] == ["store"]


def test_what_a_person_puts_into_the_folder_stays_there(tmp_path: Path, video: Path) -> None:
    folder = tmp_path / "s01e01"
    put(folder, {"a.mp4": video, "a.en.srt": b"old"})
    (folder / "notes.txt").write_text("mine")
    (folder / "shots").mkdir()
    (folder / "shots/one.png").write_bytes(b"png")
    os.mkfifo(folder / "pipe")
    assert delivered(folder, {"a.mp4": video, "a.en.srt": b"old"}) == Delivery(False, (), ("notes.txt", "pipe", "shots"))
    made = delivered(folder, {"a.mp4": video, "a.txt": b"new"})
    assert (made.changed, made.kept) == ((), ("notes.txt", "pipe", "shots"))
    assert sorted(path.name for path in folder.iterdir()) == ["SHA256SUMS", "a.mp4", "a.txt", "notes.txt", "pipe", "shots"]
    assert (folder / "shots/one.png").read_bytes() == b"png"
    assert "notes" not in (folder / "SHA256SUMS").read_text()
    assert hidden(tmp_path) == []


def test_a_name_that_a_person_took_is_not_lost(tmp_path: Path) -> None:
    folder = tmp_path / "s01e01"
    put(folder, {"a.txt": b"a"})
    (folder / "b.txt").write_text("mine")
    put(folder, {"a.txt": b"a", "b.txt": b"ours"})
    assert held(folder)["b.txt"] == b"ours"
    assert held(folder)["b (2).txt"] == b"mine"


@pytest.mark.parametrize("sums", [b"", b"\xff\xfe", b"nonsense\n", None])
def test_a_lost_list_is_written_anew_and_told(tmp_path: Path, sums: bytes | None) -> None:
    folder = tmp_path / "s01e01"
    put(folder, {"a.txt": b"a", "b.txt": b"b"})
    good = held(folder)
    (folder / "notes.txt").write_text("mine")
    if sums is None:
        (folder / "SHA256SUMS").unlink()
    else:
        (folder / "SHA256SUMS").write_bytes(sums)
    made = delivered(folder, {"a.txt": b"a", "b.txt": b"b"})
    assert (made.is_new, made.changed, made.kept) == (True, ("SHA256SUMS",), ("notes.txt",))
    assert held(folder) == good | {"notes.txt": b"mine"}


def test_what_the_disk_does_not_hold_as_it_was_written_is_not_published(tmp_path: Path, video: Path) -> None:
    folder = tmp_path / "s01e01"
    put(folder, {"a.txt": b"old"})
    good = held(folder)
    stored = Stored(video, digest.of_file(video))
    video.chmod(0o644)
    video.write_bytes(b"rotten pictures")
    with pytest.raises(EnvironmentFault, match=r"a\.mp4 is not on the disk as it was written; check the disk"):
        publish(folder, {"a.mp4": stored, "a.txt": b"new"}, Digests(Forgetful()))
    assert held(folder) == good
    assert hidden(tmp_path) == []


def test_a_judge_sees_the_package_before_it_is_in_its_place_and_can_stop_it(tmp_path: Path) -> None:
    folder = tmp_path / "s01e01"
    put(folder, {"a.txt": b"old"})
    seen = []

    def judge(written: Path, there: object) -> None:
        seen.append((held(written)["a.txt"], there == {"a.txt": digest.of_bytes(b"new")}))
        raise EnvironmentFault("no", "never")

    with pytest.raises(EnvironmentFault, match="no; never"):
        publish(folder, {"a.txt": b"new"}, Digests(Forgetful()), judge)
    assert seen == [(b"new", True)]
    assert held(folder)["a.txt"] == b"old"
    assert hidden(tmp_path) == []


def test_what_a_person_put_into_a_refused_package_moves_into_the_good_one(tmp_path: Path) -> None:
    good = tmp_path / "s01e01"
    put(good, {"a.txt": b"good"})
    put(refused(good), {"a.txt": b"too loud"})
    (refused(good) / "notes.txt").write_text("mine")
    withdraw(refused(good), good, Digests(Forgetful()))
    assert not refused(good).exists()
    assert held(good)["notes.txt"] == b"mine"
    assert held(good)["a.txt"] == b"good"


def test_a_package_that_shares_its_video_with_the_store_gets_one_of_its_own(tmp_path: Path, video: Path) -> None:
    folder = tmp_path / "s01e01"
    put(folder, {"a.mp4": video})
    (folder / "a.mp4").unlink()
    os.link(video, folder / "a.mp4")  # as versions before this one left it
    assert put(folder, {"a.mp4": video})
    assert not video.samefile(folder / "a.mp4")


def test_a_refused_package_stands_beside_the_good_one_until_it_is_withdrawn(tmp_path: Path, video: Path) -> None:
    good = tmp_path / "renders" / "s01e01"
    put(good, {"a.mp4": video, "a.txt": b"good"})
    before = (held(good), good.stat().st_mtime_ns)
    put(refused(good), {"a.mp4": video, "a.txt": b"too loud"})
    assert (held(good), good.stat().st_mtime_ns) == before
    assert held(refused(good))["a.txt"] == b"too loud"
    withdraw(refused(good), good, Digests(Forgetful()))
    assert sorted(path.name for path in good.parent.iterdir() if not path.name.startswith(".")) == ["s01e01"]
    assert hidden(good.parent) == []
    withdraw(refused(good), good, Digests(Forgetful()))


def test_a_file_in_the_way_of_a_package_is_told_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "s01e01"
    folder.write_text("mine")
    with pytest.raises(EnvironmentFault, match="s01e01 is in the way"):
        put(folder, {"a.txt": b"a"})
    assert folder.read_text() == "mine"
    folder.unlink()
    assert put(folder, {"a.txt": b"a"})


def test_a_link_in_the_place_of_a_package_is_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    folder = tmp_path / "renders" / "s01e01"
    folder.parent.mkdir()
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EnvironmentFault, match="s01e01 is in the way of the package: it is a link; rename or remove it"):
        put(folder, {"a.txt": b"a"})
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("name", [".s01e01.lock", ".s01e01.previous"])
def test_a_pipe_at_a_hidden_name_is_told_and_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    signal.alarm(20)
    with pytest.raises(EnvironmentFault, match=f"{name} is in the way of the package"):
        put(tmp_path / "s01e01", {"a.txt": b"a"})
    (tmp_path / "s01e01").mkdir()
    with pytest.raises(EnvironmentFault, match=f"{name} is in the way of the package"):
        withdraw(tmp_path / "s01e01", tmp_path / "other", Digests(Forgetful()))
    signal.alarm(0)


def test_a_missing_video_keeps_the_package_before(tmp_path: Path, video: Path) -> None:
    folder = tmp_path / "s01e01"
    put(folder, {"a.mp4": video})
    with pytest.raises(EnvironmentFault, match="No such file"):
        put(folder, {"a.mp4": tmp_path / "gone"})
    assert (folder / "a.mp4").exists()
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("name", ["../a", "a/b", ".hidden", "", "SHA256SUMS", "a\nb"])
def test_no_file_leaves_the_package(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name"):
        put(tmp_path / "x", {name: b""})


def test_two_profiles_do_not_touch_each_other(tmp_path: Path) -> None:
    main, draft = place(tmp_path, "s01e01", "youtube", "youtube"), place(tmp_path, "s01e01", "draft", "youtube")
    put(main, {"a": b"1"})
    put(draft, {"a": b"2"})
    put(main, {"a": b"3"})
    assert (main.name, draft.name) == ("s01e01", "s01e01.draft")
    assert (held(main)["a"], held(draft)["a"]) == (b"3", b"2")
