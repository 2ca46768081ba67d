"""Digests of finished files in people's hands, remembered by the files' states, so that a look costs no reading.

What a package was when it was put into its folder is remembered, too: a list of checksums that lies there can be changed along
with the files that it tells of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import digest

if TYPE_CHECKING:
    from pipeline.media.library import Memory

_SMALL_BYTES = 1 << 20
"""Files under this are read: that costs hardly more than to remember."""

_DIGEST = re.compile("[0-9a-f]{64}")


class Digests:
    """SHA-256 of files by path. A large file is read again when its size, times or inode are others than when it was read last.

    Its change time is among them, which no program can set back. With `verify` every file is read. Threads may share it.
    """

    def __init__(self, memory: Memory, *, verify: bool = False) -> None:
        self._memory, self._verify = memory, verify

    def of(self, path: Path) -> str:
        """Return the digest of a file. Raises OSError."""
        state = _state(path)
        if not self._verify and state[0] >= _SMALL_BYTES and (known := self._known(path, state)):
            return known
        found = digest.of_file(path)
        if state == _state(path):
            self._keep(path, state, found)
        return found

    def remember(self, path: Path, found: str) -> None:
        """Keep the digest of a file that was written just now and read back. Raises OSError."""
        self._keep(path, _state(path), found)

    def packages(self, folder: Path) -> tuple[dict[str, str], ...]:
        """Return what a package may hold that was put into a folder, digests by name, the last one last; none if not known.

        There are two only where nobody can say whether the last one took the place of the one before.
        """
        text = self._memory.get(_package(folder))
        try:
            match json.loads(text) if text else None:
                case list(found) if all(isinstance(one, dict) and _are_digests(one) for one in found):
                    return tuple(found)
                case _:
                    pass
        except ValueError:  # a memory that was damaged
            pass
        return ()

    def remember_packages(self, folder: Path, *packages: Mapping[str, str]) -> None:
        """Keep what a package may hold that was put into a folder."""
        self._memory.put(_package(folder), json.dumps([dict(one) for one in packages]))

    def _keep(self, path: Path, state: list[int], found: str) -> None:
        if state[0] >= _SMALL_BYTES:
            self._memory.put(_name(path), json.dumps([state, found]))

    def _known(self, path: Path, state: list[int]) -> str:
        text = self._memory.get(_name(path))
        try:
            match json.loads(text) if text else None:
                case [list(before), str(found)] if before == state and _DIGEST.fullmatch(found):
                    return found
        except ValueError:  # a memory that was damaged
            pass
        return ""


def _name(path: Path) -> str:
    return f"delivered:{path.absolute()}"


def _package(folder: Path) -> str:
    return f"package:{folder.parent.name}/{folder.name}"  # a show that is moved knows its packages


def _are_digests(found: Mapping[object, object]) -> bool:
    return all(isinstance(one, str) and _DIGEST.fullmatch(one) for one in found.values())


def _state(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
