"""Ways to damage what was delivered: each takes the files of a package or the parts of a movie and spoils one thing.

Boxes are changed in place, so that all else stays as it was.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

from pipeline.qc import boxes


class Film:
    """The bytes of a movie, to be changed in place; `frames` and `packets` are (offset, bytes) in decoding order."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content = bytearray(path.read_bytes())
        movie = boxes.read(path)
        picture, sound = movie.track("vide"), movie.track("soun")
        assert picture is not None
        assert sound is not None
        self.picture, self.sound = picture, sound
        self.frames, self.packets = picture.places, sound.places

    def save(self) -> None:
        """Write the file anew: the old one may be linked to elsewhere."""
        self.path.unlink()
        self.path.write_bytes(self.content)

    def track(self, handler: str) -> int:
        """Return where the box `trak` of a kind begins."""
        at = -1
        while (at := self.content.find(b"trak", at + 1)) >= 0:
            kind = self.content.index(b"hdlr", at)
            if self.content[kind + 12 : kind + 16] == handler.encode():
                return at - 4
        raise AssertionError(handler)

    def box(self, name: bytes, handler: str = "vide") -> int:
        """Return where the content of a track's box begins."""
        return self.content.index(name, self.track(handler)) + 4

    def put(self, at: int, form: str, *values: int) -> None:
        """Write numbers in place."""
        struct.pack_into(form, self.content, at, *values)

    def get(self, at: int, form: str) -> int:
        """Read a number."""
        return int(struct.unpack_from(form, self.content, at)[0])

    def moved(self, name: bytes, handler: str, change: Callable[[bytearray], None]) -> None:
        """Change the content of a table of a track in place."""
        at = self.box(name, handler)
        size = self.get(at - 8, ">I") - 8
        part = bytearray(self.content[at : at + size])
        change(part)
        assert len(part) == size
        self.content[at : at + size] = part
