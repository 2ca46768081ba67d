"""What a matte uncovers, pixel by pixel: numpy lays one picture over the other by the matte's alpha."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.graph import Video
from pipeline.plan.overlays import matted
from tests.ffmpeg.running import run

WIDTH, HEIGHT, FRAMES = 48, 20, 5
RATE = Fraction(30_000, 1001)


def luma(level: int) -> np.ndarray:
    """Return the luma of all frames: each place and each frame another."""
    n, y, x = np.mgrid[0:FRAMES, 0:HEIGHT, 0:WIDTH]
    return (level + x + y // 2 + 3 * n).astype(np.uint8)


def stored(path: Path, y: np.ndarray, alpha: np.ndarray | None = None) -> Path:
    grey = np.full(WIDTH * HEIGHT // 2, 128, np.uint8).tobytes()
    rest = [b""] * FRAMES if alpha is None else [one.tobytes() for one in alpha]
    path.write_bytes(b"".join(one.tobytes() + grey + last for one, last in zip(y, rest, strict=True)))
    return path


def read(name: str, pixel_format: str) -> Video:
    options: dict[str, graph.Option] = {"f": "rawvideo", "s": f"{WIDTH}x{HEIGHT}", "pixel_format": pixel_format}
    whole = Video(graph.read(name, {**options, "framerate": RATE}), "v:0")
    return filters.to_working_format(filters.regular(whole, RATE))


@pytest.mark.ffmpeg
def test_a_matte_uncovers_by_its_alpha_and_its_colours_are_not_seen(tmp_path: Path) -> None:
    alpha = np.zeros((FRAMES, HEIGHT, WIDTH), np.uint8)
    for n in range(FRAMES):
        alpha[n, :, : 8 * n] = 255
        alpha[n, :, 8 * n : 8 * n + 8] = 128
    old, new = luma(20), luma(120)
    files = {
        "a": stored(tmp_path / "a", old), "b": stored(tmp_path / "b", new),
        "m": stored(tmp_path / "m", np.full_like(old, 200), alpha),
    }  # fmt: skip
    seen = matted(read("a", "yuv420p"), read("b", "yuv420p"), read("m", "yuva420p"))
    options: dict[str, graph.Option] = {"f": "rawvideo", "c:v": "rawvideo", "fps_mode": "passthrough"}
    raw = np.frombuffer(run(graph.arguments(graph.write("out", seen, options=options)), files), np.uint8)
    found = raw.reshape(FRAMES, -1)[:, : WIDTH * HEIGHT].reshape(FRAMES, HEIGHT, WIDTH).astype(int)
    expected = old + (new.astype(float) - old) * alpha / 255
    assert np.abs(found - expected).max() <= 1
    assert np.array_equal(found[alpha == 255], new[alpha == 255])
    assert np.array_equal(found[alpha == 0], old[alpha == 0])
