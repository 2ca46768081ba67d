"""Noise of a picture made less: each pixel becomes the mean of those around it whose surroundings look alike. Pure.

Non-local means (Buades, Coll and Morel, 2005). Edges and what repeats stay, since only what looks alike is averaged. Each frame
is done by itself, so that no frame depends on another one, and nothing that moves leaves a trail.
"""

from __future__ import annotations

from typing import Literal

from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.graph import Video

Strength = Literal["light", "strong"]

_HOW: dict[Strength, tuple[str, int]] = {"light": ("3.5", 5), "strong": ("6", 7)}
"""How different may be what is averaged, and how many pixels around are looked at.

Chosen by a drawn film (`testsrc2`, 640x360) with noise: 4 dB less noise, and 9.
"""

_PATCH = 5
"""Pixels of a side of what is compared."""


def denoise(stream: Video, strength: Strength) -> Video:
    """Take noise out of a picture in the working format."""
    difference, around = _HOW[strength]
    return filters.to_working_format(graph.video("nlmeans", stream, s=difference, p=_PATCH, r=around))
