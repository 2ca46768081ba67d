"""A window opens on a picture from its middle: each pixel is the colour around or the picture behind, as geometry has it."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.ffmpeg import filters, graph, opening
from tests.ffmpeg.running import run

pytestmark = pytest.mark.ffmpeg

WIDTH, HEIGHT, OPENS, FRAMES = 120, 80, 9, 14
CORNERS = 10
LIGHT, DARK = 235, 16
Pictures = npt.NDArray[np.uint8]


def seen(rate: Fraction, done: int, count: int, corners: int = CORNERS) -> Pictures:
    """Return the luma of `count` frames of a white picture whose black cover opens, `done` frames of that before them."""
    white = filters.colour(WIDTH, HEIGHT, count, rate, "#ffffff")
    picture = opening.opened(
        white, (WIDTH, HEIGHT), rate, frames=OPENS, done=done, count=count, colour="#000000", corners=corners
    )
    options: dict[str, graph.Option] = {"f": "rawvideo", "c:v": "rawvideo", "fps_mode": "passthrough"}
    raw = np.frombuffer(run(graph.arguments(graph.write("out", picture, options=options)), {}), np.uint8)
    return raw.reshape(count, HEIGHT * 3 // 2, WIDTH)[:, :HEIGHT]


def outside(number: int, corners: int) -> npt.NDArray[np.float64]:
    """Return how many pixels each place lies outside of the window in frame `number`, below 0 inside."""
    share = 1 - (1 - (number + 1) / (OPENS + 1)) ** 3
    half = np.array([WIDTH, HEIGHT]) * share / 2
    radius = min(corners, min(half))
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    beyond = np.stack([np.abs(columns - WIDTH / 2) - half[0], np.abs(rows - HEIGHT / 2) - half[1]]) + radius
    return np.hypot(*np.maximum(beyond, 0)) + np.minimum(beyond.max(axis=0), 0) - radius


@pytest.mark.parametrize("corners", [CORNERS, 0])
def test_what_is_outside_of_the_window_is_covered_and_what_is_inside_seen(corners: int) -> None:
    for number, picture in enumerate(seen(Fraction(24), 0, FRAMES, corners)):
        if number >= OPENS:
            assert (picture == LIGHT).all(), f"frame {number} is after the opening"
            continue
        away = outside(number, corners)
        assert (picture[away > 2] <= DARK + 8).all(), number
        assert (picture[away < -2] >= LIGHT - 8).all(), number
        is_between = (picture > DARK) & (picture < LIGHT)
        assert is_between.any() or not corners, "a round corner has no steps"


def test_it_opens_further_with_each_frame() -> None:
    shares = [(picture == LIGHT).mean() for picture in seen(Fraction(24), 0, FRAMES)]
    assert 0.02 < shares[0] < 0.1
    assert sorted(shares) == shares
    assert len({*shares[: OPENS + 1]}) == OPENS + 1


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30_000, 1001), Fraction(30)])
@pytest.mark.parametrize("at", [1, 4, OPENS])
def test_in_two_spans_it_is_as_in_one(rate: Fraction, at: int) -> None:
    whole = seen(rate, 0, FRAMES)
    before = seen(rate, 0, at)
    after = seen(rate, at, FRAMES - at) if at < OPENS else whole[at:]
    assert (np.concatenate([before, after]) == whole).all()
