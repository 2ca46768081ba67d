from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.ffmpeg import filters
from pipeline.operations.find_key import FindKey
from pipeline.plan.sampling import pixels

OPERATION = FindKey((pixels(filters.colour(32, 18, 1, Fraction(25), "#28be46"), 32, 18, "rgb24"),), 32, 18, "screen.mp4")


def inputs(folder: Path) -> dict[str, Path]:
    return {}
