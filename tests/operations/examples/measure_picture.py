from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.operations.measure_picture import MeasurePicture
from tests.operations.test_join import a_span

RATE = Fraction(30000, 1001)
OPERATION = MeasurePicture(RATE, is_thorough=True)


def inputs(folder: Path) -> dict[str, Path]:
    a_span(folder / "movie.mp4", 0, 16, RATE)
    return {"movie": folder / "movie.mp4"}
