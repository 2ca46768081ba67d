from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.operations.backwards import TurnAround
from pipeline.operations.promises import VideoPromise
from tests.ffmpeg.running import ffmpeg

OPERATION = TurnAround(VideoPromise("ffv1", 64, 36, "yuv420p", Fraction(25), 40))


def inputs(folder: Path) -> dict[str, Path]:
    """A film that moves, longer than what is read at once."""
    film = folder / "film.mov"
    source = ("-f", "lavfi", "-i", "testsrc2=s=64x36:r=25:d=1.6", "-pix_fmt", "yuv420p")
    ffmpeg(*source, "-c:v", "ffv1", "-level", "3", "-g", "1", "-threads", "1", str(film))
    return {"film": film}
