"""The programme's sound with its gains: joined, multiplied, and how gains are kept in a file. Works on paths of WAV files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from pipeline.sound import wav
from pipeline.sound.blocks import Read, Samples
from pipeline.sound.join import Placed, joined
from pipeline.sound.lengths import CELL, HANDLE
from pipeline.sound.limiter import apply
from pipeline.sound.meter import Curve
from pipeline.timebase import SAMPLE_RATE

_GAINS_RATE = SAMPLE_RATE // CELL


def mastered(placed: Sequence[Placed], samples: int, factors: Curve, start: int, end: int) -> Iterator[Samples]:
    """Yield samples `start` to `end` of a programme of `samples`, joined and multiplied with its gains."""
    at = start
    for block in joined(placed, samples, start, end):
        yield apply(block, factors, at)
        at += len(block)


def write_gains(path: Path, factors: Curve) -> Curve:
    """Write the gain of each cell as sound of 1,500 samples a second; return what `read_gains` will."""
    content = wav.encode(factors[:, None])
    path.write_bytes(wav.header(_GAINS_RATE, 1, len(factors)) + content)
    return np.frombuffer(content, "<f4").astype(np.float64)


def read_gains(path: Path) -> Curve:
    """Return the gains that `write_gains` wrote."""
    with path.open("rb") as file:
        shape, read = wav.reader(file)
        return read(0, shape.samples)[:, 0]


def silence(start: int, count: int) -> Samples:
    """Read `count` samples of nothing."""
    return np.zeros((count, 2))


def after_handle(read: Read) -> Read:
    """Read a mix whose sample 0 stands after its handle."""
    return lambda start, count: read(start + HANDLE, count)
