"""A film that shakes made steady: how much of a known shake is left, and that no edge is seen."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.episode.show import ffmpeg
from tests.episode.spans import seen
from tests.episode.test_treated import clips

pytestmark = pytest.mark.ffmpeg

WIDTH, HEIGHT, FRAMES = 320, 180, 50
"""Twice the canvas each way."""


@pytest.fixture(scope="module")
def shake() -> np.ndarray:
    """Return how a hand shakes: pixels right and down, and degrees, a row a frame."""
    chance = np.random.default_rng(3)
    return np.stack([chance.normal(0, size, FRAMES) for size in (3.0, 3.0, 0.4)], axis=-1)


@pytest.fixture(scope="module")
def film(shake: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wall of large and small spots, over which the camera pans evenly, and shakes; nowhere black."""
    chance, folder = np.random.default_rng(5), tmp_path_factory.mktemp("shaken")
    spots = (chance.uniform(0, 1, (720 // size, 1280 // size)).astype(np.float32) for size in (4, 16, 60))
    wall = np.sum([cv2.resize(each, (1280, 720), interpolation=cv2.INTER_CUBIC) for each in spots], axis=0)
    wall = np.clip(80 + 140 * (wall - wall.min()) / (wall.max() - wall.min()), 60, 235).astype(np.uint8)
    frames = bytearray()
    for number, (right, down, turned) in enumerate(shake):
        by = cv2.getRotationMatrix2D((640, 360), turned, 1.0)
        by[:, 2] += [WIDTH / 2 - 640 + right - number, HEIGHT / 2 - 360 + down]  # the camera pans a pixel a frame
        frames += cv2.warpAffine(wall, by, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC).tobytes()
    (folder / "raw").write_bytes(frames)
    raw = ("-f", "rawvideo", "-s", f"{WIDTH}x{HEIGHT}", "-pix_fmt", "gray", "-r", "25", "-i", str(folder / "raw"))
    ffmpeg(*raw, "-c:v", "libx264", "-crf", "4", "-pix_fmt", "yuv420p", "-g", "25", str(folder / "film.mp4"))
    return folder / "film.mp4"


def steps(pictures: np.ndarray) -> np.ndarray:
    """Return how far each picture moved against the one before it, right and down, in pixels."""
    window, values = cv2.createHanningWindow(pictures.shape[:0:-1], cv2.CV_64F), pictures.astype(np.float64)
    return np.array([cv2.phaseCorrelate(a, b, window)[0] for a, b in pairwise(values)])


def test_what_is_left_of_a_shake_is_a_sixth_and_no_edge_is_seen(film: Path, tmp_path: Path) -> None:
    shaken, steady = (
        np.frombuffer(one, np.uint8).reshape(FRAMES, 135, 160)[:, :90]
        for one in seen(clips(tmp_path, film, "fit: cover", "stabilise: on"))
    )
    # An even pan is no shake: what is left is how steps differ.
    before, after = (float(np.diff(steps(one), axis=0).std()) for one in (shaken, steady))
    print(f"shake: {before:.2f} pixels before, {after:.2f} after, of 160")
    assert after < before / 6
    assert steady.min() > 50, "an edge is seen"
    pan = steps(steady)[:, 0].mean()
    assert abs(pan - steps(shaken)[:, 0].mean()) < 0.15, "a pan stays"
