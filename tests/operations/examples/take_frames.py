from __future__ import annotations

from pathlib import Path

from pipeline.operations.take_frames import TakeFrames
from tests.operations.examples import measure_picture

OPERATION = TakeFrames(measure_picture.RATE, (0, 7, 15), 64)


def inputs(folder: Path) -> dict[str, Path]:
    return measure_picture.inputs(folder)
