"""Clipped sound: several samples in a row at full scale, or at one same value near it. Pure.

The limit of three is our own; broadcasters count runs of thousands (DPP), by which time anyone has heard it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.analysis.runs import runs

Sound = npt.NDArray[np.float32]

FULL = 1.0 - 2.0**-15
SHORTEST = 3


def clipped(sound: Sound) -> tuple[tuple[int, int], ...]:
    """Return (first sample, count) of each run of samples, in any channel, that stand at full scale or beyond."""
    found = [run for channel in range(sound.shape[1]) for run in runs(np.abs(sound[:, channel]) >= FULL, SHORTEST)]
    return tuple(sorted(found))
