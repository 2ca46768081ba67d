"""Copies of finished files, for the folder in which people find them.

A film is copied while it is still judged and its texts are written: both take about as long.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import field, replace
from pathlib import Path

from pipeline import digest
from pipeline.execution import aside
from pipeline.values import dataclass

_CLONE = 0x40049409
"""FICLONE of linux/fs.h: let a file share the blocks of another; unknown elsewhere, where it fails."""
_BLOCK = 1 << 20


def _none() -> Path | None:
    return None


@dataclass(frozen=True, slots=True)
class Stored:
    """A finished file outside of the package, and the SHA-256 that its bytes have.

    `ahead` waits for a copy of it that was begun before it was needed: on the disk, and read back; None where there is none.
    """

    path: Path
    digest: str
    ahead: Callable[[], Path | None] = field(default=_none, compare=False)


@contextmanager
def ahead(stored: Stored, folder: Path) -> Iterator[Stored]:
    """Begin to copy a file into an empty folder, and yield it with that copy. The folder is removed at the end."""
    # Imported only here: a build with nothing to do publishes nothing.
    from concurrent.futures import ThreadPoolExecutor, wait

    def made() -> Path | None:
        target = folder / "copy"
        try:
            copy(stored.path, target)
            if digest.of_file(target) == stored.digest:
                return target
        except OSError:  # told where it is copied again
            pass
        target.unlink(missing_ok=True)  # its room is needed then
        return None

    pool = ThreadPoolExecutor(1, thread_name_prefix="copying")
    copied = pool.submit(made)

    def waited() -> Path | None:
        while not copied.done():
            wait([copied], timeout=0.2)  # so that Ctrl-C is never missed
        return copied.result()

    try:
        yield replace(stored, ahead=waited)
    finally:
        copied.cancel()
        pool.shutdown()
        aside.remove(folder)


def put(stored: Stored, target: Path) -> str:
    """Put a copy of a file where nothing is; return the digest of the bytes that were read back from it. Raises OSError."""
    made = stored.ahead()
    if made is not None:
        try:
            made.rename(target)
        except OSError:  # another file system
            made = None
        else:
            return stored.digest
    copy(stored.path, target)
    return digest.of_file(target)


def copy(source: Path, target: Path) -> None:
    """Copy a file's bytes into a new one that whoever owns the folder may change: never the store's own file under another name.

    Where the file system can (Btrfs, XFS, ZFS), both share their blocks until one is changed, and the copy costs nothing.
    """
    with source.open("rb") as bytes_, target.open("xb") as copied:
        try:
            fcntl.ioctl(copied.fileno(), _CLONE, bytes_.fileno())
        except OSError:  # another file system, or one that cannot
            shutil.copyfileobj(bytes_, copied, _BLOCK)
        copied.flush()
        os.fsync(copied.fileno())
