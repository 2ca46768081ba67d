from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from pipeline.operations.ffmpeg import FilePath
from pipeline.operations.promises import VideoPromise
from pipeline.operations.steady import SteadyFilm
from tests.operations.examples import paint

_WRITTEN = ("-vf", "scale=64:36,format=yuv420p", "-c:v", "rawvideo", "-f", "rawvideo", FilePath("out", before="file:"))
OPERATION = SteadyFilm(VideoPromise("h264", 64, 36, "yuv420p", Fraction(25), 5), 32, ((*paint.READ, *_WRITTEN),))


def inputs(folder: Path) -> dict[str, Path | Sequence[Path]]:
    motion = folder / "motion.json"
    motion.write_text(json.dumps({"back": [[10_000 * number, 0, 500] for number in range(5)], "larger": 10_800}))
    return {**paint.inputs(folder), "motion": motion}
