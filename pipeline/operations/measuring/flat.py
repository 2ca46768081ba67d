"""Whether there is anything to see in a picture that was painted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.media import opening

_STRAYS = 8
"""Levels of 255 by which the luma of a picture strays at least, in the mean square, where something is to be seen in it."""

_IN_ROWS = 18
"""The same from the mean of its row, where most of the picture is plain: a sheet on a table. Where a film does not fill the
picture, what is laid above and below it differs from it, and is nothing to see."""

_PLAIN = 3
"""Levels by which the luma of a tile strays at most that is plain: less than of a sky at dusk."""

_TILES = 12
"""So many tiles stand beside each other, and as many above each other."""


def is_flat(path: Path) -> bool:
    """Say whether a PNG shows nothing: black, one colour, or so little else that it looks like it."""
    with opening.reading(path, ("png_pipe",), demuxer="png_pipe") as container:
        frame = next(container.decode(video=0))
    return shows_nothing(np.asarray(frame.reformat(format="gray").to_ndarray(), np.uint8))


def shows_nothing(luma: NDArray[np.uint8]) -> bool:
    """Say so of the luma of a picture, in rows."""
    seen = luma.astype(np.float32)
    if np.std(seen) < _STRAYS:
        return True
    if np.std(seen - seen.mean(axis=1, keepdims=True)) >= _IN_ROWS:
        return False
    strays = [np.std(tile) for band in np.array_split(seen, _TILES) for tile in np.array_split(band, _TILES, axis=1) if tile.size]
    return bool(np.median(strays) < _PLAIN)
