from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from pipeline.ffmpeg.flags import GLOBAL
from pipeline.operations.ffmpeg import FilePath
from pipeline.operations.paint import PaintSpan
from pipeline.operations.promises import VideoPromise

READ = (*GLOBAL, "-f", "image2", "-framerate", "25", "-i", FilePath("frames", before="file:", after="/%06d.ppm"))
OPERATION = PaintSpan(
    VideoPromise("h264", 64, 36, "yuv420p", Fraction(25), 5),
    (
        *(*READ, "-vf", "scale=64:36,format=yuv420p", "-c:v", "libx264", "-threads", "1", "-bf", "0"),
        *("-fflags", "+bitexact", "-flags", "+bitexact", FilePath("out", before="file:")),
    ),
)


def inputs(folder: Path) -> dict[str, Sequence[Path]]:
    paths = [folder / f"{number}.ppm" for number in range(5)]
    for number, path in enumerate(paths):
        path.write_bytes(b"P6 2 2 255\n" + bytes([20 * number] * 12))
    return {"frames": paths}
