"""Channels that are dead or stand in each other's place, beside the sound that was planned. Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float32]

ALIVE = 0.01
"""Of the other channel's level (-40 dB): a channel below it is dead, where the plan has more than this in it."""

_APART = 0.05
"""The difference of planned channels, of their level, below which left and right cannot be told apart."""


def levels(sound: Sound) -> npt.NDArray[np.float64]:
    """Return the root mean square of each channel."""
    return np.asarray(np.sqrt(np.mean(np.square(sound, dtype=np.float64), axis=0))) if len(sound) else np.zeros(2)


def dead(heard: Sound, planned: Sound) -> tuple[int, ...]:
    """Return which channels are as good as silent beside the other though the plan has sound in them."""
    now, then = levels(heard), levels(planned)
    return tuple(
        channel
        for channel in range(len(now))
        if now.max() > 1e-4 and now[channel] < ALIVE * now.max() and then[channel] > 2 * ALIVE * then.max()
    )


def is_swapped(heard: Sound, planned: Sound) -> bool:
    """Say whether the channels, in step with the plan's, are more like each other's than like their own."""
    side = heard[:, 0].astype(np.float64) - heard[:, 1]
    meant = planned[:, 0].astype(np.float64) - planned[:, 1]
    middle = np.sqrt(np.mean(np.square(planned, dtype=np.float64))) if len(planned) else 0.0
    size = np.sqrt(np.mean(side**2) * np.mean(meant**2)) if len(side) else 0.0
    if size <= 0 or np.sqrt(np.mean(meant**2)) < _APART * middle:
        return False
    return bool(np.mean(side * meant) < -0.5 * size)
