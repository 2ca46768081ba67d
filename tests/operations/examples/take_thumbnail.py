from __future__ import annotations

from pathlib import Path

from pipeline.operations.promises import ImagePromise
from pipeline.operations.take_thumbnail import TakeThumbnail
from tests.operations.examples import measure_picture

OPERATION = TakeThumbnail(measure_picture.RATE, (0, 7, 15), ImagePromise(64, 36), 100_000)


def inputs(folder: Path) -> dict[str, Path]:
    return measure_picture.inputs(folder)
