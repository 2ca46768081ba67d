"""Write a QuickTime movie of one picture with several sample descriptions, as editors join clips: no program here does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from struct import pack

RATE = 25


def movie(path: Path, parts: Sequence[Path], frames: int) -> Path:
    """Write the pictures of MP4 files behind one another, `frames` of each, each with its own description; none is reordered."""
    tables = [_found(part.read_bytes()) for part in parts]
    count = frames * len(parts)
    sizes = b"".join(table["stsz"][12 : 12 + 4 * frames] for table in tables)
    samples = [table["mdat"] for table in tables]
    descriptions = [table["stsd"][8:] for table in tables]
    head = _box(b"ftyp", b"isom\0\0\0\0isom")
    begins = [len(head) + 8 + sum(map(len, samples[:number])) for number in range(len(samples))]
    table = _box(
        b"stbl",
        _full(b"stsd", pack(">I", len(parts)), *descriptions),
        _full(b"stts", pack(">III", 1, count, 1)),
        _full(b"stss", pack(">I", len(parts)), *(pack(">I", number * frames + 1) for number in range(len(parts)))),
        _full(b"stsc", pack(">I", len(parts)), *(pack(">III", number, frames, number) for number in range(1, len(parts) + 1))),
        _full(b"stsz", pack(">II", 0, count), sizes),
        _full(b"stco", pack(">I", len(parts)), *(pack(">I", begin) for begin in begins)),
    )
    same = pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    media = _box(
        b"mdia",
        _full(b"mdhd", pack(">IIIII", 0, 0, RATE, count, 0x55C40000)),
        _full(b"hdlr", b"\0\0\0\0vide", bytes(13)),
        _box(
            b"minf",
            _full(b"vmhd", bytes(8), flags=1),
            _box(b"dinf", _full(b"dref", pack(">I", 1), _full(b"url ", flags=1))),
            table,
        ),
    )
    track = _full(b"tkhd", pack(">IIIII", 0, 0, 1, 0, count), bytes(16), same, pack(">II", 160 << 16, 90 << 16), flags=3)
    times = pack(">IIII", 0, 0, RATE, count)
    header = _full(b"mvhd", times, pack(">IH", 0x10000, 0x100), bytes(10), same, bytes(24), pack(">I", 2))
    path.write_bytes(head + _box(b"mdat", *samples) + _box(b"moov", header, _box(b"trak", track, media)))
    return path


def _found(content: bytes) -> dict[str, bytes]:
    return {name.decode(): body for name, body in _boxes(content)}


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        size, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        body = content[at + 8 : at + size]
        if name in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
            yield from _boxes(body)
        else:
            yield name, body
        at += size


def _box(name: bytes, *contents: bytes) -> bytes:
    content = b"".join(contents)
    return pack(">I", 8 + len(content)) + name + content


def _full(name: bytes, *contents: bytes, flags: int = 0) -> bytes:
    return _box(name, pack(">I", flags), *contents)
