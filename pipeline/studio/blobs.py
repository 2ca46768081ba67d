"""What a page fetches by its digest and may keep for ever: fragments, pictures, curves. Made when it is asked for.

The digest is that of what a blob is made from and how, so it is known without making it, and is the same after a restart.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from pipeline import digest
from pipeline.values import dataclass

FORMAT = 1
"""Raise when the same source would be made into other bytes; every digest changes with it."""

_KNOWN = 50_000
"""Blobs of which it is remembered how they are made: an hour's episode has some thousand."""

_KEPT_BYTES = 96 << 20
"""Bytes of blobs that are kept in memory, since they are dear to make or cannot be made again."""

TYPES = {
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".bin": "application/octet-stream",
}
"""The endings that are served, and what they are."""


class Gone(Exception):
    """A blob that cannot be made any more: what it was made from is not there."""


@dataclass(frozen=True, slots=True)
class _Recipe:
    ending: str
    make: Callable[[], bytes]
    is_kept: bool
    source: Path | None = None


class Blobs:
    """The blobs of a studio. Threads may share it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._recipes: OrderedDict[str, _Recipe] = OrderedDict()
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def offer(
        self, identity: object, ending: str, make: Callable[[], bytes], *, is_kept: bool = False, source: Path | None = None
    ) -> str:
        """Return the digest under which a blob is served; `identity` is all that decides its bytes.

        It is made when it is asked for, and made again where it is not `is_kept`. `source` is the stored film that it is of.
        """
        name = digest.of([FORMAT, ending, identity])
        with self._guard:
            self._recipes[name] = _Recipe(ending, make, is_kept, source)
            self._recipes.move_to_end(name)
            while len(self._recipes) > _KNOWN:
                self._recipes.popitem(last=False)
        return name

    def put(self, content: bytes, ending: str) -> str:
        """Keep a blob that is there already; return its digest. It is forgotten when many came after it."""
        found = digest.of_bytes(content)

        def make() -> bytes:
            raise Gone

        name = self.offer(["bytes", found], ending, make, is_kept=True)
        self._keep(name, content)
        return name

    def get(self, name: str, ending: str) -> bytes | None:
        """Return a blob; None where there is none of that digest and ending. Raises Gone."""
        with self._guard:
            recipe = self._recipes.get(name)
            if recipe is None or recipe.ending != ending:
                return None
            if (content := self._kept.get(name)) is not None:
                self._kept.move_to_end(name)
                return content
        content = recipe.make()
        if recipe.is_kept:
            self._keep(name, content)
        return content

    def source(self, name: str) -> Path | None:
        """Return the stored film that a blob is of; None where there is none."""
        with self._guard:
            recipe = self._recipes.get(name)
        return None if recipe is None else recipe.source

    def _keep(self, name: str, content: bytes) -> None:
        with self._guard:
            if name not in self._kept:
                self._size += len(content)
            self._kept[name] = content
            self._kept.move_to_end(name)
            while self._size > _KEPT_BYTES and len(self._kept) > 1:
                _, left = self._kept.popitem(last=False)
                self._size -= len(left)
