"""Whether there is anything to see in a picture that was painted."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline.media import opening

_STRAYS = 8
"""Levels of 255 by which the luma of a picture strays at least, in the mean square, where something is to be seen in it."""

_BANDS = 32
"""Parts of equal height that luma is divided into: what lies within one looks like one tone."""

_PLAIN = 0.8
"""The share of a picture that two tones fill at most where something is to be seen in it. In footage they fill a fifth to a half,
in the drawn films of the demo two thirds, and four fifths where a sheet lies on a table and nothing on the sheet yet."""


def is_flat(path: Path) -> bool:
    """Say whether a PNG shows nothing: black, one colour, two, or so little else that it looks like it."""
    with opening.reading(path, ("png_pipe",), demuxer="png_pipe") as container:
        frame = next(container.decode(video=0))
    luma = frame.reformat(format="gray").to_ndarray()
    if np.std(luma) < _STRAYS:
        return True
    tones = np.sort(np.bincount(luma.ravel() // (256 // _BANDS), minlength=_BANDS))
    return bool(tones[-2:].sum() > _PLAIN * luma.size)
