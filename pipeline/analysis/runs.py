"""Runs of places at which something holds. Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]


def runs(mask: Mask, shortest: int = 1) -> tuple[tuple[int, int], ...]:
    """Return (first, count) of each longest run of true places that has at least `shortest` of them."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    pairs = edges.reshape(-1, 2)
    return tuple((int(first), int(end - first)) for first, end in pairs if end - first >= shortest)
