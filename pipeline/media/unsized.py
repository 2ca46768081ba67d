"""Uncompressed sound that was written into a pipe: its container does not know how much there is, so its samples are read bare.

Reads heads, no samples. Sources: Multimedia Programming Interface and Data Specifications 1.0 (WAV), EBU Tech 3306 (RF64), Sony's
Wave64, Apple's Audio Interchange File Format 1.3 and Core Audio Format 1.0.
"""

from __future__ import annotations

import math
import struct
from pathlib import Path

from pipeline.media.info import BareSamples

_UNKNOWN = 0x7FFF0000
"""Sizes in 32 bits from here on, or 0, are those that a program wrote that could not go back."""

_CHUNKS = 256
"""Chunks looked at before the samples; recorders write a handful."""

_AFTER = (b"LIST", b"id3 ", b"bext", b"cue ", b"fact", b"JUNK", b"PAD ")
"""Chunks that may follow the samples: where they follow a size of 0, there are no samples."""

_W64 = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00"

_EXTENSIBLE = 0xFFFE
_WHOLE, _FLOAT = 1, 3

_AIFF_KINDS = {b"NONE": ("s", "be"), b"twos": ("s", "be"), b"sowt": ("s", "le"), b"fl32": ("f", "be"), b"fl64": ("f", "be")}


def bare_samples(path: Path) -> BareSamples | None:
    """Return where the samples of a file lie whose container does not know; None for any other file.

    Raises OSError where it cannot be read.
    """
    length = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        file.seek(0)
        content = file.read(1 << 20)
    try:
        if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:] == b"WAVE":
            return _wave(content, length)
        if content[:16] == _W64:
            return _wave64(content, length)
        if head[:4] == b"FORM" and head[8:] in (b"AIFF", b"AIFC"):
            return _aiff(content, length)
        if head[:4] == b"caff":
            return _caf(content, length)
    except (struct.error, ValueError, OverflowError):  # a head that is no head
        return None
    return None


def _wave(content: bytes, length: int) -> BareSamples | None:
    at, form, long_size = 12, b"", 0
    for _ in range(_CHUNKS):
        name, size = content[at : at + 4], struct.unpack_from("<I", content, at + 4)[0]
        if name == b"ds64":
            long_size = struct.unpack_from("<Q", content, at + 16)[0]
        elif name == b"fmt ":
            form = content[at + 8 : at + 8 + size]
        elif name == b"data":
            left = length - at - 8
            if content[:4] != b"RIFF" and size == 0xFFFFFFFF:
                is_known = 0 < long_size < 1 << 62
            else:
                is_known = not (size == 0 or size >= _UNKNOWN > left) or (size == 0 and content[at + 8 : at + 12] in _AFTER)
            return None if is_known else _of_wave(form, at + 8, length)
        at += 8 + size + size % 2
    return None


def _wave64(content: bytes, length: int) -> BareSamples | None:
    at, form = 40, b""
    for _ in range(_CHUNKS):
        name, size = content[at : at + 4], struct.unpack_from("<Q", content, at + 16)[0]
        if name == b"fmt ":
            form = content[at + 24 : at + size]
        elif name == b"data":
            return None if 24 < size < 1 << 62 else _of_wave(form, at + 24, length)
        if size < 24:
            return None
        at += (size + 7) // 8 * 8
    return None


def _of_wave(form: bytes, begin: int, length: int) -> BareSamples | None:
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", form)
    if kind == _EXTENSIBLE:
        kind = struct.unpack_from("<H", form, 24)[0]
    letter = {_WHOLE: "u" if bits == 8 else "s", _FLOAT: "f"}.get(kind)
    return None if letter is None else _made(letter, "le", bits, channels, rate, begin, length)


def _aiff(content: bytes, length: int) -> BareSamples | None:
    at, common = 12, b""
    for _ in range(_CHUNKS):
        name, size = content[at : at + 4], struct.unpack_from(">I", content, at + 4)[0]
        if name == b"COMM":
            common = content[at + 8 : at + 8 + size]
        elif name == b"SSND":
            if not (size == 0 or size >= _UNKNOWN > length - at - 8):
                return None
            channels, _, bits = struct.unpack_from(">HIH", common)
            exponent, mantissa = struct.unpack_from(">HQ", common, 8)  # an 80-bit float
            rate = round(math.ldexp(mantissa, (exponent & 0x7FFF) - 16383 - 63))
            letter, order = _AIFF_KINDS.get(common[18:22] or b"NONE", ("", ""))
            return _made(letter, order, bits, channels, rate, at + 16, length) if letter else None
        at += 8 + size + size % 2
    return None


def _caf(content: bytes, length: int) -> BareSamples | None:
    at, form = 8, b""
    for _ in range(_CHUNKS):
        name, size = content[at : at + 4], struct.unpack_from(">q", content, at + 4)[0]
        if name == b"desc":
            form = content[at + 12 : at + 12 + size]
        elif name == b"data":
            if size >= 0:
                return None
            rate, kind, flags, _, _, channels, bits = struct.unpack_from(">d4sIIIII", form)
            if kind != b"lpcm":
                return None
            return _made("f" if flags & 1 else "s", "le" if flags & 2 else "be", bits, channels, round(rate), at + 16, length)
        at += 12 + size
    return None


def _made(letter: str, order: str, bits: int, channels: int, rate: int, begin: int, length: int) -> BareSamples | None:
    """Return bare samples of whole frames; None for what no demuxer of ffmpeg reads."""
    if bits not in ((32, 64) if letter == "f" else (8,) if letter == "u" else (8, 16, 24, 32)):
        return None
    frame = bits // 8 * channels
    count = (length - begin) // frame if 0 < channels <= 64 and 0 < rate <= 768_000 else 0
    if count < 1:
        return None
    return BareSamples(begin, begin + count * frame, f"{letter}{bits}" + (order if bits > 8 else ""), rate, channels)
