"""What files hold, as whoever asks sees it: on the disk, or under texts that are not saved yet."""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

from pipeline import digest
from pipeline.links import Links, real_path

LARGEST = 2 * 1024 * 1024
"""Bytes of a file: a season's people fit many times over."""

Files = Callable[[Path], bytes]
"""Gives what a file holds, of which no more than `LARGEST + 1` bytes are needed. Raises OSError."""


def from_disk(path: Path) -> bytes:
    """Return what is on the disk. Raises OSError, also for what is no file: a pipe would be waited for without end."""
    kind = path.stat().st_mode
    if not stat.S_ISREG(kind):
        raise OSError(errno.EINVAL, f"it is {'a folder' if stat.S_ISDIR(kind) else 'no ordinary file'}")
    with path.open("rb") as stream:
        return stream.read(LARGEST + 1)


class Texts:
    """The unsaved texts of a session, over the files of the same paths."""

    def __init__(self) -> None:
        self._unsaved: dict[Path, tuple[bytes, str]] = {}
        self._names = frozenset[str]()

    def edit(self, path: Path, text: str | bytes) -> None:
        """Let `text` stand for what the file holds, until it is reverted."""
        content = text.encode() if isinstance(text, str) else text
        self._unsaved[real_path(path)] = content, digest.of_bytes(content)
        self._names = frozenset(one.name for one in self.unsaved)

    def revert(self, path: Path) -> None:
        """Let the file speak for itself again."""
        self._unsaved.pop(real_path(path), None)
        self._names = frozenset(one.name for one in self.unsaved)

    @property
    def unsaved(self) -> frozenset[Path]:
        """Return the paths of the files that a text lies over."""
        return frozenset(self._unsaved)

    def over(self, path: Path) -> bytes | None:
        """Return the text that lies over a file, or None."""
        if not self._unsaved or (path.name not in self._names and not path.is_symlink()):
            return None  # to follow all links of all files of a theme takes longer than to read them
        found = self._unsaved.get(real_path(path))
        return None if found is None else found[0]

    def read(self, path: Path) -> bytes:
        """Return what a file holds or is to hold, no more of it than a document may have. Raises OSError."""
        over = self.over(path)
        return from_disk(path) if over is None else over

    def digests(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Return the digest of the text that lies over each file, empty where there is none."""
        links, over = Links(), {str(path): found for path, (_, found) in self._unsaved.items()}
        return tuple(over.get(links.real(path), "") if over else "" for path in paths)


class Noted:
    """Files of which it is noted what they held when they were asked for: None where one could not be read."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.held: dict[Path, bytes | None] = {}
        self.torn: set[Path] = set()
        """Those that held something else when they were asked for again."""

    def __call__(self, path: Path) -> bytes:
        """Return what a file holds. Raises OSError."""
        before = self.held.get(path)
        self.held[path] = None
        content = self.held[path] = self._files(path)
        if before is not None and before != content:
            self.torn.add(path)
        return content
