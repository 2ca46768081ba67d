"""Read the programme's sound as the segments' mixes make it, for the steps that master and cut it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from pipeline.execution.steps import Call
from pipeline.sound import wav
from pipeline.sound.blocks import Read, Samples
from pipeline.sound.join import Meeting, Placed, joined
from pipeline.sound.lengths import CELL, HANDLE
from pipeline.sound.limiter import apply
from pipeline.sound.meter import Curve

_GAINS_RATE = 48_000 // CELL


def segments(call: Call, stack: ExitStack) -> list[Placed]:
    """Return the segments of parameter `segments`, each with the input `mix<n>` that it names; one without a mix is silent."""
    found = []
    for segment in call.parameters["segments"]:
        read: Read = _silence
        if segment["mix"] is not None:
            _, stored = wav.reader(stack.enter_context(call.inputs[f"mix{segment['mix']}"].open("rb")))
            read = _after_handle(stored)
        meeting = Meeting(segment["meeting"])
        found.append(Placed(read, segment["start"], segment["samples"], meeting, segment["overlap"]))
    return found


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


def _silence(start: int, count: int) -> Samples:
    return np.zeros((count, 2))


def _after_handle(read: Read) -> Read:
    return lambda start, count: read(start + HANDLE, count)
