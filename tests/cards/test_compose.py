"""Frames of moved layers against what numpy predicts of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import pytest

from pipeline.cards import compose
from pipeline.cards.compose import Composer
from pipeline.cards.moves import Moves, Stop, Track, inverse, times
from tests.cards.moving import composition, moves, square

F = Fraction
SIZE = (64, 48)
WHITE = (255, 255, 255, 255)


@pytest.fixture(params=["by parts", "whole"])
def parted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small canvases be composed by parts, as large ones are; and whole."""
    monkeypatch.setattr(compose, "_WORTH", 0 if request.param == "by parts" else 10**9)


def covered(length: int, near: float, far: float) -> np.ndarray:
    """Return how much of each of `length` pixels lies between two places."""
    pixels = np.arange(length)
    return np.clip(np.minimum(pixels + 1, far) - np.maximum(pixels, near), 0, 1)


@pytest.mark.usefixtures("parted")
@pytest.mark.parametrize("moved", [(0.0, 0.0), (0.25, 0.5), (3.0625, -1.4375), (10.8125, 5.1875)])
def test_a_moved_square_covers_the_pixels_that_it_must(moved: tuple[float, float]) -> None:
    x, y = moved
    one = composition(moves(x=F(x), y=F(y)))
    alpha = Composer(one, [square(SIZE, 10, 12, 30, 28, WHITE)]).frame(0)[:, :, 3]
    expected = np.outer(covered(48, 12 + y, 28 + y), covered(64, 10 + x, 30 + x)) * 255
    assert np.abs(alpha - expected).max() <= 1


def test_the_edges_of_a_scaled_square_are_where_they_must_be() -> None:
    """To a 16th of a pixel: from the sum of its alpha, whatever the filter does at the edge."""
    one = composition(moves(pivot=(20, 20), scale=F(13, 10), x=F(7, 3)))
    alpha = Composer(one, [square(SIZE, 10, 12, 30, 28, WHITE)]).frame(0)[:, :, 3] / 255
    row, column = alpha[20], alpha[:, 22]
    middle = (row * (np.arange(64) + 0.5)).sum() / row.sum()
    assert row.sum() == pytest.approx(20 * 1.3, abs=1 / 16)
    assert column.sum() == pytest.approx(16 * 1.3, abs=1 / 16)
    assert middle == pytest.approx(20 + 7 / 3, abs=1 / 16)


def test_a_turned_bar_lies_at_its_angle() -> None:
    one = composition(moves(pivot=(32, 24), rotate=30))
    alpha = Composer(one, [square(SIZE, 12, 22, 52, 26, WHITE)]).frame(0)[:, :, 3] / 255
    ys, xs = np.mgrid[0:48, 0:64] + 0.5
    dx, dy = xs - (alpha * xs).sum() / alpha.sum(), ys - (alpha * ys).sum() / alpha.sum()
    angle = 0.5 * np.arctan2(2 * (alpha * dx * dy).sum(), (alpha * (dx**2 - dy**2)).sum())
    assert np.degrees(angle) == pytest.approx(30, abs=0.2)
    assert alpha.sum() == pytest.approx(160, rel=0.01)


@pytest.mark.parametrize(
    "slow",
    [{"x": Track((Stop(F(0), F(0)),), F(4))}, {"scale": Track((Stop(F(0), F(1)),), F(6, 1000), True)}],
    ids=["4 px a second", "0.6 % a second"],
)
def test_a_drift_has_no_steps(slow: dict[str, Track]) -> None:
    one = composition(moves(pivot=(10, 24), **slow), frames=48)
    composer = Composer(one, [square(SIZE, 40, 12, 56, 36, WHITE)])
    places = np.arange(64) + 0.5
    centres = [float((row * places).sum() / row.sum()) for row in (composer.frame(n)[24, :, 3] / 255 for n in range(48))]
    steps = [after - before for before, after in pairwise(centres)]
    assert min(steps) > 0
    assert max(abs(after - before) for before, after in pairwise(steps)) < 0.02


def test_an_edge_takes_no_colour_from_what_is_transparent() -> None:
    """White over white stays white at every edge: straight alpha would leave a dark fringe."""
    white = square(SIZE, 10, 12, 30, 28, WHITE)
    one = composition(moves(x=F(1, 2), rotate=7, scale=F(11, 10)), ground="#ffffff")
    assert Composer(one, [white]).frame(0).min() >= 254


def test_a_coloured_edge_keeps_its_colour_when_it_is_written() -> None:
    one = composition(moves(x=F(1, 3), y=F(1, 3)))
    frame = compose.straight(Composer(one, [square(SIZE, 10, 12, 30, 28, (20, 120, 240, 255))]).frame(0))
    edge = (frame[:, :, 3] > 40) & (frame[:, :, 3] < 250)
    assert edge.sum() > 50
    assert np.abs(frame[edge][:, :3].astype(int) - (20, 120, 240)).max() <= 3


def test_half_transparent_layers_add_up_as_light_does() -> None:
    one = composition(moves(opacity=F(1, 2)), moves(), ground="#000000")
    drawn = [square(SIZE, 0, 0, 64, 48, (200, 200, 200, 255)), square(SIZE, 0, 0, 64, 48, (0, 0, 255, 64))]
    found = Composer(one, drawn).frame(0)[24, 32]
    below, share = 100, 64 / 255
    expected = [below * (1 - share), below * (1 - share), below * (1 - share) + 255 * share, 255]
    assert np.abs(found - np.array(expected)).max() <= 1


def test_a_pattern_of_single_pixels_survives_where_nothing_moves() -> None:
    rng = np.random.default_rng(5)
    pattern = rng.integers(0, 256, (48, 64, 4), dtype=np.uint8)
    pattern[:, :, 3] = 255
    assert np.array_equal(Composer(composition(moves(), ground="#123456"), [pattern]).frame(3), pattern)


def test_a_layer_is_seen_beyond_its_box_where_it_was_drawn_larger() -> None:
    drawn = square((84, 68), 0, 30, 84, 40, WHITE)  # 10 px larger on each side
    frame = Composer(composition(moves(x=-8), bleed=10), [drawn]).frame(0)
    assert frame[25, :, 3].min() == 255


def test_a_layer_is_seen_in_its_window_alone() -> None:
    whole = square((64, 48), 0, 0, 64, 48, (0, 0, 255, 255))
    given = composition(moves(x=Track((Stop(Fraction(0), Fraction(-10)),))))
    given = replace(given, pictures=(replace(given.pictures[0], window=(8, 4, 60, 40)),))
    red = Composer(given, [whole]).frame(0)[:, :, 2] == 255
    expected = np.zeros((48, 64), bool)
    expected[4:40, 8:54] = True  # what was moved 10 to the left ends at 54
    assert np.array_equal(red, expected)


def test_a_much_smaller_layer_shows_all_of_itself() -> None:
    """A grid of lines, a fifth as large, is evenly grey; by the nearest neighbours alone it would flicker."""
    grid = np.zeros((200, 200, 4), np.uint8)
    grid[:, ::8] = WHITE
    frame = Composer(composition(moves(scale=F(1, 5)), size=(40, 40)), [grid]).frame(0)
    inner = frame[4:36, 4:36, 3].astype(float)
    assert inner.mean() == pytest.approx(255 / 8, rel=0.05)
    assert inner.max() < 90


def test_what_does_not_move_is_composed_once() -> None:
    still = composition(moves(), rest=F(1, 2))
    composer = Composer(still, [square(SIZE, 10, 12, 30, 28, WHITE)])
    assert composer.frame(5) is composer.frame(6)
    frozen = composition(moves(x=Track((Stop(F(0), F(0)),), F(10))), rest=F(1, 2))
    composer = Composer(frozen, [square(SIZE, 10, 12, 30, 28, WHITE)])
    assert composer.frame(11) is not composer.frame(12)
    assert composer.frame(12) is composer.frame(20)


@pytest.mark.parametrize("hidden", [{"scale": 0}, {"opacity": 0}, {"x": 900}])
def test_what_is_not_seen_leaves_the_frame_alone(hidden: dict[str, int]) -> None:
    frame = Composer(composition(moves(**hidden)), [square(SIZE, 10, 12, 30, 28, WHITE)]).frame(0)
    assert not frame.any()


def test_an_empty_layer_is_no_mistake() -> None:
    assert not Composer(composition(moves()), [square(SIZE, 0, 0, 0, 0, WHITE)]).frame(0).any()


def test_frames_may_be_asked_for_in_any_order() -> None:
    one = composition(moves(x=Track((Stop(F(0), F(0)), Stop(F(1), F(30)))), rotate=5))
    drawn = [square(SIZE, 10, 12, 30, 28, (9, 99, 199, 255))]
    there = [Composer(one, drawn).frame(number).copy() for number in (3, 9, 20)]
    composer = Composer(one, drawn)
    back = [composer.frame(number).copy() for number in (20, 9, 3)][::-1]
    assert all(np.array_equal(a, b) for a, b in zip(there, back, strict=True))


_PROGRAM = """
import hashlib
import numpy as np
from fractions import Fraction as F
from pipeline.cards.compose import Composer, straight
from tests.cards.moving import composition, moves
rng = np.random.default_rng(3)
drawn = [rng.integers(0, 256, (180, 320, 4), dtype=np.uint8) for _ in range(3)]
layers = [moves(x=F(n, 3), rotate=n, scale=1 + F(n, 70), opacity=1 - F(n, 9)) for n in range(3)]
composer = Composer(composition(*layers, size=(320, 180), frames=4), drawn)
print(hashlib.sha256(b"".join(straight(composer.frame(n)).tobytes() for n in range(4))).hexdigest())
"""


def test_the_same_bytes_whether_the_processor_has_avx_512() -> None:
    """Below level 3 of x86-64 (AVX2, FMA) they may differ: see ARCHITECTURE.md."""
    given = {**os.environ, "PYTHONHASHSEED": "0"}
    found = {
        subprocess.run(
            [sys.executable, "-c", _PROGRAM], env={**given, "OPENCV_CPU_DISABLE": off}, capture_output=True, text=True, check=True
        ).stdout
        for off in ("", "AVX512-SKX")
    }
    assert len(found) == 1
    assert len(found.pop().strip()) == 64


def test_the_ground_has_the_colour_that_it_says() -> None:
    frame = Composer(composition(moves(opacity=0), ground="#10c8fa"), [square(SIZE, 0, 0, 9, 9, WHITE)]).frame(0)
    assert frame[20, 20].tolist() == [0xFA, 0xC8, 0x10, 255]


def test_the_colour_of_what_is_transparent_is_never_seen() -> None:
    black = square(SIZE, 10, 12, 30, 28, (0, 0, 0, 255))
    black[black[:, :, 3] == 0, :3] = 255
    one = composition(moves(x=F(1, 2), rotate=7), ground="#000000")
    assert Composer(one, [black]).frame(0)[:, :, :3].max() == 0


@pytest.mark.usefixtures("parted")
@pytest.mark.parametrize("order", [range(24), [0, 1, 2, 20, 3, 4, 21, 22, 2, 3]], ids=["forward", "here and there"])
def test_frames_do_not_depend_on_those_before(order: Sequence[int]) -> None:
    """What rests below is kept from frame to frame: of a layer that rests first, one that does later, one that always moves."""
    first = moves(x=Track((Stop(F(1, 3), F(0)), Stop(F(2, 3), F(9)))))
    then = moves(x=Track((Stop(F(0), F(0)), Stop(F(1, 3), F(7)))), opacity=F(3, 4))
    one = composition(first, then, moves(y=Track((Stop(F(0), F(0)),), F(5))), frames=24, ground="#203040")
    clear = (200, 30, 90, 160)
    drawn = [square(SIZE, 4, 4, 30, 40, WHITE), square(SIZE, 20, 8, 50, 30, clear), square(SIZE, 30, 2, 40, 20, WHITE)]
    composer = Composer(one, drawn)
    for number in order:
        assert np.array_equal(composer.frame(number), Composer(one, drawn).frame(number))


def test_what_rests_below_is_laid_once(monkeypatch: pytest.MonkeyPatch) -> None:
    one = composition(moves(), moves(), moves(y=Track((Stop(F(0), F(0)),), F(5))), frames=24)
    laid: list[int] = []
    lay = compose._Moved.lay
    monkeypatch.setattr(compose._Moved, "lay", lambda moved, *rest: (laid.append(1), lay(moved, *rest)))
    composer = Composer(one, [square(SIZE, 4, 4, 30, 40, WHITE)] * 3)
    for number in range(24):
        composer.frame(number)
    assert len(laid) == 24 + 2 * 2, "twice: in the first frame all three are where they would have been before"


def sheets(seed: int) -> tuple[list[Moves], list[np.ndarray]]:
    """Return opaque sheets with holes, larger than the canvas, that drift and turn, and a clear one among them."""
    rng = np.random.default_rng(seed)
    layers, drawn = [], []
    for number in range(5):
        slide = Track((Stop(F(0), F(int(rng.integers(-60, 60)))), Stop(F(1), F(int(rng.integers(-60, 60))))))
        layers.append(moves(pivot=(160, 90), x=slide, scale=Track((Stop(F(0), F(1)),), F(number, 20), True), rotate=number % 2))
        sheet = rng.integers(0, 256, (300, 440, 4), dtype=np.uint8)
        sheet[:, :, 3] = 120 if number == 3 else 255
        cv2.circle(sheet, (220, 150), 30 + 12 * number, (0, 0, 0, 0), -1)
        drawn.append(sheet)
    return layers, drawn


@pytest.mark.usefixtures("parted")
@pytest.mark.parametrize("seed", range(4))
def test_what_is_not_drawn_below_a_sheet_is_not_missed(seed: int) -> None:
    """Against the same layers laid whole, one over another, in fractions of one."""
    layers, drawn = sheets(seed)
    one = composition(*layers, size=(320, 180), bleed=60, ground="#204060", frames=24)
    composer = Composer(one, drawn)
    for number in (0, 7, 23):
        expected = np.full((180, 320, 4), (0x60, 0x40, 0x20, 255), float)
        for state, pixels in zip(composer.states(number), drawn, strict=True):
            premultiplied = pixels.astype(np.float32)
            premultiplied[:, :, :3] *= premultiplied[:, :, 3:] / 255
            a, b, c, d, e, f = inverse(times(state.matrix, (1, 0, -60, 0, 1, -60)))
            back = np.array([[a, b, (a + b) / 2 + c - 0.5], [d, e, (d + e) / 2 + f - 0.5]])
            moved = cv2.warpAffine(premultiplied, back, (320, 180), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
            expected = moved + expected * (1 - moved[:, :, 3:] / 255)
        assert np.abs(composer.frame(number) - expected).max() <= 3


def test_below_what_covers_all_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compose, "_WORTH", 0)
    sampled: list[int] = []
    warp = cv2.warpAffine

    def warped(*given: Any, **more: Any) -> Any:
        sampled.append(given[2][0] * given[2][1])
        return warp(*given, **more)

    monkeypatch.setattr(cv2, "warpAffine", warped)
    drifts = [moves(x=Track((Stop(F(0), F(0)),), F(3 + number))) for number in range(4)]
    one = composition(*drifts, size=(320, 180), bleed=60, frames=3)
    composer = Composer(one, [np.full((300, 440, 4), 255, np.uint8)] * 4)
    composer.frame(1)
    assert sum(sampled) == 320 * 180
