"""Stored spans and sound as fragments that a browser's Media Source takes: the same samples, byte for byte, in another wrapper.

An `init` says how to decode, a fragment is one `moof` with its `mdat`. Its clock begins at 0, so it stays the same wherever the
span stands; who plays it adds the place (`SourceBuffer.timestampOffset`).

Source: ISO/IEC 14496-12 (8.2 moov, 8.3 trak, 8.4 mdia, 8.5 stsd, 8.8 movie fragments), W3C "ISO BMFF Byte Stream Format".
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from pipeline.operations import boxes
from pipeline.values import dataclass

Handler = Literal["vide", "soun"]
"""What a track is: picture or sound."""

AAC = "mp4a.40.2"
"""The codec of all our sound, as a browser is asked for it: AAC-LC (RFC 6381)."""

_UPRIGHT = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
_KEY, _OTHER = 0x0200_0000, 0x0101_0000
"""Flags of a sample that leans on no other, and of one that does (8.8.3.1)."""
_INSIDE = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}


@dataclass(frozen=True, slots=True)
class Init:
    """What a decoder has to know before the first fragment: the bytes, and the codec as a browser is asked for it (RFC 6381)."""

    content: bytes
    codec: str


def init(path: Path, handler: Handler) -> Init:
    """Return the beginning of a stream of fragments, from a stored file. Raises boxes.Malformed, OSError."""
    found = boxes.samples(path, handler)
    track = next(one for one in boxes.tracks(path) if one.handler == handler)
    entries = _entries(path, handler)
    if handler == "vide":
        if len(found.configuration) < 4:
            raise boxes.Malformed("its picture is no H.264")
        codec = f"avc1.{found.configuration[1:4].hex()}"
        head = _full(b"vmhd", 1, bytes(8))
    else:
        codec, head = AAC, _full(b"smhd", 0, bytes(4))
    named = {"vide": b"picture\0", "soun": b"sound\0"}[handler]
    tables = b"".join(_full(name, 0, bytes(size)) for name, size in ((b"stts", 4), (b"stsc", 4), (b"stsz", 8), (b"stco", 4)))
    size = struct.pack(">II", track.width << 16, track.height << 16)
    volume = struct.pack(">hh", 0x100 if handler == "soun" else 0, 0)
    content = _box(b"ftyp", b"iso6", struct.pack(">I", 0), b"iso6", b"mp41") + _box(
        b"moov",
        _full(b"mvhd", 0, struct.pack(">IIIIih", 0, 0, 1000, 0, 1 << 16, 0x100), bytes(10), _UPRIGHT, bytes(24), b"\0\0\0\2"),
        _box(
            b"trak",
            _full(b"tkhd", 3, struct.pack(">IIIII", 0, 0, 1, 0, 0), bytes(12), volume, _UPRIGHT, size),
            _box(
                b"mdia",
                _full(b"mdhd", 0, struct.pack(">IIIIHH", 0, 0, found.timescale, 0, 0x55C4, 0)),
                _full(b"hdlr", 0, bytes(4), handler.encode(), bytes(12), named),
                _box(
                    b"minf",
                    head,
                    _box(b"dinf", _full(b"dref", 0, struct.pack(">I", 1), _full(b"url ", 1))),
                    _box(b"stbl", _box(b"stsd", entries), tables),
                ),
            ),
        ),
        _box(b"mvex", _full(b"trex", 0, struct.pack(">IIIII", 1, 1, 0, 0, 0))),
    )
    return Init(content, codec)


def fragment(path: Path, handler: Handler, first: int = 0, last: int | None = None) -> bytes:
    """Return the samples `first` to before `last` (None: the end) of a stored file. Raises boxes.Malformed, OSError.

    The first of them is decoded at 0. Pictures are shown as many ticks later as they are in the file, or earlier.
    """
    found = boxes.samples(path, handler)
    track = next(one for one in boxes.tracks(path) if one.handler == handler)
    rows: list[tuple[int, int, int, int]] = []
    parts: list[bytes] = []
    with path.open("rb") as stream:
        for number in range(len(found.sizes))[first:last]:
            begin, end = track.times[number], track.times[number + 1]
            late = found.times[number] - begin
            rows.append((end - begin, found.sizes[number], _KEY if number in found.keys else _OTHER, late))
            stream.seek(found.offsets[number])
            parts.append(stream.read(found.sizes[number]))
    return _fragment(rows, parts)


def raw_fragment(packets: Sequence[bytes], ticks: int) -> bytes:
    """Return packets of sound that follow one another as a fragment; each lasts so many `ticks` of its clock."""
    return _fragment([(ticks, len(packet), _KEY, 0) for packet in packets], packets)


def _fragment(rows: Sequence[tuple[int, int, int, int]], parts: Sequence[bytes]) -> bytes:
    table = b"".join(struct.pack(">IIIi", *row) for row in rows)
    head = (
        _full(b"mfhd", 0, struct.pack(">I", 1)),
        _full(b"tfhd", 0x02_0000, struct.pack(">I", 1)),  # offsets count from this moof
        _full(b"tfdt", 1 << 24, struct.pack(">Q", 0)),
    )
    # data offset, duration, size, flags and composition offset of each sample; version 1: offsets may be negative
    flags = 1 << 24 | 0x1 | 0x100 | 0x200 | 0x400 | 0x800
    run = 8 + 4 + 4 + 4 + len(table)
    length = 8 + len(head[0]) + 8 + len(head[1]) + len(head[2]) + run
    trun = _full(b"trun", flags, struct.pack(">Ii", len(rows), length + 8), table)
    moof = _box(b"moof", head[0], _box(b"traf", head[1], head[2], trun))
    assert len(moof) == length
    return moof + _box(b"mdat", *parts)


def _box(name: bytes, *content: bytes) -> bytes:
    inner = b"".join(content)
    return struct.pack(">I", 8 + len(inner)) + name + inner


def _full(name: bytes, flags: int, *content: bytes) -> bytes:
    """Return a box with version and flags, which are the highest byte and the others of `flags`."""
    return _box(name, struct.pack(">I", flags), *content)


def _entries(path: Path, handler: Handler) -> bytes:
    """Return the content of the sample description of a track, the same for all spans: without their bits a second (`btrt`).

    Raises boxes.Malformed where there is none.
    """
    for track in _children(_outer(path, b"moov"), b"trak"):
        leaves = dict(_walk(track))
        if leaves.get(b"hdlr", b"")[8:12] == handler.encode() and b"stsd" in leaves:
            return _without_rate(leaves[b"stsd"], {"vide": 78, "soun": 28}[handler])
    raise boxes.Malformed(f"no track of kind {handler}")


def _without_rate(entries: bytes, fields: int) -> bytes:
    """Return a description of one entry, which has so many bytes of fields before its boxes, without its `btrt` (8.5.2.2)."""
    begin, end = 16 + fields, 8 + int.from_bytes(entries[8:12], "big")
    if int.from_bytes(entries[4:8], "big") != 1 or not begin <= end <= len(entries):
        raise boxes.Malformed("its samples are not all described alike")
    kept = b"".join(_box(name, inner) for name, inner in _each(entries[begin:end]) if name != b"btrt")
    return entries[:8] + struct.pack(">I", begin - 8 + len(kept)) + entries[12:begin] + kept


def _outer(path: Path, wanted: bytes) -> bytes:
    boxes.check_whole(path)
    with path.open("rb") as stream:
        while head := stream.read(8):
            length, name = int.from_bytes(head[:4], "big"), head[4:]
            if length == 1:
                length = int.from_bytes(stream.read(8), "big") - 8
            if name == wanted:
                return stream.read(length - 8)
            if length == 0:
                break
            stream.seek(length - 8, 1)
    raise boxes.Malformed(f"no box {wanted.decode()}")


def _children(content: bytes, wanted: bytes) -> Iterator[bytes]:
    for name, inner in _each(content):
        if name == wanted:
            yield inner


def _walk(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    for name, inner in _each(content):
        if name in _INSIDE:
            yield from _walk(inner)
        else:
            yield name, inner


def _each(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        if length < 8 or at + length > len(content):
            raise boxes.Malformed("a box does not fit into its parent")
        yield content[at + 4 : at + 8], content[at + 8 : at + length]
        at += length

