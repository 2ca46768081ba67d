"""What files hold, as whoever asks sees it: on the disk, or under texts that are not saved yet."""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable
from pathlib import Path

from pipeline.documents.reader import LARGEST

Files = Callable[[Path], bytes]
"""Gives what a file holds, of which no more than `LARGEST + 1` bytes are needed. Raises OSError."""


def from_disk(path: Path) -> bytes:
    """Return what is on the disk. Raises OSError, also for what is no file: a pipe would be waited for without end."""
    kind = path.stat().st_mode
    if not stat.S_ISREG(kind):
        raise OSError(errno.EINVAL, f"it is {'a folder' if stat.S_ISDIR(kind) else 'no ordinary file'}")
    with path.open("rb") as stream:
        return stream.read(LARGEST + 1)
