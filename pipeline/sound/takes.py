"""What a decoded take is before it is mixed: which channels carry sound, how loud it is where it is used. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

import numpy as np

from pipeline.sound.blocks import Read, spans
from pipeline.sound.meter import Meter

ONE_SIDED = 1e-6
"""A channel with less than this share of the other's energy (-60 dB) carries nothing: a microphone plugged into one side."""


class Sides(Enum):
    """How the channels of a take are used."""

    MONO = "mono"
    STEREO = "stereo"
    LEFT = "left only"
    RIGHT = "right only"
    SILENT = "silent"


def sides(read: Read, samples: int, channels: int) -> Sides:
    """Look through a whole take. Silence counts as such only where every sample is 0."""
    energy = np.zeros(channels)
    for start, count in spans(0, samples):
        energy += np.square(read(start, count)).sum(axis=0)
    if not energy.any():
        return Sides.SILENT
    if channels == 1:
        return Sides.MONO
    if energy[1] < energy[0] * ONE_SIDED:
        return Sides.LEFT
    return Sides.RIGHT if energy[0] < energy[1] * ONE_SIDED else Sides.STEREO


def heard(read: Read, side: Sides) -> Read:
    """Read a take as it is meant: what sits on one side alone comes from the middle, like a mono source."""
    match side:
        case Sides.LEFT:
            return lambda start, count: read(start, count)[:, :1]
        case Sides.RIGHT:
            return lambda start, count: read(start, count)[:, 1:2]
        case Sides.MONO | Sides.STEREO | Sides.SILENT:
            return read


def loudness(read: Read, ranges: Iterable[tuple[int, int]]) -> float:
    """Return the integrated loudness in LUFS of the ranges (start, end) of a take that are used, one after another."""
    meter = Meter(peaks=False)
    for first, last in ranges:
        for start, count in spans(first, last):
            meter.feed(read(start, count))
    return meter.loudness
