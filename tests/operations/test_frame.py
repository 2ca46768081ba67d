"""A frame for a card is the first in which there is something to see; by the pixels, whatever was planned."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.operations.base import Work
from pipeline.operations.ffmpeg import FilePath
from pipeline.operations.frame import PaintFrame
from pipeline.operations.measuring.flat import shows_nothing
from pipeline.operations.promises import ImagePromise

SIZE = (64, 36)


def noise(strength: float, seed: int = 1) -> np.ndarray:
    grey = np.random.default_rng(seed).normal(128, strength, (*reversed(SIZE), 1))
    return np.repeat(np.clip(np.rint(grey), 0, 255).astype(np.uint8), 3, axis=2)


def painted(folder: Path, pictures: Sequence[np.ndarray]) -> tuple[np.ndarray, int]:
    """Run the operation on pictures; return what it leaves, and how many it has looked at."""
    asked: list[int] = []

    def ffmpeg(arguments: Sequence[str]) -> None:
        number, path = arguments
        asked.append(int(number))
        Image.fromarray(pictures[int(number)]).save(folder / path, format="png")

    choices = tuple((str(number), FilePath("out")) for number in range(len(pictures)))
    work = Work(folder, {}, {"out": folder / "out.png"}, lambda share: None, ffmpeg, 1)
    PaintFrame(ImagePromise(*SIZE), choices).run(work)
    assert asked == list(range(len(asked)))
    with Image.open(folder / "out.png") as image:
        return np.asarray(image.convert("RGB")), len(asked)


@pytest.mark.parametrize(("spread", "is_seen"), [(0, False), (5, False), (12, True), (60, True)])
def test_a_picture_is_taken_where_its_luma_strays_by_eight_levels(spread: float, is_seen: bool, tmp_path: Path) -> None:
    first, second = noise(spread), noise(50, seed=2)
    picture, looked = painted(tmp_path, [first, second])
    assert np.array_equal(picture, first if is_seen else second)
    assert looked == (1 if is_seen else 2), "and nothing is decoded that is not needed"


def test_of_pictures_that_are_all_flat_it_is_the_first(tmp_path: Path) -> None:
    flat = [np.full((*reversed(SIZE), 3), 30 * number, np.uint8) for number in range(4)]
    picture, looked = painted(tmp_path, flat)
    assert np.array_equal(picture, flat[0])
    assert looked == 4


def test_colours_of_one_lightness_are_something_to_see_only_by_their_light(tmp_path: Path) -> None:
    halves = np.zeros((*reversed(SIZE), 3), np.uint8)
    halves[:, :32], halves[:, 32:] = (200, 0, 0), (0, 0, 200)
    picture, looked = painted(tmp_path, [halves, noise(50)])
    assert looked == 1
    assert tuple(picture[0, 0]) == (200, 0, 0)


@pytest.mark.parametrize(("patches", "is_seen"), [(0, False), (12, True)])
def test_a_sheet_on_a_table_is_nothing_to_see_also_between_what_is_laid_above_and_below_it(patches: int, is_seen: bool) -> None:
    tall = np.full((640, 360), 246, np.uint8)
    tall[:220], tall[420:] = 150, 150  # what fills up a picture that is wide
    tall[250:390, 90:270] = 224
    for patch in range(patches):
        top, left = 255 + patch // 4 * 44, 95 + patch % 4 * 42
        tall[top : top + 40, left : left + 38] = 40 + 15 * patch
    assert shows_nothing(tall) is not is_seen
