"""Wipes, slides, pushes and fades through white show each pixel that numpy puts together from the two pictures."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.ffmpeg import blends, filters, graph
from pipeline.ffmpeg.graph import Video
from tests.ffmpeg.running import run

pytestmark = pytest.mark.ffmpeg

WIDTH, HEIGHT, FRAMES = 60, 36, 11
SIZE = (WIDTH, HEIGHT)
Picture = npt.NDArray[np.uint8]
Planes = tuple[Picture, Picture]
"""Luma, and both planes of chroma side by side (channel, row, column), of one frame."""


def drawn(level: int, count: int = FRAMES) -> list[Planes]:
    """Pictures whose luma tells each place, and whose chroma tells place and frame: no two pixels or frames are alike."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    luma = (level + rows + columns // 2).astype(np.uint8)
    few = (rows[::2, ::2] + columns[::2, ::2])[None] // 4
    return [(luma, np.concatenate([few + 60 + 5 * n, few + 100 + 3 * n]).astype(np.uint8)) for n in range(count)]


def stored(frames: list[Planes], path: Path) -> Path:
    path.write_bytes(b"".join(luma.tobytes() + chroma.tobytes() for luma, chroma in frames))
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("blends")
    return {"a": stored(drawn(20), folder / "a.yuv"), "b": stored(drawn(120), folder / "b.yuv")}


def read(name: str, rate: Fraction, done: int, count: int) -> Video:
    options: dict[str, graph.Option] = {"f": "rawvideo", "s": f"{WIDTH}x{HEIGHT}", "pixel_format": "yuv420p"}
    whole = filters.regular(Video(graph.read(name, {**options, "framerate": rate}), "v:0"), rate)
    return filters.trim(filters.to_working_format(whole), done, count)


def seen(video: Video, files: dict[str, Path]) -> list[Planes]:
    options: dict[str, graph.Option] = {"f": "rawvideo", "c:v": "rawvideo", "fps_mode": "passthrough"}
    raw = np.frombuffer(run(graph.arguments(graph.write("out", video, options=options)), files), np.uint8)
    luma = WIDTH * HEIGHT
    return [
        (one[:luma].reshape(HEIGHT, WIDTH), one[luma:].reshape(2, HEIGHT // 2, WIDTH // 2))
        for one in raw.reshape(-1, luma * 3 // 2)
    ]


Blend = Callable[[Fraction, int, int], Video]


def blend(kind: str, direction: blends.Direction) -> Blend:
    def made(rate: Fraction, done: int, count: int) -> Video:
        before, after = read("a", rate, done, count), read("b", rate, done, count)
        if kind == "fade-white":
            return blends.through_white(before, after, rate, frames=FRAMES, done=done, size=SIZE, count=count)
        function = {"wipe": blends.wipe, "slide": blends.slide, "push": blends.push}[kind]
        return function(before, after, frames=FRAMES, done=done, size=SIZE, direction=direction)

    return made


def expected(kind: str, direction: str, k: int, before: Planes, after: Planes) -> Planes:
    """Put frame `k` of a transition together by hand, plane by plane."""
    share = Fraction(k + 1, FRAMES + 1)
    pace = share if kind == "wipe" else share * share * (3 - 2 * share)
    axis, sign = {"left": (-1, 1), "right": (-1, -1), "up": (-2, 1), "down": (-2, -1)}[direction]
    moved = int(Fraction({-1: WIDTH, -2: HEIGHT}[axis], 2) * pace)  # in pixels of chroma

    def plane(old: Picture, new: Picture, by: int) -> Picture:
        length = old.shape[axis]
        here = np.arange(length)
        is_new = here >= length - by if sign > 0 else here < by
        shift_new = {"wipe": 0, "slide": length - by, "push": length - by}[kind] * sign
        shift_old = {"wipe": 0, "slide": 0, "push": -by}[kind] * sign
        taken_new = np.take(new, np.clip(here - shift_new, 0, length - 1), axis=axis)
        taken_old = np.take(old, np.clip(here - shift_old, 0, length - 1), axis=axis)
        return np.where(is_new if axis == -1 else is_new[:, None], taken_new, taken_old).astype(np.uint8)

    return plane(before[0], after[0], 2 * moved), plane(before[1], after[1], moved)


MOVING = [(kind, direction) for kind in ("wipe", "slide", "push") for direction in ("left", "right", "up", "down")]


@pytest.mark.parametrize(("kind", "direction"), MOVING, ids=str)
def test_every_pixel_is_where_it_belongs(kind: str, direction: blends.Direction, files: dict[str, Path]) -> None:
    found = seen(blend(kind, direction)(Fraction(24), 0, FRAMES), files)
    assert len(found) == FRAMES
    for k, (luma, chroma) in enumerate(found):
        wanted = expected(kind, direction, k, drawn(20)[k], drawn(120)[k])
        assert np.array_equal(luma, wanted[0]), f"luma of frame {k}"
        assert np.array_equal(chroma, wanted[1]), f"chroma of frame {k}"


def test_a_fade_through_white_whitens_one_and_then_uncovers_the_other(files: dict[str, Path]) -> None:
    found = seen(blend("fade-white", "left")(Fraction(24), 0, FRAMES), files)
    assert len(found) == FRAMES
    half = (FRAMES + 1) // 2
    for k, (luma, chroma) in enumerate(found):
        share = (k + 1) / (half + 1) if k < half else 1 - (k - half + 1) / (FRAMES - half + 1)
        old_luma, old_chroma = (drawn(20) if k < half else drawn(120))[k]
        assert np.abs(luma - (old_luma + (235 - old_luma.astype(float)) * share)).max() <= 1.5, f"frame {k}"
        assert np.abs(chroma - (old_chroma + (128 - old_chroma.astype(float)) * share)).max() <= 1.5, f"frame {k}"


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30000, 1001), Fraction(30)], ids=str)
@pytest.mark.parametrize(("kind", "direction"), [*MOVING[::5], ("fade-white", "left")], ids=str)
def test_spans_equal_the_whole(kind: str, direction: blends.Direction, rate: Fraction, files: dict[str, Path]) -> None:
    made = blend(kind, direction)
    whole = seen(made(rate, 0, FRAMES), files)
    parts = [one for begin, end in pairwise([0, 1, 5, 6, 7, 11]) for one in seen(made(rate, begin, end - begin), files)]
    assert len(parts) == len(whole) == FRAMES
    for k, (part, one) in enumerate(zip(parts, whole, strict=True)):
        assert np.array_equal(part[0], one[0]), f"luma of frame {k}"
        assert np.array_equal(part[1], one[1]), f"chroma of frame {k}"
