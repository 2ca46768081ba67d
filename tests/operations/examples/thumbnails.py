from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.operations.ffmpeg import FilePath
from pipeline.operations.promises import ImagePromise
from pipeline.operations.thumbnails import PaintThumbnails
from tests.operations.examples import paint

OPERATION = PaintThumbnails(
    ImagePromise(64, 36),
    (
        *(*paint.READ, "-vf", "scale=64:36:out_range=full,format=yuv420p,setparams=range=full", "-frames:v", "1"),
        *("-c:v", "mjpeg", "-f", "image2pipe", "-fflags", "+bitexact", "-flags", "+bitexact", FilePath("out", before="file:")),
    ),
)


def inputs(folder: Path) -> dict[str, Sequence[Path]]:
    return paint.inputs(folder)
