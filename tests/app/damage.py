"""A small show that was built, and ways to spoil a file of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

MANIFEST = """\
episode: {title: Tiny, season: 1, number: 1}
segments:
  - card: Hello
    length: 0.4
  - clip: Count
    file: count.mov
    by: ana
    captions: {en: spoken.srt}
"""
CAPTIONS = "1\n00:00:00,000 --> 00:00:00,600\nzero and one\n"


class Built:
    """A show that was built once: its store, its package, and what an attack leaves held or elsewhere."""

    def __init__(self, show: Path) -> None:
        self.show = show
        self.store, self.package = show / "renders/.store", show / "renders/s01e01"
        self.movie = self.package / "s01e01.mp4"
        self.held: list[int] = []
        self.elsewhere: list[Path] = []

    @property
    def blobs(self) -> list[Path]:
        """Return the stored files, in order of their names."""
        return sorted(self.store.glob("objects/*/*"))

    @property
    def records(self) -> list[Path]:
        """Return the records, in order of their names."""
        return sorted(self.store.glob("actions/*/*.json"))

    def blob_of_movie(self) -> Path:
        """Return the stored file of the delivered movie."""
        content = self.movie.read_bytes()
        return next(blob for blob in self.blobs if blob.read_bytes() == content)


Attack = Callable[[Built], object]


def rewritten(path: Path, change: Callable[[bytes], bytes], *, keeps_time: bool = False) -> None:
    """Change a file's bytes in place, whatever its mode; `keeps_time` sets its dates back."""
    before = path.stat()
    path.chmod(0o644)
    with path.open("r+b") as stream:
        content = change(stream.read())
        stream.seek(0)
        stream.truncate()
        stream.write(content)
    path.chmod(before.st_mode & 0o777)
    if keeps_time:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def flip(content: bytes) -> bytes:
    """Flip one bit in the middle."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 4]) + content[middle + 1 :]


def half(content: bytes) -> bytes:
    """Cut off the second half."""
    return content[: len(content) // 2]


def nothing(content: bytes) -> bytes:
    """Leave no byte."""
    return b""


def zeros(content: bytes) -> bytes:
    """Return as many zeros, as a file system leaves them after a power cut."""
    return bytes(len(content))


def stranger(content: bytes) -> bytes:
    """Return something else."""
    return b"\xff\xfe not what you think"


def all_of(
    paths: Callable[[Built], Sequence[Path]], change: Callable[[bytes], bytes], *, keeps_time: bool = False
) -> Attack:
    """Change every one of some files."""

    def attack(built: Built) -> None:
        for path in paths(built):
            rewritten(path, change, keeps_time=keeps_time)

    return attack


def blobs(built: Built) -> Sequence[Path]:
    return built.blobs


def records(built: Built) -> Sequence[Path]:
    return built.records


def movie(built: Built) -> Sequence[Path]:
    return [built.movie]


def movies_blob(built: Built) -> Sequence[Path]:
    return [built.blob_of_movie()]


def texts(built: Built) -> Sequence[Path]:
    return sorted(path for path in built.package.iterdir() if path != built.movie)


def gone(path: Path) -> Path:
    """Remove whatever is at a path; return it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    return path


def removed(paths: Callable[[Built], Sequence[Path]]) -> Attack:
    return lambda built: [gone(path) for path in paths(built)]
