"""Silence, from the peaks of blocks of sound. Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.analysis.runs import Mask

Sound = npt.NDArray[np.float32]
"""Sound as (samples, channels), full scale at 1.0."""

Levels = npt.NDArray[np.float32]

BLOCK = 480
"""Samples of a block: 10 ms at 48 kHz."""

SILENT = 0.001
"""The largest amplitude of silence: -60 dBFS, as ffmpeg's silencedetect has it."""


def levels(sound: Sound) -> Levels:
    """Return the largest amplitude of each block and channel, (blocks, channels); the last block may be shorter."""
    whole = len(sound) // BLOCK * BLOCK
    loud = np.abs(sound)
    found = loud[:whole].reshape(-1, BLOCK, sound.shape[1]).max(axis=1)
    if whole == len(sound):
        return np.asarray(found)
    return np.concatenate([found, loud[whole:].max(axis=0)[None]])


def is_silent(levels_: Levels) -> Mask:
    """Say of each block whether it is silent in all channels."""
    return np.asarray((levels_ <= SILENT).all(axis=1))
