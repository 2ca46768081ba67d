"""How large a picture says that it is, read before anything decodes it: what no file of its length holds costs only its head."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from pipeline.media import formats
from pipeline.media.faults import MediaFault

_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Marks of a JPEG's frame header (ITU-T T.81, table B.1); the three others of these numbers are tables."""

_BARE = frozenset({0x01, 0xD8, *range(0xD0, 0xD8)})
"""Marks of a JPEG that no length follows."""


def told(path: Path) -> tuple[int, int] | None:
    """Return the width and height that a GIF, PNG, JPEG or WebP says in its head; None of others, and of a cut head."""
    with path.open("rb") as stream:
        head = stream.read(32)
        if head[:4] == b"GIF8" and len(head) >= 10:  # GIF89a, 18
            return _little(head[6:8]), _little(head[8:10])
        if head[:8] == b"\x89PNG\r\n\x1a\n" and len(head) >= 24:  # ISO/IEC 15948, 11.2.2
            return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])
        if head[:3] == b"\xff\xd8\xff":
            return _of_jpeg(stream)
        if head[:4] == b"RIFF" and head[8:12] == b"WEBP" and len(head) >= 30:
            return _of_webp(head)
    return None


def check(width: int, height: int, path: Path, limit: int, name: str) -> None:
    """Refuse a picture of more than `limit` pixels, or of more than its file can hold. `name` is what messages call the file."""
    pixels, held = width * height, path.stat().st_size
    size = f"{width}x{height}"
    if pixels > limit:
        message = f"{name!r} is {size}, {pixels / 1e6:.0f} million pixels; at most {limit // 1_000_000} million are read"
        raise MediaFault(message, "export it smaller")
    if pixels > max(formats.SMALL_PIXELS, held * formats.PIXELS_A_BYTE):
        raise MediaFault(f"{name!r} says that it is {size}, which its {held:,} bytes cannot hold", formats.AGAIN)


def _of_jpeg(stream: BinaryIO) -> tuple[int, int] | None:
    stream.seek(2)
    while (mark := stream.read(2))[:1] == b"\xff" and len(mark) == 2:
        if mark[1] == 0xFF:  # any number of them may stand before a mark
            stream.seek(-1, 1)
        elif mark[1] in _SOF:
            frame = stream.read(7)
            return (int.from_bytes(frame[5:7]), int.from_bytes(frame[3:5])) if len(frame) == 7 else None
        elif mark[1] not in _BARE:
            stream.seek(max(0, int.from_bytes(stream.read(2)) - 2), 1)
    return None


def _of_webp(head: bytes) -> tuple[int, int] | None:
    """Read the first chunk of a WebP: RFC 9649, 2.7 and 3.4; of VP8, RFC 6386, 9.1."""
    match head[12:16]:
        case b"VP8X":
            return _little(head[24:27]) + 1, _little(head[27:30]) + 1
        case b"VP8L":
            bits = _little(head[21:25])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            return _little(head[26:28]) & 0x3FFF, _little(head[28:30]) & 0x3FFF
        case _:
            return None


def _little(content: bytes) -> int:
    return int.from_bytes(content, "little")
