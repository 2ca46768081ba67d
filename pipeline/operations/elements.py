"""Say in a finished Matroska file in which language its chapters are: its muxer writes `und` for all of them.

Sources: RFC 8794 (EBML: 4 variable-size integers, 11.3.1 CRC-32), RFC 9559 (Matroska: 5.1.7 Chapters; 12: languages by three
letters, ISO 639-2/B).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_SEGMENT, _CHAPTERS, _CLUSTER, _CHECKSUM = 0x18538067, 0x1043A770, 0x1F43B675, 0xBF
_EDITION, _CHAPTER, _DISPLAY, _LANGUAGE = 0x45B9, 0xB6, 0x80, 0x437C
_GROUPS = {_EDITION, _CHAPTER, _DISPLAY}
_HEAD = 12
"""Bytes of the longest head of an element: 4 of what it is, 8 of how long."""


def tell_chapters(path: Path, language: str) -> None:
    """Write into every chapter of a file its language by three letters, over the three that stand there."""
    with path.open("r+b") as stream:
        place = _chapters(stream)
        if place is None:
            return
        begin, size = place
        stream.seek(begin)
        content = bytearray(stream.read(size))
        for first, last in _languages(content, 0, size):
            if last - first == len(language):
                content[first:last] = language.encode("ascii")
        head, first, last = next(_inside(content, 0, size))
        if head == _CHECKSUM:
            content[first:last] = zlib.crc32(content[last:]).to_bytes(4, "little")
        stream.seek(begin)
        stream.write(content)


def _chapters(stream: BinaryIO) -> tuple[int, int] | None:
    """Return where the content of the file's chapters begins, and its bytes; None where it has none before its pictures."""
    place = 0
    while True:
        stream.seek(place)
        head = stream.read(_HEAD)
        if len(head) < 2:
            return None
        name, size, length = _head(head, 0)
        if name == _CHAPTERS:
            return place + length, size
        if name == _CLUSTER:
            return None
        place += length if name == _SEGMENT else length + size


def _languages(content: bytes | bytearray, begin: int, end: int) -> Iterator[tuple[int, int]]:
    for name, first, last in _inside(content, begin, end):
        if name in _GROUPS:
            yield from _languages(content, first, last)
        elif name == _LANGUAGE:
            yield first, last


def _inside(content: bytes | bytearray, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield what each element between two bytes is, where its content begins, and where it ends."""
    while begin < end:
        name, size, length = _head(content, begin)
        yield name, begin + length, begin + length + size
        begin += length + size


def _head(content: bytes | bytearray, at: int) -> tuple[int, int, int]:
    """Return of the element at a byte what it is, the bytes of its content, and those of its head."""
    first = 9 - content[at].bit_length()
    second = 9 - content[at + first].bit_length()
    size = int.from_bytes(content[at + first : at + first + second], "big") & ((1 << 7 * second) - 1)
    return int.from_bytes(content[at : at + first], "big"), size, first + second
