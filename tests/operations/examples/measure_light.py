from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.ffmpeg import filters
from pipeline.operations.measure_light import MeasureLight
from pipeline.plan.sampling import pixels

OPERATION = MeasureLight((pixels(filters.colour(32, 18, 1, Fraction(25), "#e8d5b0"), 32, 18, "rgb48le"),), "scene")


def inputs(folder: Path) -> dict[str, Path]:
    return {}
