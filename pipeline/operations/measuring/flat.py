"""Whether there is anything to see in a picture that was painted."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline.media import opening

_STRAYS = 8
"""Levels of 255 by which the luma of a picture strays at least, in the mean square, where something is to be seen in it."""


def is_flat(path: Path) -> bool:
    """Say whether a PNG shows nothing: black, one colour, or so little else that it looks like it."""
    with opening.reading(path, ("png_pipe",), demuxer="png_pipe") as container:
        frame = next(container.decode(video=0))
    return bool(np.std(frame.reformat(format="gray").to_ndarray()) < _STRAYS)
