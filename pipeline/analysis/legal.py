"""Levels outside of the legal range: luma 16 to 235, colour differences 16 to 240 (ITU-R BT.709 part 2, 8 bits). Pure.

Coding rings a few levels over an edge, so a sample counts only `SLACK` levels outside; EBU R 103 allows as much.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.uint8]

SLACK = 11
"""Levels: R 103 takes 5 to 246 for luma's preferred range, 5 % outside of 16 to 235."""

MOST = 30
"""Thousandths of a picture outside from which on vrecord counts it as out of range (BRNG 0.03)."""


def outside(y: Samples, cb: Samples, cr: Samples) -> npt.NDArray[np.uint16]:
    """Return of each picture, (pictures, height, width), the thousandths of points whose luma or colours are out of range."""
    if not len(y):
        return np.zeros(0, np.uint16)
    luma = (y < 16 - SLACK) | (y > 235 + SLACK)
    colour = (cb < 16 - SLACK) | (cb > 240 + SLACK) | (cr < 16 - SLACK) | (cr > 240 + SLACK)
    bad: npt.NDArray[np.int64] = np.count_nonzero(luma, axis=(1, 2)) * 1000 // luma[0].size
    off: npt.NDArray[np.int64] = np.count_nonzero(colour, axis=(1, 2)) * 1000 // colour[0].size
    return np.asarray(np.maximum(bad, off), dtype=np.uint16)
