"""A film whose file tells all about it is decoded without trying it first, to the same frames; others are tried."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.ffmpeg import graph
from pipeline.ffmpeg.source import read_source
from pipeline.media.info import VideoInfo
from pipeline.media.probe import probe
from tests.ffmpeg.running import ffmpeg, hashes

pytestmark = pytest.mark.ffmpeg

RATE = Fraction(25)
SOURCE = ("-f", "lavfi", "-i", "testsrc2=s=96x64:r=25:d=3,noise=alls=30:allf=t:all_seed=1")
SOUND = ("-f", "lavfi", "-i", "sine=d=3")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "20", "-pix_fmt", "yuv420p")
PYRAMID = ("-bf", "3", "-x264-params", "b-adapt=0:b-pyramid=normal:ref=4")
HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=20:bframes=4", "-pix_fmt", "yuv420p")
TOLD = {
    "plain.mp4": (*H264, "-bf", "0"),
    "pyramid.mp4": (*H264, *PYRAMID),
    "sound.mov": (*H264, *PYRAMID, "-c:a", "aac", "-shortest"),
    "baseline.mp4": (*H264, "-profile:v", "baseline", "-tune", "zerolatency"),
    "ten-bits.mp4": (*H264, *PYRAMID, "-pix_fmt", "yuv422p10le"),
    "hevc.mp4": (*HEVC, "-tag:v", "hvc1"),
    "hevc-in-band.mp4": (*HEVC, "-tag:v", "hev1"),
}
OTHERS = {
    "late.mp4": (*H264, "-bf", "0", "-output_ts_offset", "0.4"),
    "fragments.mp4": (*H264, *PYRAMID, "-movflags", "frag_keyframe+empty_moov"),
    "film.mkv": (*H264, *PYRAMID),
    "mpeg-4.mp4": ("-c:v", "mpeg4", "-g", "20"),
}


def film(folder: Path, name: str) -> tuple[Path, VideoInfo]:
    path = folder / name
    options = {**TOLD, **OTHERS}[name]
    ffmpeg(*SOURCE, *(SOUND if "-c:a" in options else ()), *options, str(path))
    found = probe(path, "x", name, proves=False).video
    assert found is not None
    return path, found


def tries(info: VideoInfo) -> bool:
    read = read_source(info, "film", start=Fraction(1), frames=1, rate=RATE)
    return "-nofind_stream_info" not in graph.arguments(graph.write("out", read, options={}))


@pytest.mark.parametrize("name", TOLD)
def test_what_is_told_is_decoded_untried_to_the_same_frames(name: str, tmp_path: Path) -> None:
    path, info = film(tmp_path, name)
    assert info.is_told
    assert not tries(info)
    for start, frames in ((Fraction(0), 75), (Fraction(3, 2), 37), (Fraction(14, 5), 9)):  # the last goes on after the end
        seen = [
            hashes(read_source(one, "film", start=start, frames=frames, rate=RATE), {"film": path})
            for one in (info, replace(info, is_told=False))
        ]
        assert seen[0] == seen[1]
        assert len(seen[0]) == frames


@pytest.mark.parametrize("name", OTHERS)
def test_others_are_tried(name: str, tmp_path: Path) -> None:
    _, info = film(tmp_path, name)
    assert not info.is_told
    assert tries(info)
