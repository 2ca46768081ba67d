from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.ffmpeg import filters, graph
from pipeline.operations.promises import VideoPromise
from pipeline.operations.store_film import StoreFilm
from pipeline.plan import encode

_FILM = filters.colour(32, 18, 3, Fraction(25), "#28be46")
_OPTIONS: dict[str, graph.Option] = {
    "c:v": "ffv1", "level": 3, "slices": 4, "g": 1, "threads": 1, "frames:v": 3, "fps_mode": "passthrough",
    "enc_time_base": "1/25", "video_track_timescale": 25, "f": "mov",
}  # fmt: skip
OPERATION = StoreFilm(
    VideoPromise("ffv1", 32, 18, "yuv420p", Fraction(25), 3), encode.arguments(graph.write("out", _FILM, options=_OPTIONS))
)


def inputs(folder: Path) -> dict[str, Path]:
    return {}
