"""Where a file ends by its own words: files put behind one another, and files that stop early. Reads sizes, no content."""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pipeline.media import formats, frames
from pipeline.values import dataclass

_UNKNOWN = 0x7FFF0000
"""Sizes in 32 bits from here on, or 0, are those that a program wrote that could not go back: into a pipe, or before it died."""


MOST_PACKED = 16 << 20
"""Bytes of words and profiles that a PNG may pack: a few hundred bytes can say a thousand times as many."""


@dataclass(frozen=True, slots=True)
class Structure:
    """The byte ranges of the files of which a file consists, one behind the other: most are one.

    `missing`: bytes that the last one announces and does not hold. `has_end` is false where a mark that belongs at its end is
    not there. Bytes from `bad_from` on are not what was written, by the file's own checksums. `kind` is mp4, or packets that say
    how long each is, and nothing how many there are. From byte `lost_at` on, no packet can be found, whoever reads.
    `frames`: how many there are, where they were counted, and one more than are read where there are too many.
    From byte `swollen_at` on, words or a profile stand that are packed, and longer than any are (`MOST_PACKED`).
    """

    parts: tuple[tuple[int, int], ...]
    missing: int = 0
    has_end: bool = True
    bad_from: int | None = None
    kind: Literal["mp4", "packets", "other"] = "other"
    lost_at: int | None = None
    frames: int | None = None
    swollen_at: int | None = None


def structure_of(path: Path) -> Structure:
    """Return what the sizes in a file say of it. Raises OSError where it cannot be read."""
    with path.open("rb") as file:
        if not file.read(1):
            return Structure(((0, 0),))
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            read = _reader(content[:256])
            return Structure(((0, len(content)),)) if read is None else read(content)


_PNG = b"\x89PNG\r\n\x1a\n"
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_W64 = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00"
_ASF = b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c"
_FLV = b"FLV\x01"
_IVF = b"DKIF"
_IVF_HEAD, _IVF_FRAME = 32, 12
_AU_HEAD = 24
"""Bytes of the shortest head of an AU: six numbers. One that says less would lead nowhere."""

_LARGEST_PACKET = (1 << 31) - 64
"""Bytes of a packet that libavformat cannot hold: an int with what it adds (AV_INPUT_BUFFER_PADDING_SIZE)."""

_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT = b"\x18\x53\x80\x67"


def _reader(head: bytes) -> Callable[[mmap.mmap], Structure] | None:
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] in (b"WAVE", b"AVI "):
        return _riff
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return _aiff
    if head[:4] == b".snd":
        return _au
    if head[:4] == b"caff":
        return _caf
    if head[:16] == _W64:
        return _w64
    if head[:4] == b"GIF8":
        return _gif
    if head[:3] == b"\xff\xd8\xff":
        return _jpeg
    if head[:8] == _PNG:
        return _png
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return lambda content: Structure(((0, len(content)),), max(0, 8 + _little(content, 4) - len(content)))
    for pitch, first in ((188, 0), (192, 4)):  # MPEG transport packets, with or without a clock of 4 bytes before each
        if head[first : first + 1] == b"G" and head[first + pitch : first + pitch + 1] == b"G":
            return lambda content: Structure(((0, len(content)),), -len(content) % pitch, kind="packets")
    for mark in (_ASF, _FLV):
        if head.startswith(mark):
            return lambda content: Structure(_parts(_found(content, mark), len(content)))
    if head[:4] == _IVF:
        return _ivf
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
        return _boxes
    if head[:4] == _EBML:
        return _matroska
    if head[:4] == b"OggS":
        return lambda content: Structure(*frames.ogg(content), kind="packets")
    if head[:4] == b"fLaC":
        return lambda content: Structure(*frames.flac(content))
    if head[:3] == b"ID3" or frames.is_frame(head):
        return lambda content: Structure(*frames.tagged(content), kind="packets")
    return None


def _parts(begins: list[int], end: int) -> tuple[tuple[int, int], ...]:
    return tuple(pairwise([*begins, end]))


def _little(content: mmap.mmap, at: int, size: int = 4) -> int:
    return int.from_bytes(content[at : at + size], "little")


def _big(content: mmap.mmap, at: int, size: int = 4) -> int:
    return int.from_bytes(content[at : at + size], "big")


def _riff(content: mmap.mmap) -> Structure:
    """Read WAV and AVI. What ends a WAV is its `data`: the size of the whole is wrong in many that are."""
    begins, at, length, missing, long_size = [0], 12, len(content), 0, 0
    is_wave = content[8:12] == b"WAVE"
    if not is_wave:
        at = 0
    while at + 8 <= length:
        name, size = content[at : at + 4], _little(content, at + 4)
        if name in (b"RIFF", b"RF64") and content[at + 8 : at + 12] in (b"WAVE", b"AVI ", b"AVIX"):
            if at and content[at + 8 : at + 12] != b"AVIX":
                begins.append(at)
            if is_wave:
                at += 12
                continue
        elif name == b"ds64":
            long_size = _little(content, at + 16, 8)
        elif name == b"data" and size == 0xFFFFFFFF and long_size:
            size = long_size
        elif not (is_wave and all(32 <= byte < 127 for byte in name)):
            break  # what follows is no chunk
        if not is_wave or name == b"data":
            if size == 0 or size >= _UNKNOWN > length:
                break
            missing = max(0, at + 8 + size - length)
        at += 8 + size + size % 2
    return Structure(_parts(begins, length), missing)


def _aiff(content: mmap.mmap) -> Structure:
    begins, at, length, missing = [0], 12, len(content), 0
    while at + 8 <= length:
        name, size = content[at : at + 4], _big(content, at + 4)
        if name == b"FORM" and content[at + 8 : at + 12] in (b"AIFF", b"AIFC"):
            begins.append(at)
            at += 12
            continue
        if not all(32 <= byte < 127 for byte in name):
            break
        if name == b"SSND":
            if size == 0 or size >= _UNKNOWN > length:
                break
            missing = max(0, at + 8 + size - length)
        at += 8 + size + size % 2
    return Structure(_parts(begins, length), missing)


def _au(content: mmap.mmap) -> Structure:
    begins, at, length, missing = [0], 0, len(content), 0
    while content[at : at + 4] == b".snd":
        size = _big(content, at + 8)
        if size == 0xFFFFFFFF or _big(content, at + 4) < _AU_HEAD:
            break
        if at:
            begins.append(at)
        at += _big(content, at + 4) + size
        missing = max(0, at - length)
    return Structure(_parts(begins, length), missing)


def _caf(content: mmap.mmap) -> Structure:
    begins, at, length, missing = [0], 8, len(content), 0
    while at + 12 <= length:
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 12], "big", signed=True)
        if name == b"caff":
            begins.append(at)
            at += 8
            continue
        if size < 0:
            break
        if name == b"data":
            missing = max(0, at + 12 + size - length)
        at += 12 + size
    return Structure(_parts(begins, length), missing)


def _w64(content: mmap.mmap) -> Structure:
    begins, at, length, missing = [0], 0, len(content), 0
    while content[at : at + 16] == _W64:
        size = _little(content, at + 16, 8)
        if not 40 <= size < 1 << 62:  # never written
            break
        if at:
            begins.append(at)
        at += size
        missing = max(0, at - length)
    return Structure(_parts(begins, length), missing)


def _found(content: mmap.mmap, mark: bytes) -> list[int]:
    """Return where files begin that begin with a mark; FLV's is followed by the length of its head, 9."""
    begins, at = [0], len(mark)
    while (at := content.find(mark, at)) >= 0:
        if mark != _FLV or content[at + 5 : at + 9] == b"\0\0\0\x09":
            begins.append(at)
        at += len(mark)
    return begins


def _ivf(content: mmap.mmap) -> Structure:
    """Read the sizes of an IVF's frames, each before a time of 8 bytes (https://wiki.multimedia.cx/index.php/IVF)."""
    at, length = _IVF_HEAD, len(content)
    while at + _IVF_FRAME <= length:
        size = _little(content, at)
        if size >= _LARGEST_PACKET:
            return Structure(((0, length),), lost_at=at)
        at += _IVF_FRAME + size
    return Structure(((0, length),))


def _jpeg(content: mmap.mmap) -> Structure:
    """Read a JPEG's segments and scans to the mark of its end (ITU-T T.81, B.1); what follows it is another picture's."""
    at, length = 2, len(content)
    while (found := _MARKER.search(content, at)) is not None:
        kind, at = content[found.start() + 1], found.end()
        if kind == 0xD9:
            return Structure(((0, length),))
        if kind not in (0x01, 0xD8):
            at += _big(content, at, 2)
        if at > length:
            break
    return Structure(((0, length),), 1, kind="packets")


def _png(content: mmap.mmap) -> Structure:
    """Read a PNG's chunks, each with its checksum, to the last (ISO/IEC 15948, 5.3)."""
    at, length, room = 8, len(content), MOST_PACKED
    while at + 12 <= length:
        name, end = content[at + 4 : at + 8], at + 12 + _big(content, at)
        if end > length:
            break
        if zlib.crc32(content[at + 4 : end - 4]) != _big(content, end - 4):
            return Structure(((0, length),), bad_from=at)
        if name == b"IEND":
            return Structure(((0, length),))
        if name in (b"zTXt", b"iCCP"):
            room -= _inflated(content[at + 8 : end - 4].partition(b"\0")[2][1:], room)
            if room <= 0:
                return Structure(((0, length),), swollen_at=at)
        at = end
    return Structure(((0, length),), 1, kind="packets")


def _inflated(packed: bytes, most: int) -> int:
    """Return how many bytes are packed, up to `most`."""
    try:
        return len(zlib.decompressobj().decompress(packed, most))
    except zlib.error:
        return 0


def _gif(content: mmap.mmap) -> Structure:
    """Read a GIF's blocks to the mark at its end (GIF89a, 12 to 27)."""
    length = len(content)

    def table(flags: int) -> int:
        return 3 << (flags & 7) + 1 if flags & 0x80 else 0

    at, images = 13 + table(content[10] if length > 10 else 0), 0
    while at < length and content[at] != 0x3B and images <= formats.MAX_FRAMES:
        if content[at] == 0x2C and at + 10 < length:
            images += 1
            at += 11 + table(content[at + 9])
        elif content[at] == 0x21:
            at += 2
        else:
            return Structure(((0, length),), bad_from=at)
        while at < length and content[at]:
            at += 1 + content[at]
        at += 1
    return Structure(((0, length),), max(0, at + 1 - length), kind="packets", frames=images)


def _boxes(content: mmap.mmap) -> Structure:
    """Read MP4 and its like: a second `moov` is another file's."""
    begins, length, missing, has_index, begin = [0], len(content), 0, False, 0
    for at, name, end in _top_boxes(content):
        if name == b"ftyp" and has_index:
            begin = at
        elif name == b"moov":
            if has_index:
                begins.append(begin or at)
                begin = 0
            has_index = end <= length
        missing = max(0, end - length)
    return Structure(_parts(begins, length), missing, has_index, kind="mp4")


def _top_boxes(content: mmap.mmap) -> Iterator[tuple[int, bytes, int]]:
    """Yield place, name and end of the boxes at the top (ISO/IEC 14496-12, 4.2)."""
    at = 0
    while at + 8 <= len(content):
        size, name, head = _big(content, at), content[at + 4 : at + 8], 8
        if size == 1:
            size, head = _big(content, at + 8, 8), 16
        elif size == 0:
            size = len(content) - at
        if size < head or not all(32 <= byte < 127 or byte == 0xA9 for byte in name):
            return
        yield at, name, at + size
        at += size


def _matroska(content: mmap.mmap) -> Structure:
    begins, at, length, missing = [0], 0, len(content), 0
    while content[at : at + 4] == _EBML:
        if at:
            begins.append(at)
        size, head = _ebml_size(content, at + 4)
        at += 4 + head + (size or 0)
        if content[at : at + 4] != _SEGMENT:
            break
        size, head = _ebml_size(content, at + 4)
        if size is None:  # written without going back: another file is found by its first bytes
            at = content.find(_EBML, at)
            while at > 0 and not any(kind in content[at : at + 64] for kind in (b"matroska", b"webm")):
                at = content.find(_EBML, at + 4)
            if at < 0:
                break
            continue
        at += 4 + head + size
        missing = max(0, at - length)
    return Structure(_parts(begins, length), missing)


def _ebml_size(content: mmap.mmap, at: int) -> tuple[int | None, int]:
    """Return a size and the number of its bytes; None where it is not known (RFC 8794, 6)."""
    first = content[at] if at < len(content) else 0
    count = 9 - first.bit_length()
    if not 1 <= count <= 8:
        return None, 1
    value = int.from_bytes(content[at : at + count], "big") & ((1 << 7 * count) - 1)
    return (None if value == (1 << 7 * count) - 1 else value), count
