"""Set aside what stands in a store and is none of it: a folder or a pipe where a file belongs, a stranger's file."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import time
from pathlib import Path


class Aside:
    """The quarantine of a store. `moved` are the paths, from the store, of all that this process has moved there."""

    def __init__(self, store: Path) -> None:
        self._store, self._folder = store, store / "quarantine"
        self.moved: list[str] = []

    def move(self, path: Path) -> None:
        """Move a file, a folder, a link or whatever it is out of the way. Raises OSError where that cannot be."""
        with contextlib.suppress(FileNotFoundError):
            name = path.relative_to(self._store).as_posix()
            path.replace(self._folder / f"{name.replace('/', '-')}.{time.time_ns()}")
            self.moved.append(name)

    def unless_folder(self, path: Path) -> None:
        """Move what has the name of a folder and is none."""
        if _kind(path) not in (None, stat.S_IFDIR):
            self.move(path)

    def unless_file(self, path: Path) -> None:
        """Move what has the name of a file and is none: opening a pipe would wait for ever."""
        if _kind(path) not in (None, stat.S_IFREG):
            self.move(path)


def read(path: Path) -> bytes | None:
    """Return what a file holds; None where it is no file that can be read. Never waits, as for a pipe's other end."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        with os.fdopen(handle, "rb") as stream:
            return stream.read() if stat.S_ISREG(os.fstat(handle).st_mode) else None
    except OSError:
        return None


def remove(path: Path) -> None:
    """Remove whatever it is."""
    if _kind(path) == stat.S_IFDIR:
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _kind(path: Path) -> int | None:
    try:
        return stat.S_IFMT(path.lstat().st_mode)
    except OSError:
        return None
