"""Of a sheet around a mosaic, all is laid over the pictures but the middles of its windows, and nothing of it twice."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.cards.model import MosaicSpec
from pipeline.people import FieldValue
from pipeline.plan.sheet import parts
from pipeline.segments.layout import design, windows

CANVASES = {"wide": (640, 360), "draft": (1280, 720), "tall": (360, 640), "square": (480, 480), "another shape": (640, 480)}
REACH = 36


def fields(count: int, canvas: Fraction) -> dict[str, FieldValue]:
    width, height = design(canvas)
    holes = tuple(one._asdict() for one in windows(count, canvas, MosaicSpec()))
    return {"windows": holes, "width": width, "height": height, "reach": REACH, "corners": 26, "ground": "#000000"}


def laid(count: int, canvas: tuple[int, int], shape: Fraction) -> npt.NDArray[np.int_]:
    """Return how often each pixel of the canvas is laid."""
    times = np.zeros((canvas[1], canvas[0]), int)
    for one in parts(fields(count, shape), canvas):
        assert not any(side % 2 for side in one)
        assert one.x >= 0 <= one.y
        assert one.x + one.width <= canvas[0]
        assert one.y + one.height <= canvas[1]
        times[one.y : one.y + one.height, one.x : one.x + one.width] += 1
    return times


@pytest.mark.parametrize("canvas", CANVASES.values(), ids=CANVASES)
@pytest.mark.parametrize("count", [1, 3, 5, 7, 8, 10, 16, 36])
def test_what_is_near_an_edge_of_a_window_is_laid_just_once(count: int, canvas: tuple[int, int]) -> None:
    shape = Fraction(16, 9) if canvas == CANVASES["another shape"] else Fraction(*canvas)
    times = laid(count, canvas, shape)
    assert times.max() == 1
    needed = np.ones((canvas[1], canvas[0]), bool)
    width, height = design(shape)
    for one in windows(count, shape, MosaicSpec()):
        x, y = np.arange(canvas[0]) * width / canvas[0], np.arange(canvas[1]) * height / canvas[1]
        inside = (x >= one.left + REACH) & (x < one.left + one.width - REACH)
        needed &= ~np.outer((y >= one.top + REACH) & (y < one.top + one.height - REACH), inside)
    assert (times[needed] == 1).all()


def test_little_of_a_sheet_with_few_windows_is_laid_and_all_of_one_with_many() -> None:
    wide = Fraction(16, 9)
    assert laid(1, (1920, 1080), wide).mean() < 0.25
    assert laid(3, (1920, 1080), wide).mean() < 0.4
    assert len(parts(fields(3, wide), (1920, 1080))) == 6
    assert parts(fields(36, wide), (1920, 1080)) == ((0, 0, 1920, 1080),)
