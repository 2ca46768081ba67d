"""Lies of a movie's headers, written into its bytes: boxes that come, go or say something else, so that all else still holds."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

_INSIDE = {b"moov": 0, b"trak": 0, b"mdia": 0, b"minf": 0, b"dinf": 0, b"stbl": 0, b"udta": 0, b"tref": 0, b"ilst": 0, b"meta": 4,
           b"dref": 8, b"stsd": 8, b"avc1": 78, b"mp4a": 28}  # fmt: skip
"""Boxes that hold others, and the bytes of their own before these."""


class Headers:
    """The bytes of a movie; a box is named by its path, such as `moov/trak:soun/tkhd`."""

    def __init__(self, content: bytes) -> None:
        self.content = bytearray(content)

    def at(self, path: str) -> int:
        """Return where a box begins, with its head. Raises KeyError."""
        return next(at for name, at, _ in self._all() if name == path)

    def size(self, path: str) -> int:
        """Return the bytes of a box, with its head."""
        return int(struct.unpack_from(">I", self.content, self.at(path))[0])

    def put(self, path: str, place: int, form: str, *values: int | bytes) -> None:
        """Write numbers into the content of a box."""
        struct.pack_into(form, self.content, self.at(path) + 8 + place, *values)

    def splice(self, at: int, removed: int, added: bytes) -> None:
        """Exchange bytes; the boxes around them say their new sizes, and samples are found where they are now."""
        grown, index = len(added) - removed, self.at("moov")
        boxes = list(self._all())
        for _, begin, end in boxes:
            around = begin + 8 <= at and at + removed <= end and (at < end or removed)
            if around or (begin == index and at == end and not removed):
                self._add(begin, ">I", grown)
        for name, begin, _ in boxes:
            if name.endswith("/stco"):
                for number in range(struct.unpack_from(">I", self.content, begin + 12)[0]):
                    place = begin + 16 + 4 * number
                    if struct.unpack_from(">I", self.content, place)[0] >= at:
                        self._add(place, ">I", grown)
        self.content[at : at + removed] = added

    def insert(self, parent: str, box: bytes) -> None:
        """Put a box first into another."""
        self.splice(self.at(parent) + 8 + _INSIDE[parent.split("/")[-1].split(":")[0].encode()], 0, box)

    def remove(self, path: str) -> None:
        """Leave a box out."""
        self.splice(self.at(path), self.size(path), b"")

    def replace(self, path: str, box: bytes) -> None:
        """Put a box in the place of another."""
        self.splice(self.at(path), self.size(path), box)

    def _add(self, at: int, form: str, value: int) -> None:
        struct.pack_into(form, self.content, at, struct.unpack_from(form, self.content, at)[0] + value)

    def _all(self) -> Iterator[tuple[str, int, int]]:
        yield from self._within("", 0, len(self.content))

    def _within(self, parent: str, begin: int, end: int) -> Iterator[tuple[str, int, int]]:
        while begin < end:
            size, name = struct.unpack_from(">I4s", self.content, begin)
            path = parent + name.decode("latin-1")
            if name == b"trak":
                kind = self.content.index(b"hdlr", begin) + 12
                path += ":" + self.content[kind : kind + 4].decode()
            yield path, begin, begin + size
            if name in _INSIDE:
                yield from self._within(f"{path}/", begin + 8 + _INSIDE[name], begin + size)
            begin += size


Lie = Callable[[Headers], None]

VIDE, SOUN, TEXT = "moov/trak:vide", "moov/trak:soun", "moov/trak:text"
PICTURE, SOUND = f"{VIDE}/mdia/minf", f"{SOUN}/mdia/minf"


def box(name: bytes, content: bytes = b"") -> bytes:
    """Return a box."""
    return struct.pack(">I4s", 8 + len(content), name) + content


def put(path: str, place: int, form: str, *values: int | bytes) -> Lie:
    """Return a lie that writes numbers into a box."""
    return lambda headers: headers.put(path, place, form, *values)


def insert(parent: str, added: bytes) -> Lie:
    """Return a lie that adds a box."""
    return lambda headers: headers.insert(parent, added)


def remove(path: str) -> Lie:
    """Return a lie that leaves a box out."""
    return lambda headers: headers.remove(path)


def exchanged(path: str, other: bytes) -> Lie:
    """Return a lie that exchanges a box."""
    return lambda headers: headers.replace(path, other)


def renamed(path: str, name: bytes) -> Lie:
    """Return a lie that calls a box something else."""

    def change(headers: Headers) -> None:
        at = headers.at(path) + 4
        headers.content[at : at + 4] = name

    return change


def appended(added: bytes) -> Lie:
    """Return a lie that puts bytes after all others."""
    return lambda headers: headers.content.extend(added)


def longer_data(headers: Headers) -> None:
    """Let the media data hold bytes that no track uses."""
    at = headers.at("mdat")
    headers.put("mdat", -8, ">I", headers.size("mdat") + 1000)
    assert at + headers.size("mdat") == len(headers.content) + 1000
    headers.content.extend(b"secret" * 166 + b"work")


def with_data_in_free(headers: Headers) -> None:
    """Let the empty box after the index hold something."""
    at, word = headers.at("free"), b"a word of somebody"
    headers.splice(at, headers.size("free"), box(b"free", word))
