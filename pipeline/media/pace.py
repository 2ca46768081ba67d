"""How regularly the frames of a picture come: variable rate in numbers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from statistics import median

from pipeline.values import dataclass

PAUSE = Fraction(1, 2)
"""Seconds from which on a frame is told to stand still."""

_TOLD = 20


@dataclass(frozen=True, slots=True)
class Pace:
    """The distances of frames, in seconds. `pauses` are (when, how long) of frames that stand for half a second or more."""

    frames: int
    shortest: float
    median: float
    longest: float
    pauses: tuple[tuple[float, float], ...]


def pace(times: Sequence[Fraction]) -> Pace:
    """Return the pace of frames that are shown at `times`, ascending, in seconds."""
    steps = [(before, after - before) for before, after in pairwise(times) if after > before]
    if not steps:
        return Pace(len(times), 0.0, 0.0, 0.0, ())
    lengths = [step for _, step in steps]
    middle = Fraction(median(lengths))
    pauses = [(at, step) for at, step in steps if step >= max(PAUSE, 2 * middle)]
    return Pace(
        frames=len(times),
        shortest=_seconds(min(lengths)),
        median=_seconds(middle),
        longest=_seconds(max(lengths)),
        pauses=tuple((_seconds(at), _seconds(step)) for at, step in pauses[:_TOLD]),
    )


def _seconds(value: Fraction) -> float:
    return round(float(value), 4)
