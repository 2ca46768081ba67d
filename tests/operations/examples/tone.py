from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.cards.tone import COLUMNS, ROWS
from pipeline.operations.ffmpeg import FilePath
from pipeline.operations.tone import MeasureTone
from tests.operations.examples import paint

_SMALL = ("-vf", f"scale={COLUMNS}:{ROWS}:flags=area,format=rgb24", "-frames:v", "1", "-c:v", "rawvideo", "-f", "rawvideo")
OPERATION = MeasureTone((*paint.READ, *_SMALL, FilePath("out", before="file:")))


def inputs(folder: Path) -> dict[str, Sequence[Path]]:
    """A picture that is dark on the left and bright on the right."""
    paths = [folder / f"{number}.ppm" for number in range(5)]
    for path in paths:
        path.write_bytes(b"P6 2 2 255\n" + 2 * (bytes([0] * 3) + bytes([255] * 3)))
    return {"frames": paths}
