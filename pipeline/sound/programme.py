"""The programme's sound with its gains: joined, multiplied, and how curves are kept in files. Works on paths of WAV files."""

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

_CELLS_RATE = SAMPLE_RATE // CELL


def mastered(placed: Sequence[Placed], samples: int, factors: Curve, start: int, end: int) -> Iterator[Samples]:
    """Yield samples `start` to `end` of a programme of `samples`, joined and multiplied with its gains."""
    at = start
    for block in joined(placed, samples, start, end):
        yield apply(block, factors, at)
        at += len(block)


def write_curves(path: Path, *curves: Curve) -> None:
    """Write curves of a value a cell, of one length, as the channels of a sound of 1,500 samples a second."""
    path.write_bytes(wav.header(_CELLS_RATE, len(curves), len(curves[0])) + wav.encode(np.stack(curves, axis=1)))


def read_whole(path: Path) -> Samples:
    """Return all of a sound, or of curves, as (samples, channels)."""
    with path.open("rb") as file:
        shape, read = wav.reader(file)
        return read(0, shape.samples)


def read_levels(paths: Sequence[Path], cells: Sequence[tuple[int, int]]) -> tuple[Curve, Curve]:
    """Return energies and peaks of a programme from the levels of its stretches, and the first and the number of their cells."""
    levels = [read_whole(path)[first : first + count] for path, (first, count) in zip(paths, cells, strict=True)]
    whole = np.concatenate(levels)
    return whole[:, 0], whole[:, 1]


def silence(start: int, count: int) -> Samples:
    """Read `count` samples of nothing."""
    return np.zeros((count, 2))


def after_handle(read: Read) -> Read:
    """Read a mix whose sample 0 stands after its handle."""
    return lambda start, count: read(start + HANDLE, count)
