"""Clicks: a step in the wave that the sound around it does not explain. Pure.

A click is broad-band and lasts a sample or two, so it stands out where the wave is differenced twice: there it is as large as
the step, while a tone of frequency f keeps only (2 sin(pi f / rate))^2 of its height.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float32]

AROUND = 2400
"""Samples on each side that say what is usual: 50 ms."""

NEAR = 240
"""Samples on each side of a place that belong to it: 5 ms."""

_TIMES = 12.0
_LOUD = 0.02
"""A second difference below this is not heard as a click, however quiet it is around it."""


def is_click(sound: Sound, at: int) -> bool:
    """Say whether there is a click within 5 ms of sample `at`, in any channel."""
    first, last = max(0, at - AROUND), min(len(sound), at + AROUND)
    if last - first < 4 * NEAR:
        return False
    bends = np.abs(np.diff(sound[first:last], n=2, axis=0))
    here = slice(max(0, at - NEAR - first), at + NEAR - first)
    near = bends[here]
    rest = np.concatenate([bends[: here.start], bends[here.stop :]])
    if not len(near) or not len(rest):
        return False
    usual = np.quantile(rest, 0.995, axis=0)
    return bool(((near.max(axis=0) >= _LOUD) & (near.max(axis=0) > _TIMES * usual)).any())
