"""Black pictures, from samples of their luma. Pure.

The limits are those of ffmpeg's blackdetect: a picture is black where 98 % of it is darker than a tenth of the range of luma.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.analysis.runs import Mask

Luma = npt.NDArray[np.uint8]
"""Samples of luma in limited range, 16 to 235: (pictures, height, width)."""

DARKEST_TENTH = 16 + 219 // 10
"""The largest luma that counts as dark."""

BLACK = 980
"""Thousandths of a picture that are dark where it is black."""


def darkness(luma: Luma) -> npt.NDArray[np.uint16]:
    """Return the dark thousandths of each picture, rounded down."""
    dark = np.count_nonzero(luma <= DARKEST_TENTH, axis=(1, 2))
    return np.asarray(dark * 1000 // max(1, luma[0].size if len(luma) else 1), dtype=np.uint16)


def is_black(darkness_: npt.NDArray[np.uint16]) -> Mask:
    """Say of each picture, by its dark thousandths, whether it is black."""
    return np.asarray(darkness_ >= BLACK)
