"""WAV files of 32-bit float PCM, the only form in which sound passes between actions. Works on open binary files.

Layout: RIFF/WAVE with a `fmt ` chunk of format 3, WAVE_FORMAT_IEEE_FLOAT, or of WAVE_FORMAT_EXTENSIBLE with its sub-format
(Microsoft, "Multiple Channel Audio Data and WAVE Files"). RIFF counts bytes in 32 bits: a file ends below 4 GiB, which is three
hours of stereo at 48 kHz.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

import numpy as np

from pipeline.sound.blocks import Read, Samples
from pipeline.values import dataclass

_FLOAT, _EXTENSIBLE = 3, 0xFFFE
_HEADER = struct.Struct("<4sI4s4sIHHIIHHH4sII4sI")


class NotFloatWav(ValueError):
    """A file that is no WAV of 32-bit floats, and why."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The samples of a WAV file: `data` is the byte at which they begin, `samples` are per channel."""

    sample_rate: int
    channels: int
    samples: int
    data: int


def header(sample_rate: int, channels: int, samples: int) -> bytes:
    """Return what stands before `samples` samples a channel. Raises NotFloatWav where the file would not fit RIFF's 4 GiB."""
    size = samples * channels * 4
    if size + _HEADER.size >= 1 << 32:
        raise NotFloatWav(f"{samples} samples of {channels} channels do not fit in a WAV file")
    return _HEADER.pack(
        b"RIFF", _HEADER.size - 8 + size, b"WAVE",
        b"fmt ", 18, _FLOAT, channels, sample_rate, sample_rate * channels * 4, channels * 4, 32, 0,
        b"fact", 4, samples, b"data", size,
    )  # fmt: skip


def layout(file: BinaryIO) -> Layout:
    """Read the chunks of a WAV file up to its samples. Raises NotFloatWav."""
    if (start := file.read(12))[:4] != b"RIFF" or start[8:] != b"WAVE":
        raise NotFloatWav("no RIFF/WAVE header")
    shape: tuple[int, int] | None = None
    while len(chunk := file.read(8)) == 8:
        name, size = struct.unpack("<4sI", chunk)
        if name == b"fmt ":
            shape = _shape(file.read(size + size % 2))
        elif name == b"data":
            if shape is None:
                raise NotFloatWav("samples before their format")
            rate, channels = shape
            data = file.tell()
            # Believe the file's length over a header that a writer to a pipe could not complete.
            here = file.seek(0, 2) - data
            return Layout(rate, channels, min(size, here) // (4 * channels), data)
        else:
            file.seek(size + size % 2, 1)
    raise NotFloatWav("no samples")


def read(file: BinaryIO, shape: Layout, start: int, count: int) -> Samples:
    """Read `count` samples from sample `start` on as (count, channels); silence outside the file."""
    block = np.zeros((count, shape.channels))
    first, last = max(start, 0), min(start + count, shape.samples)
    if first < last:
        file.seek(shape.data + first * shape.channels * 4)
        content = file.read((last - first) * shape.channels * 4)
        block[first - start : last - start] = np.frombuffer(content, "<f4").reshape(-1, shape.channels)
    return block


def encode(block: Samples) -> bytes:
    """Return the bytes of a block as they stand in the file."""
    return block.astype("<f4").tobytes()


def _shape(content: bytes) -> tuple[int, int]:
    tag, channels, rate, _, _, bits = struct.unpack("<HHIIHH", content[:16])
    if tag == _EXTENSIBLE and len(content) >= 26:
        (tag,) = struct.unpack("<H", content[24:26])
    if (tag, bits) != (_FLOAT, 32) or not channels:
        raise NotFloatWav(f"format {tag} with {bits} bits is not 32-bit float")
    return rate, channels


def reader(file: BinaryIO) -> tuple[Layout, Read]:
    """Return the layout of an open WAV file and a function that reads blocks of it. Raises NotFloatWav."""
    shape = layout(file)
    return shape, lambda start, count: read(file, shape, start, count)
