"""Pictures by cells: a grid of 16 columns and 9 rows, over which values are averaged. Pure."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

COLUMNS, ROWS = 16, 9

Values = npt.NDArray[np.float32]


def of_cells(pictures: Values) -> Values:
    """Return the mean of each cell, (pictures, rows, columns) of cells; a smaller grid where a picture has fewer points."""
    _, height, width = pictures.shape
    return np.asarray(_means(height, ROWS) @ pictures @ _means(width, COLUMNS).T)


@lru_cache(maxsize=8)
def _means(points: int, cells: int) -> Values:
    """Return the map from points to the means of cells, (cells, points)."""
    count = min(points, cells)
    cell = np.arange(points) * count // points
    belongs = np.arange(count)[:, None] == cell[None, :]
    return np.asarray(belongs / belongs.sum(axis=1, keepdims=True), dtype=np.float32)
