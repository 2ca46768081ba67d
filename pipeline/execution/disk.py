"""What a disk does to a store: it is full, it refuses, it keeps what is flushed."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from pipeline.faults import EnvironmentFault

SEAL_NS = 1_000_000_000
"""Modification time of every blob. Writing to a file changes it, so one `stat` tells that a blob was touched."""

_FULL = (errno.ENOSPC, errno.EDQUOT)
_UNUSABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.ENOTDIR, errno.EEXIST)


@contextlib.contextmanager
def disk_faults(folder: Path) -> Iterator[None]:
    """Turn a full, missing or read-only disk under `folder`, or one that takes no large file, into an EnvironmentFault."""
    try:
        yield
    except OSError as fault:
        if fault.errno in _FULL:
            raise disk_full(folder) from fault
        if fault.errno == errno.EFBIG:
            raise file_too_large(folder) from fault
        if fault.errno in _UNUSABLE:
            message = f"{folder} cannot be written: {fault.strerror}"
            raise EnvironmentFault(message, "check the disk and its permissions") from fault
        raise


def disk_full(folder: Path) -> EnvironmentFault:
    """Return the one fault that tells of a full disk under `folder`."""
    hint = "make room (`together store gc`, with no studio open) and build again"
    return EnvironmentFault(f"the disk that holds {folder} is full", hint)


def file_too_large(folder: Path) -> EnvironmentFault:
    """Return the one fault that tells of a file that may not grow: FAT ends at 4 GB, and a shell may set a limit."""
    return EnvironmentFault(
        f"a file in {folder} may not become as large as it has to be",
        "raise the limit (`ulimit -f unlimited`), or put the show on a disk that takes large files (not FAT32)",
    )


def is_full(folder: Path) -> bool:
    """Say whether the disk under `folder` has no room left, to explain a program that failed or wrote too little."""
    return shutil.disk_usage(folder).free < 1 << 20


def seal(path: Path) -> None:
    """Give a blob the seal (`SEAL_NS`)."""
    os.utime(path, ns=(SEAL_NS, SEAL_NS))


def flush(handle: int) -> None:
    """Flush an open file to the disk itself. macOS's fsync stops at the disk's own cache, for which it has another call."""
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is not None:
        with contextlib.suppress(OSError):  # not every file system there knows it
            fcntl.fcntl(handle, full)
            return
    os.fsync(handle)


def flush_file(path: Path) -> None:
    """Flush a file's bytes to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        flush(handle)
    finally:
        os.close(handle)


def flush_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, so that a rename survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as fault:
        if fault.errno != errno.EINVAL:  # file systems over a network know no such thing
            raise
    finally:
        os.close(handle)


def link(path: Path, target: Path) -> None:
    """Make `path` a link to `target`, or a copy of it on a file system without links (exFAT)."""
    try:
        path.symlink_to(target)
    except OSError as fault:
        if fault.errno not in (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP):
            raise
        shutil.copyfile(target, path)
