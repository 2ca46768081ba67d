"""What pages were told that each file holds: whatever it holds later is told to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from pipeline.studio.text_files import TextFiles, WrittenText


class Handed:
    """The digests of files as pages know them, by their names from the show folder. Threads may share it.

    A page that has read a file is told of every change from then on, be it made before anybody watched that file.
    """

    def __init__(self) -> None:
        self._digests: dict[str, str] = {}
        self._guard = Lock()

    def read(self, files: TextFiles, name: str) -> tuple[WrittenText, str]:
        """Return what a file holds, for a page, and its digest. Raises Refused."""
        with self._guard:
            saved, found = files.read(name)
            self._digests.setdefault(name, found)  # who has read it before is still to be told of what has changed since
        return saved, found

    def names(self) -> tuple[str, ...]:
        """Return the names of the files that pages know."""
        with self._guard:
            return tuple(self._digests)

    @contextmanager
    def telling(self) -> Iterator[dict[str, str]]:
        """Lend the digests to who tells pages of changes and notes there what was told; nothing is read for pages meanwhile."""
        with self._guard:
            yield self._digests
