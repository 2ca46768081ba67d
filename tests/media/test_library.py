from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from pipeline.media import library as room
from pipeline.media.faults import MediaFault
from pipeline.media.library import Library
from tests.ffmpeg.making import make
from tests.memory import Forgetful


class Counting(Library):
    """Count how often a file is opened to be probed."""

    probed = 0

    def _probed(self, real: Path, path: str, content: str) -> room.MediaInfo:
        self.probed += 1
        return super()._probed(real, path, content)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return make(tmp_path / "clip.mp4", range(4))


def test_a_digest_is_the_files_own(tmp_path: Path, clip: Path) -> None:
    assert Library(tmp_path, Forgetful()).digest("clip.mp4") == hashlib.sha256(clip.read_bytes()).hexdigest()


def test_a_file_is_read_once(tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Forgetful()
    first = Counting(tmp_path, memory)
    info = first.info("clip.mp4")
    assert first.info("clip.mp4") is info
    assert first.probed == 1
    monkeypatch.setattr(room.digest, "of_file", lambda path: pytest.fail(f"{path} was read again"))
    second = Counting(tmp_path, memory)
    assert second.info("clip.mp4") == info
    assert second.probed == 0


def test_a_copy_is_known_by_its_bytes(tmp_path: Path, clip: Path) -> None:
    (tmp_path / "copy.mov").write_bytes(clip.read_bytes())
    library = Counting(tmp_path, Forgetful())
    assert library.info("clip.mp4") == library.info("copy.mov")
    assert library.probed == 1


def test_a_changed_file_is_read_again(tmp_path: Path, clip: Path) -> None:
    library = Library(tmp_path, Forgetful())
    before = library.digest("clip.mp4")
    make(clip, range(4, 9))
    assert library.digest("clip.mp4") == hashlib.sha256(clip.read_bytes()).hexdigest() != before


@pytest.mark.parametrize("tells", [True, False], ids=["the file system tells", "it does not"])
def test_a_change_that_keeps_size_and_time_is_seen(
    tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch, tells: bool
) -> None:
    memory = Forgetful()
    before = Library(tmp_path, memory).digest("clip.mp4")
    found, seen = clip.stat(), Library(tmp_path, memory)._marks(clip, "clip.mp4")
    content = bytearray(clip.read_bytes())
    content[-1] ^= 1
    clip.write_bytes(content)
    os.utime(clip, ns=(found.st_atime_ns, found.st_mtime_ns))
    if not tells:  # as on FAT, where there is no time of change
        monkeypatch.setattr(Library, "_marks", lambda self, real, path: seen)
    assert (Library(tmp_path, memory).digest("clip.mp4") == before) is not tells
    assert Library(tmp_path, memory, verify=True).digest("clip.mp4") == hashlib.sha256(content).hexdigest()


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    true = room.digest.of_file

    def growing(path: Path) -> str:
        content = true(path)
        with path.open("ab") as stream:
            stream.write(b"more")
        return content

    monkeypatch.setattr(room.digest, "of_file", growing)
    with pytest.raises(MediaFault, match="changed while it was read"):
        Library(tmp_path, Forgetful()).digest("clip.mp4")


def test_a_damaged_memory_is_not_believed(tmp_path: Path, clip: Path) -> None:
    memory = Forgetful()
    library = Library(tmp_path, memory)
    info = library.info("clip.mp4")
    memory.put(f"probe/{room.PROBE_VERSION}:{info.digest}", '{"video": 1')
    assert Library(tmp_path, memory).info("clip.mp4") == info


@pytest.mark.parametrize(
    ("name", "message"),
    [("nothing.mp4", "does not exist"), ("folder", "is not a file"), ("empty.mp4", "is empty"), ("pipe", "is not a file")],
)
def test_what_is_no_file_is_told(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.mp4").touch()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(MediaFault, match=message):
        Library(tmp_path, Forgetful()).info(name)


@pytest.mark.parametrize(
    ("size", "held", "words"),
    [
        ((512 << 30) + 1, 0, "is 512 GiB long; at most 512 are read"),
        (1 << 40, 0, "is 1,024 GiB long"),
        (16 << 20, 1 << 16, "is hardly there: of its 16 MiB, 0 are on this disk; wait until all of it is downloaded"),
        (16 << 20, 1 << 18, ""),
        (8 << 20, 0, ""),
    ],
)
def test_a_file_that_is_not_there_yet_is_told_before_it_is_read(
    size: int, held: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_SPARSE", 8 << 20)
    read: list[str] = []

    def probing(path: Path, content: str, name: str, *, proves: bool = True) -> room.MediaInfo:
        read.append(name)
        raise MediaFault("it was read", "no")

    with (tmp_path / "a.mov").open("wb") as stream:
        stream.write(b"\1" * held)
        stream.truncate(size)
        os.fsync(stream.fileno())
    if (tmp_path / "a.mov").stat().st_blocks * 512 >= size // 2:
        pytest.skip("this file system has no holes")
    with pytest.raises(MediaFault, match=words or "it was read"):
        Library(tmp_path, Forgetful(), probing).info("a.mov")
    assert bool(read) == (not words)


def test_a_file_beside_another_is_found_by_its_ending_and_asked_for_where_it_is_not_there_yet(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    library = Library(tmp_path, Forgetful())
    assert library.beside("home/friday.mp4", (".en.vtt", ".srt")) is None
    assert library.asked == {tmp_path / "home/friday.en.vtt", tmp_path / "home/friday.srt"}
    (tmp_path / "home/friday.srt").touch()
    assert library.beside("home/friday.mp4", (".en.vtt", ".srt")) == "home/friday.srt"
    (tmp_path / "home/friday.en.vtt").touch()
    assert library.beside("home/friday.mp4", (".en.vtt", ".srt")) == "home/friday.en.vtt"
