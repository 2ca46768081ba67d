"""Damage in a TIFF, which readers show as stripes, if at all: each strip or tile has to unpack to the size that its head says.

Deflate has a checksum; LZW and PackBits come to the right number of bytes; JPEG has to use up its own. Pixels that are not
packed say nothing of themselves, and fax codes (CCITT) are not looked into. Source: TIFF 6.0, and its technical note 2.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.media import jpeg
from pipeline.media.lzw import Budget, unpacked

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDTH, _HEIGHT, _BITS, _PACKING, _PHOTOMETRIC = 256, 257, 258, 259, 262
_STRIPS, _SAMPLES, _ROWS, _STRIP_SIZES, _PLANES = 273, 277, 278, 279, 284
_TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_SIZES, _JPEG_TABLES = 322, 323, 324, 325, 347
_LZW, _JPEG, _DEFLATE, _PACKBITS = (5,), (7,), (8, 32946), (32773,)
_SUBSAMPLED = 6


def verdict(picture: Image, path: Path) -> jpeg.Verdict:
    """Say whether the first page of a TIFF, opened, is not what was written; doubtful as a JPEG may be."""
    fields = getattr(picture, "tag_v2", {})
    packing = fields.get(_PACKING, 1)
    budget, is_doubtful = Budget(), False
    with path.open("rb") as file:
        length = path.stat().st_size
        for at, size, unpacks_to in _pieces(fields):
            if at + size > length:
                return "broken"
            file.seek(at)
            packed = file.read(size)
            if packing in _JPEG:
                tables = fields.get(_JPEG_TABLES, b"")
                # Tables stand once for all strips, as a JPEG of their own.
                found = jpeg.verdict(tables[:-2] + packed[2:] if tables else packed)
                if found == "broken":
                    return found
                is_doubtful = is_doubtful or found == "doubtful"
            elif not _fills(packed, packing, unpacks_to, budget):
                return "broken"
    return "doubtful" if is_doubtful else "good"


def _pieces(fields: dict[int, tuple[int, ...] | int]) -> Iterator[tuple[int, int, int]]:
    """Yield where each strip or tile lies, how long it is, and how many bytes it unpacks to; 0 where that is not told."""

    def numbers(field: int, default: int) -> tuple[int, ...]:
        value = fields.get(field, default)
        return value if isinstance(value, tuple) else (value,)

    def number(field: int, default: int = 0) -> int:
        return numbers(field, default)[0]

    width, height, samples = number(_WIDTH), number(_HEIGHT), number(_SAMPLES, 1)
    is_planar = number(_PLANES, 1) == 2
    bits = number(_BITS, 1) * (1 if is_planar else samples)
    is_tiled = _TILES in fields
    across, rows = (number(_TILE_WIDTH), number(_TILE_HEIGHT)) if is_tiled else (width, min(number(_ROWS, height), height))
    places, sizes = (numbers(field, 0) for field in ((_TILES, _TILE_SIZES) if is_tiled else (_STRIPS, _STRIP_SIZES)))
    row = (across * bits + 7) // 8
    each = -(-height // rows) if rows else 1  # strips of a plane
    for place, (at, size) in enumerate(zip(places, sizes, strict=False)):
        held = rows if is_tiled else min(rows, height - place % each * rows)
        yield at, size, 0 if number(_PHOTOMETRIC) == _SUBSAMPLED else row * held


def _fills(packed: bytes, packing: int, size: int, budget: Budget) -> bool:
    if packing in _DEFLATE:
        unpacker = zlib.decompressobj()
        try:
            return len(unpacker.decompress(packed)) >= size and unpacker.eof
        except zlib.error:
            return False
    if packing in _LZW and packed[:1] != b"\0":  # a first byte of 0 is that of a kind from before TIFF 6.0
        found = unpacked(packed, 8, budget, is_tiff=True)
        if found is None or not size:
            return True
        return found.ending != "nonsense" and (found.count == size or (found.ending == "none" and found.count > size))
    if packing in _PACKBITS:
        return _packbits(packed) == size
    return True


def _packbits(packed: bytes) -> int:
    """Return how many bytes runs unpack to (TIFF 6.0, section 9)."""
    at = count = 0
    while at < len(packed):
        run = packed[at]
        if run < 128:
            count += min(run + 1, len(packed) - at - 1)
            at += run + 2
        else:
            count += 257 - run if run > 128 else 0
            at += 2 if run > 128 else 1
    return count
