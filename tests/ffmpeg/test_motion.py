from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.motion import Move, move
from pipeline.ffmpeg.source import read_still
from pipeline.media.library import Library
from tests.ffmpeg.making import make
from tests.ffmpeg.running import frames, hashes
from tests.memory import Forgetful

SIZE, RATE, TOTAL = (320, 180), Fraction(30), 60
DISC = (80, 120)

pytestmark = pytest.mark.ffmpeg


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draw a soft white disc, whose middle can be measured to a fraction of a pixel, off the middle of the picture."""
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    disc = np.clip(20 - np.hypot(x - DISC[0], y - DISC[1]), 0, 1) * 255
    image = np.repeat(disc[..., None], 3, axis=2).astype(np.uint8)
    path = tmp_path_factory.mktemp("still") / "disc.png"
    return make(path, [0], size=SIZE, codec="png", pixel_format="rgb24", images=[image], container_options={"update": "1"})


def moving(still: Path, kind: Move, offset: int, count: int) -> Video:
    info = Library(still.parent, Forgetful()).info(still.name).video
    assert info is not None
    one = read_still(info, "file", frames=1, rate=RATE)
    focus = (Fraction(3, 4), Fraction(1, 3))
    return move(
        one, info, kind, focus=focus, width=SIZE[0], height=SIZE[1], rate=RATE, offset=offset, frames=count, total=TOTAL
    )


def middles(images: np.ndarray) -> np.ndarray:
    """Return the middle of what is bright, in pixels (frame, x and y)."""
    weights = images[..., 1].astype(float)
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    return np.stack([(weights * axis).sum(axis=(1, 2)) / weights.sum(axis=(1, 2)) for axis in (x, y)], axis=1)


@pytest.mark.parametrize("kind", get_args(Move))
def test_spans_are_the_whole(kind: Move, still: Path) -> None:
    whole = hashes(moving(still, kind, 0, TOTAL), {"file": still})
    parts: list[str] = []
    for begin, count in ((0, 1), (1, 30), (31, 29)):
        parts += hashes(moving(still, kind, begin, count), {"file": still})
    assert parts == whole
    assert len(set(whole)) == TOTAL


@pytest.mark.parametrize("kind", get_args(Move))
def test_it_glides_evenly(kind: Move, still: Path) -> None:
    """A step that were rounded to whole pixels would shake: the pace is some tenths of a pixel a frame."""
    path = middles(frames(moving(still, kind, 0, TOTAL), {"file": still}, SIZE))
    steps = np.diff(path, axis=0)
    assert np.abs(np.diff(steps, axis=0)).max() < 0.1
    assert np.abs(path[-1] - path[0]).max() > 4


def test_pans_go_where_they_say(still: Path) -> None:
    """When the window moves to the left, what is seen moves to the right."""
    left = middles(frames(moving(still, "pan-left", 0, TOTAL), {"file": still}, SIZE))
    right = middles(frames(moving(still, "pan-right", 0, TOTAL), {"file": still}, SIZE))
    assert left[-1, 0] > left[0, 0] + 20
    assert right[-1, 0] < right[0, 0] - 20
    assert np.abs(left[:, 1] - left[0, 1]).max() < 0.1


def test_zooms_end_and_begin_at_the_whole_picture(still: Path) -> None:
    begin = middles(frames(moving(still, "zoom-in", 0, 1), {"file": still}, SIZE))
    end = middles(frames(moving(still, "zoom-out", TOTAL - 1, 1), {"file": still}, SIZE))
    assert begin[0] == pytest.approx(DISC, abs=0.2)
    assert end[0] == pytest.approx(DISC, abs=0.2)
