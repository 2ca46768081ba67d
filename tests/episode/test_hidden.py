"""Faces and plates that nobody is to read: unreadable on every frame, and nothing beside them changed."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.episode.show import ffmpeg
from tests.episode.spans import seen
from tests.episode.test_treated import clips

pytestmark = pytest.mark.ffmpeg

SIZE = WIDTH, HEIGHT = 160, 90
"""That of the canvas, so that nothing is scaled."""
FRAMES = 40

Place = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Noise of large and small squares that changes with each frame, without loss."""
    folder, chance = tmp_path_factory.mktemp("noise"), np.random.default_rng(7)
    picture = np.zeros((FRAMES, HEIGHT * 3 // 2, WIDTH), np.uint8)
    for frame in picture:
        large, small = chance.integers(0, 120, (HEIGHT // 10, WIDTH // 10)), chance.integers(0, 100, (HEIGHT, WIDTH))
        frame[:HEIGHT] = 16 + large.repeat(10, 0).repeat(10, 1) + small
        frame[HEIGHT:] = chance.integers(60, 200, (HEIGHT // 2, WIDTH))
    (folder / "raw").write_bytes(picture.tobytes())
    raw = ("-f", "rawvideo", "-s", "160x90", "-pix_fmt", "yuv420p", "-r", "25")
    coded = ("-c:v", "ffv1", "-g", "10", "-color_range", "tv", "-colorspace", "bt709")
    ffmpeg(*raw, "-i", str(folder / "raw"), *coded, str(folder / "film.mkv"))
    return folder / "film.mkv"


def detail(luma: np.ndarray) -> float:
    """Return how much of a picture is finer than a twelfth of its shorter side: the deviation from itself without that."""
    coarse = cv2.GaussianBlur(luma.astype(np.float32), (0, 0), min(luma.shape) / 12)
    return float((luma - coarse).std())


def edges(box: Place) -> tuple[int, int, int, int]:
    """Return the pixels that lie in a box, the uneven ones around it among them."""
    left, top, width, height = box
    return (
        int(np.floor(left * WIDTH + 1e-9)), int(np.floor(top * HEIGHT + 1e-9)),
        int(np.ceil((left + width) * WIDTH - 1e-9)), int(np.ceil((top + height) * HEIGHT - 1e-9)),
    )  # fmt: skip


def judged(before: np.ndarray, after: np.ndarray, box: Place, room: int) -> tuple[float, int]:
    """Return how much detail is left in a box, and how many samples further than `room` pixels from it are changed."""
    left, top, right, bottom = edges(box)
    outside = np.ones((HEIGHT, WIDTH), bool)
    outside[max(0, top - room) : bottom + room, max(0, left - room) : right + room] = False
    changed = (before[:HEIGHT] != after[:HEIGHT]) & outside
    part = slice(top, bottom), slice(left, right)
    return detail(after[:HEIGHT][part]) / detail(before[:HEIGHT][part]), int(changed.sum())


def shown(folder: Path, film: Path, *fields: str) -> list[np.ndarray]:
    """Return the frames of clips with each of `fields`, as they are before they are encoded."""
    found = seen(clips(folder, film, *fields))
    return [np.frombuffer(one, np.uint8).reshape(FRAMES, HEIGHT * 3 // 2, WIDTH) for one in found]


def test_a_box_cannot_be_read_and_nothing_else_is_changed(film: Path, tmp_path: Path) -> None:
    box, still = (0.25, 0.2, 0.3, 0.43), "25% 20% 30% 43%"
    plain, whole, part = shown(
        tmp_path, film, "fit: cover", f'blur: "{still}"', f'blur: {{box: "{still}", from: 0.4, to: 0.8}}'
    )
    for number in range(FRAMES):
        left, changed = judged(plain[number], whole[number], box, 2)
        assert left < 0.3, f"frame {number} can be read"
        assert changed == 0
        is_hidden = 10 <= number <= 20
        if is_hidden:
            assert np.array_equal(part[number], whole[number])
        elif not 9 <= number <= 21:
            assert np.array_equal(part[number], plain[number])


def test_a_box_that_moves_and_grows_is_hidden_on_every_frame(film: Path, tmp_path: Path) -> None:
    begin, end = np.array((0.0, 0.1, 0.2, 0.3)), np.array((0.55, 0.3, 0.45, 0.7))

    def points(steps: int) -> str:
        at = [(0.2 + step / steps, begin + (end - begin) * step / steps) for step in range(steps + 1)]
        return ", ".join(f"{{at: {second:.6f}, box: {' '.join(f'{share:.2%}' for share in box)}}}" for second, box in at)

    ways = [f"blur: {{points: [{points(steps)}]}}" for steps in (1, 120)]  # once as a tracker writes them
    plain, *moved = shown(tmp_path, film, "fit: cover", *ways)
    for number in range(FRAMES):
        box = tuple(begin + (end - begin) * min(1.0, max(0.0, number / 25 - 0.2)))
        assert len(box) == 4
        for frames in moved:
            left, changed = judged(plain[number], frames[number], box, 8)  # it moves 5 pixels a frame
            assert left < 0.3, f"frame {number} can be read"
            assert changed == 0, f"frame {number}"


def test_what_is_seen_behind_and_around_is_hidden_too(film: Path, tmp_path: Path) -> None:
    """An upright part of a film, of which a half is hidden: so it is in the blurred copy beside it."""
    fields = "crop: {left: 30%, right: 40%}"
    (plain,) = seen(clips(tmp_path / "a", film, fields))
    (hidden,) = seen(clips(tmp_path / "b", film, f'{fields}, blur: "0% 0% 100% 100%"'))
    pictures = [np.frombuffer(one, np.uint8).reshape(FRAMES, HEIGHT * 3 // 2, WIDTH)[5, :HEIGHT] for one in (plain, hidden)]
    middle, beside = slice(64, 96), slice(0, 50)
    assert detail(pictures[1][:, middle]) < 0.1 * detail(pictures[0][:, middle])
    assert not np.array_equal(pictures[1][:, beside], pictures[0][:, beside])
