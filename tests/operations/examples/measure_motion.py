from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from PIL import Image

from pipeline.operations.ffmpeg import FilePath
from pipeline.operations.measure_motion import MeasureMotion
from tests.operations.examples.paint import READ

_SMALL = ("-vf", "scale=128:72,format=gray", "-c:v", "rawvideo", "-f", "rawvideo", FilePath("out", before="file:"))
OPERATION = MeasureMotion(128, 72, Fraction(25), ((*READ, *_SMALL),))


def inputs(folder: Path) -> dict[str, Sequence[Path]]:
    """A pattern that moves to the right and back."""
    pattern = Image.effect_mandelbrot((160, 100), (-2, -1.2, 1, 1.2), 60)
    paths = [folder / f"{number}.ppm" for number in range(5)]
    for right, path in zip((0, 3, 6, 3, 0), paths, strict=True):
        pattern.crop((right, 4, right + 128, 76)).convert("RGB").save(path)
    return {"frames": paths}
