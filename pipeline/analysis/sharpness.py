"""How well a picture serves as the one that stands for a whole episode: sharp, and neither too dark nor too bright. Pure.

Sharpness is the variance of the Laplacian (Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_DARK, _BRIGHT = 40, 220
"""Levels of luma in limited range beyond which little can be told apart: a ninth of the way up from black, a fourteenth down from
white; our own limits."""


def worth(luma: npt.NDArray[np.uint8]) -> float:
    """Return how sharp a picture is, less what is too dark or too bright in it; `luma` are its samples in rows, at least three.

    Pictures of one scene and one size can be compared.
    """
    samples = luma.astype(np.float32)
    middle = samples[1:-1, 1:-1]
    around = samples[:-2, 1:-1] + samples[2:, 1:-1] + samples[1:-1, :-2] + samples[1:-1, 2:]
    exposed = float(np.mean((luma >= _DARK) & (luma <= _BRIGHT)))
    return float(np.var(around - 4 * middle)) * exposed**2
