"""Squares that a moved layer is said to fill or to leave alone against the pixels that OpenCV puts there."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from pipeline.cards.moves import Matrix, inverse
from pipeline.cards.tiles import Blocks, Part, Rectangle, Squares

WIDTH, HEIGHT = 240, 136


def paper(seed: int) -> np.ndarray:
    """Return the alpha of a sheet with a hole and a soft edge."""
    rng = np.random.default_rng(seed)
    alpha = np.zeros((int(rng.integers(60, 300)), int(rng.integers(60, 400))), np.uint8)
    high, wide = alpha.shape
    alpha[high // 10 : high - 5, wide // 8 : wide - 3] = 255
    cv2.circle(alpha, (wide // 2, high // 2), int(min(high, wide) * 0.2), 0, -1)
    return cv2.GaussianBlur(alpha, (3, 3), 0) if seed % 2 else alpha


def matrix(seed: int) -> Matrix:
    rng = np.random.default_rng(100 + seed)
    scale, turn = float(rng.uniform(0.5, 4)), math.radians(float(rng.uniform(-8, 8))) * (seed % 3)
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)
    return cos, -sin, float(rng.uniform(-150, 100)), sin, cos, float(rng.uniform(-100, 60))


def placed(alpha: np.ndarray, moved: Matrix) -> np.ndarray:
    """Return the alpha on the canvas, with the centres of pixels as their places."""
    a, b, c, d, e, f = inverse(moved)
    back = np.array([[a, b, (a + b) / 2 + c - 0.5], [d, e, (d + e) / 2 + f - 0.5]])
    return cv2.warpAffine(alpha, back, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)


def area(rectangles: tuple[Rectangle, ...], size: tuple[int, int] = (HEIGHT, WIDTH)) -> np.ndarray:
    """Return how often each pixel of a canvas is in them."""
    found = np.zeros(size, int)
    for left, top, right, bottom in rectangles:
        found[top:bottom, left:right] += 1
    return found


@pytest.mark.parametrize("seed", range(24))
def test_what_is_filled_is_opaque_and_what_is_left_alone_is_empty(seed: int) -> None:
    alpha, moved, squares = paper(seed), matrix(seed), Squares(WIDTH, HEIGHT)
    touched, filled = squares.covered(inverse(moved), Blocks(alpha), (0, 0, WIDTH, HEIGHT))
    part = squares.part(filled, touched & ~filled)
    shown, full, mixed = placed(alpha, moved), area(part.filled), area(part.blended)
    assert (shown[full > 0] == 255).all()
    assert (shown[(full == 0) & (mixed == 0)] == 0).all()
    assert (full + mixed).max(initial=0) <= 1, "nothing is laid twice"


def test_a_sheet_over_all_fills_nearly_all() -> None:
    squares = Squares(1920, 1080)
    sheet = Blocks(np.full((1380, 2200), 255, np.uint8))
    touched, filled = squares.covered((1.0, 0.0, 100.3, 0.0, 1.0, 99.8), sheet, (0, 0, 1920, 1080))
    assert filled.all()
    assert squares.part(filled, touched & ~filled) == Part(((0, 0, 1920, 1080),), ())


def test_outside_of_its_window_it_fills_nothing() -> None:
    squares = Squares(1920, 1080)
    touched, filled = squares.covered(
        (1.0, 0.0, 100.0, 0.0, 1.0, 100.0), Blocks(np.full((1380, 2200), 255, np.uint8)), (500, 300, 900, 600)
    )
    part = squares.part(filled, touched & ~filled)
    assert part.blended
    near = area(part.blended, (1080, 1920))
    near[300:600, 500:900] = 0
    assert not near[:236].any()
    assert not near[664:].any()
    assert not near[:, :436].any()
    assert not near[:, 964:].any()
    assert all(left >= 500 and right <= 900 and top >= 300 and bottom <= 600 for left, top, right, bottom in part.filled)


def test_many_small_parts_are_blended_as_one() -> None:
    squares = Squares(WIDTH, HEIGHT)
    mask = squares.none()
    mask[::2, ::2] = True
    part = squares.part(squares.none(), mask)
    assert len(part.blended) == 1


@pytest.mark.parametrize("seed", range(4))
def test_rectangles_hold_what_is_asked_for_and_no_square_twice(seed: int) -> None:
    squares = Squares(1920, 1080)
    filled = np.random.default_rng(seed).random(squares.none().shape) > 0.04
    part = squares.part(filled, ~filled & False)
    found = np.zeros(filled.shape, int)
    for left, top, right, bottom in part.filled:
        found[top // 64 : -(-bottom // 64), left // 64 : -(-right // 64)] += 1
    assert np.array_equal(found, filled.astype(int)) or part.blended
