"""Damage in a GIF, which readers show as a broken picture without a word: each image has to hold the pixels that it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.media.lzw import Budget, unpacked


def bad_image(path: Path) -> int | None:
    """Return the number, from 0, of the first image that is not what was written; None where none is found.

    Images are read until the budget of codes is spent. Some programs write no mark at the end: that is good.
    """
    budget = Budget()
    for number, (bits, pixels, packed) in enumerate(_images(path.read_bytes())):
        if not 1 <= bits <= 8:
            return number
        found = unpacked(packed, bits, budget, is_tiff=False)
        if found is None:
            return None
        if found.ending == "nonsense" or found.count < pixels or (found.ending == "mark" and found.count > pixels):
            return number
    return None


def _images(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield of each image the bits of a value, its pixels, and its codes (GIF89a, 18 to 27)."""
    at = 13 + _table(content[10]) if len(content) > 10 else len(content)
    while at + 11 < len(content):
        if content[at] == 0x2C:
            width, height = (int.from_bytes(content[at + place : at + place + 2], "little") for place in (5, 7))
            at += 10 + _table(content[at + 9])
            bits = content[at] if at < len(content) else 0
            packed, at = _blocks(content, at + 1)
            yield bits, width * height, packed
        elif content[at] == 0x21:
            _, at = _blocks(content, at + 2)
        else:
            return


def _table(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _blocks(content: bytes, at: int) -> tuple[bytes, int]:
    parts = []
    while at < len(content) and content[at]:
        parts.append(content[at + 1 : at + 1 + content[at]])
        at += 1 + content[at]
    return b"".join(parts), at + 1
