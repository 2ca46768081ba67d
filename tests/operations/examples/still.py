from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.operations.ffmpeg import FilePath
from pipeline.operations.promises import ImagePromise
from pipeline.operations.still import PaintStill
from tests.operations.examples import paint

OPERATION = PaintStill(
    ImagePromise(64, 36),
    (
        *(*paint.READ, "-vf", "scale=64:36,format=rgb24", "-frames:v", "1", "-c:v", "png", "-f", "image2pipe"),
        *("-fflags", "+bitexact", FilePath("out", before="file:")),
    ),
)


def inputs(folder: Path) -> dict[str, Sequence[Path]]:
    return paint.inputs(folder)
