from __future__ import annotations

from pathlib import Path

from pipeline.operations.measure_thumbnail import MeasureThumbnail
from pipeline.operations.measuring.thumbnail import jpeg
from tests.operations.examples import measure_picture

OPERATION = MeasureThumbnail(measure_picture.RATE, (0, 7, 15))


def inputs(folder: Path) -> dict[str, Path]:
    read = measure_picture.inputs(folder)
    taken = folder / "thumbnail.jpg"
    taken.write_bytes(jpeg(read["movie"], measure_picture.RATE, (7,), (64, 36), 100_000, lambda share: None))
    return {**read, "thumbnail": taken}
