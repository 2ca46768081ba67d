"""Spans equal the whole, on footage that nobody here made: the folder that `TOGETHER_MEDIA` names."""

from __future__ import annotations

import os
import random
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.ffmpeg import filters
from pipeline.ffmpeg.graph import Video, video
from pipeline.ffmpeg.source import read_source
from pipeline.media.info import VideoInfo
from pipeline.media.library import Library
from tests.ffmpeg.running import hashes
from tests.memory import Forgetful

FOLDER = Path(os.environ.get("TOGETHER_MEDIA", "/nowhere"))
VIDEOS = sorted(path.name for path in FOLDER.glob("*") if path.suffix in {".mp4", ".webm", ".mkv", ".gif", ".mov", ".avi"})
RATES = (Fraction(24), Fraction(30_000, 1001), Fraction(30))
LIBRARY = Library(FOLDER, Forgetful())
LONG = 200
"""Frames above which spans are not rendered to their ends: the start, the end, chance places and those around keyframes are."""

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


def small(info: VideoInfo, start: Fraction, frames: int, rate: Fraction) -> Video:
    """Read a range and make it small; a pixel of the source that differs still changes it."""
    return video("scale", read_source(info, "file", start=start, frames=frames, rate=rate), w=96, h=64, flags=filters.SCALER)


def spans(info: VideoInfo, frames: int, rate: Fraction, chance: random.Random) -> list[tuple[int, int]]:
    """Cut anywhere, at keyframes, and a frame before and after them, so that there are spans of one frame too."""
    cuts = {0, frames, *(chance.randrange(frames) for _ in range(4))}
    for keyframe in chance.sample(info.keyframes, min(3, len(info.keyframes))):
        at = int((keyframe - info.first) * rate)
        cuts |= {at - 1, at, at + 1}
    pairs = list(pairwise(sorted(cut for cut in cuts if 0 <= cut <= frames)))
    if frames <= LONG:
        return pairs
    return sorted({(begin, min(end, begin + 12)) for begin, end in pairs} | {(frames - 3, frames)})


@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize("name", VIDEOS or [pytest.param("", marks=pytest.mark.skip("TOGETHER_MEDIA names no videos"))])
def test_spans_are_the_whole(name: str, rate: Fraction) -> None:
    info = LIBRARY.info(name).video
    assert info is not None
    frames = int((info.first + info.duration) * rate)
    files = {"file": FOLDER / name}
    whole = hashes(small(info, Fraction(0), frames, rate), files)
    assert len(whole) == frames
    assert len(set(whole)) > frames * min(1, info.frames / frames) / 2, "the reader repeats a frame where the source moves"
    different = []
    for begin, end in spans(info, frames, rate, random.Random(f"{name} {rate}")):
        part = hashes(small(info, begin / rate, end - begin, rate), files)
        assert len(part) == end - begin
        different += [frame for frame, pixels in enumerate(part, begin) if pixels != whole[frame]]
    assert different == []
