from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.operations.ffmpeg import FilePath
from pipeline.operations.frame import PaintFrame
from pipeline.operations.promises import ImagePromise
from tests.operations.examples import paint


def choice(number: int) -> tuple[str | FilePath, ...]:
    chosen = f"select=eq(n\\,{number}),scale=64:36,format=rgb24"
    written = ("-vf", chosen, "-frames:v", "1", "-c:v", "png", "-f", "image2pipe", "-fflags", "+bitexact")
    return (*paint.READ, *written, FilePath("out", before="file:"))


OPERATION = PaintFrame(ImagePromise(64, 36), (choice(0), choice(1), choice(2)))


def inputs(folder: Path) -> dict[str, Sequence[Path]]:
    """Two flat pictures, and one with an edge in it."""
    paths = [folder / f"{number}.ppm" for number in range(5)]
    for number, path in enumerate(paths):
        left, right = (0, 0) if number < 2 else (40 * number, 250)
        path.write_bytes(b"P6 2 2 255\n" + 2 * (bytes([left] * 3) + bytes([right] * 3)))
    return {"frames": paths}
