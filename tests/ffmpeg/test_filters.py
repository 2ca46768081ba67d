from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ffmpeg import blends, filters
from pipeline.ffmpeg.graph import Video
from tests.ffmpeg.running import frames, hashes

RATE = Fraction(30_000, 1001)
SIZE = (32, 32)


def plain(colour: str, count: int, size: tuple[int, int] = SIZE) -> Video:
    return filters.colour(*size, count, RATE, colour)


def levels(video: Video) -> list[int]:
    """Return the green level of each frame, 0 to 255."""
    return [int(level) for level in frames(video, {}, SIZE)[:, 8, 8, 1]]


@pytest.mark.ffmpeg
@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#ff0000", "#12a4c8", "#808080"])
def test_a_colour_is_that_colour(colour: str) -> None:
    seen = frames(plain(colour, 2), {}, SIZE)
    assert len(seen) == 2
    wanted = np.frombuffer(bytes.fromhex(colour[1:]), np.uint8).astype(int)
    assert np.abs(seen.astype(int) - wanted).max() <= 2


@pytest.mark.ffmpeg
@pytest.mark.parametrize("colour", ["#fbf1df", "#12a4c8", "#ff0000"])
def test_a_colour_in_finer_chroma_is_the_colour_beside_which_it_stands(colour: str) -> None:
    coarse = plain(colour, 2)
    finer = filters.colour(*SIZE, 2, RATE, colour, "yuv444p")
    wanted = filters.to_working_format(filters.scale(coarse, *SIZE, "yuv444p"))
    assert hashes(finer, {}) == hashes(wanted, {})
    # Both in one graph, where equal filters are made once and give one format.
    back = filters.to_working_format(filters.scale(finer, *SIZE, "yuv420p"))
    assert hashes(filters.concat(back, coarse), {}) == 4 * hashes(coarse, {})[:1]


@pytest.mark.parametrize("text", ["red", "#fff", "#12345g", "#ffffff:x=1", ""])
def test_a_colour_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        filters.hexadecimal(text)


@pytest.mark.ffmpeg
def test_a_dissolve_moves_from_its_first_frame_to_its_last() -> None:
    seen = levels(blends.dissolve(plain("#000000", 9), plain("#ffffff", 9), RATE, frames=9))
    assert seen == pytest.approx([255 * (k + 1) / 10 for k in range(9)], abs=2)


@pytest.mark.ffmpeg
def test_a_fade_follows_its_frames() -> None:
    into = levels(filters.fade(plain("#ffffff", 14), RATE, into=True, frames=10, done=-2))
    assert into == pytest.approx([0, 0, *(255 * k / 10 for k in range(10)), 255, 255], abs=2)
    out = levels(filters.fade(plain("#ffffff", 10), RATE, into=False, frames=10))
    assert out == pytest.approx([255 * (1 - k / 10) for k in range(10)], abs=2)


@pytest.mark.ffmpeg
def test_through_black_shows_one_and_then_the_other() -> None:
    seen = frames(blends.through_black(plain("#ff0000", 8), plain("#0000ff", 8), RATE, frames=8), {}, SIZE)[:, 8, 8]
    assert [int(red) for red in seen[:, 0]] == pytest.approx([204, 153, 102, 51, 0, 0, 0, 0], abs=3)
    assert [int(blue) for blue in seen[:, 2]] == pytest.approx([0, 0, 0, 0, 51, 102, 153, 204], abs=3)


Blend = Callable[[int, int], Video]
BLENDS: dict[str, Blend] = {
    "dissolve": lambda done, count: blends.dissolve(
        plain("#203040", count), plain("#f0a010", count), RATE, frames=11, done=done
    ),
    "through black": lambda done, count: blends.through_black(
        plain("#203040", count), plain("#f0a010", count), RATE, frames=11, done=done
    ),
    "fade in": lambda done, count: filters.fade(plain("#f0a010", count), RATE, into=True, frames=7, done=done - 2),
    "fade out": lambda done, count: filters.fade(plain("#f0a010", count), RATE, into=False, frames=7, done=done - 2),
}


@pytest.mark.ffmpeg
@pytest.mark.parametrize("name", BLENDS)
def test_a_blend_does_not_depend_on_where_it_is_cut(name: str) -> None:
    whole = frames(BLENDS[name](0, 11), {}, SIZE)
    cuts = [0, 1, 5, 6, 7, 11]
    parts = [frames(BLENDS[name](begin, end - begin), {}, SIZE) for begin, end in pairwise(cuts)]
    assert np.array_equal(np.concatenate(parts), whole)


@pytest.mark.ffmpeg
def test_pictures_are_arranged_side_by_side_on_a_backdrop() -> None:
    parts = [(plain("#ff0000", 2), 2, 4), (plain("#00ff00", 2), 40, 6)]
    seen = frames(filters.arrange(parts, 80, 48, "#0000ff"), {}, (80, 48)).astype(int)
    assert seen.shape[0] == 2
    wanted = np.full((48, 80, 3), (0, 0, 255))
    wanted[4:36, 2:34], wanted[6:38, 40:72] = (255, 0, 0), (0, 255, 0)
    assert np.abs(seen[1] - wanted).max() <= 2


@pytest.mark.ffmpeg
def test_an_overlay_holds_its_last_frame_and_blends_by_alpha() -> None:
    top = filters.fade(filters.with_alpha(plain("#ffffff", 5, (8, 8))), RATE, into=True, frames=4, alpha=True)
    seen = frames(filters.overlay(plain("#000000", 8), top, 8, 8), {}, SIZE)
    assert [int(level) for level in seen[:, 12, 12, 1]] == pytest.approx([0, 64, 128, 191, 255, 255, 255, 255], abs=2)
    assert seen[:, 4, 4].max() <= 2


@pytest.mark.ffmpeg
def test_an_odd_step_moves_by_one_pixel_in_444() -> None:
    base = filters.to_working_format(filters.scale(plain("#000000", 4), *SIZE, "yuv444p"))
    top = filters.to_working_format(filters.scale(plain("#ffffff", 1, (8, 8)), 8, 8, "yuva444p"))
    moved = filters.overlay(base, top, 0, "n", working_format="yuv444")
    seen = frames(filters.to_working_format(filters.scale(moved, *SIZE, "yuv420p")), {}, SIZE)[:, :, 4, 1]
    assert [int(np.argmax(column > 128)) for column in seen] == [0, 1, 2, 3]


@pytest.mark.ffmpeg
def test_streams_follow_each_other_and_are_cut_by_frame() -> None:
    joined = filters.concat(plain("#000000", 2), plain("#ffffff", 3))
    assert levels(joined) == pytest.approx([0, 0, 255, 255, 255], abs=2)
    assert levels(filters.trim(filters.hold_last(joined, 2), 1, 6)) == pytest.approx([0, 255, 255, 255, 255, 255], abs=2)


@settings(deadline=None)
@given(st.fractions(min_value=-10_000, max_value=10_000))
def test_seconds_are_written_to_the_microsecond(value: Fraction) -> None:
    assert abs(Fraction(filters.decimal(value)) - value) <= Fraction(1, 2_000_000)
