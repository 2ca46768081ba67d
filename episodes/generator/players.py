"""Hold what the three players of "Kitchen Table" share: their phones, their beat."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import exp, pi, sin

from episodes.generator.music import BAR, BEAT


def since_last(times: Sequence[float], time: float) -> tuple[int, float]:
    """Return the number of the last event before `time` and the seconds since; (-1, 9.0) before the first."""
    index = bisect_right(times, time) - 1
    return index, (time - times[index] if index >= 0 else 9.0)


def nod(time: float) -> float:
    """Return degrees: a nod on every beat, deeper on the first of a bar."""
    beat = time / BEAT % 1
    return (3.2 if time % BAR < BEAT else 2.0) * exp(-4 * beat) * sin(pi * min(1.0,
        beat * 5)) + 1.2 * sin(2 * pi * time / (2 * BAR))
