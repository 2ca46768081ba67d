"""Frames that no other one is decoded from, held against what the decoder says of them: without a pyramid, all B frames are."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest
from av.video.frame import PictureType

from pipeline.media.info import VideoInfo
from pipeline.media.probe import probe
from pipeline.media.seeking import is_idle
from tests.episode.show import ffmpeg

pytestmark = pytest.mark.ffmpeg

FLAT = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "3", "-x264-params", "b-pyramid=none:b-adapt=0", "-pix_fmt", "yuv420p")


def made(path: Path, *options: str, picture: str = "testsrc2=s=160x96:r=25:d=2") -> VideoInfo:
    ffmpeg("-f", "lavfi", "-i", picture, *options, str(path))
    found = probe(path, "x", path.name, proves=False).video
    assert found is not None
    return found


def bits(video: VideoInfo) -> list[bool]:
    whole = int(video.idle or "0", 16)
    return [bool(whole >> number & 1) for number in range(video.frames)]


def are_b(path: Path) -> list[bool]:
    with av.open(str(path)) as movie:
        return [frame.pict_type == PictureType.B for frame in movie.decode(video=0)]


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_they_are_the_b_frames_of_a_film_without_a_pyramid(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    found = bits(made(path, *FLAT))
    assert found == are_b(path)
    assert found.count(True) > 20


def test_of_a_pyramid_some_b_frames_are_not(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    found = bits(made(path, *FLAT[:-4], "-x264-params", "b-pyramid=normal:b-adapt=0", "-pix_fmt", "yuv420p"))
    b_frames = are_b(path)
    assert all(is_b for idle, is_b in zip(found, b_frames, strict=True) if idle)
    assert 0 < found.count(True) < b_frames.count(True)


@pytest.mark.parametrize(
    "options",
    [
        ("-c:v", "libx264", "-bf", "0", "-pix_fmt", "yuv420p"),
        ("-c:v", "mpeg4", "-bf", "2"),
    ],
    ids=["no B frames", "another codec"],
)
def test_nothing_is_said_where_nothing_is_known(tmp_path: Path, options: tuple[str, ...]) -> None:
    assert made(tmp_path / "a.mp4", *options).idle == ""


def test_a_picture_is_idle_only_where_all_its_slices_are() -> None:
    idle, leaned = b"\x00\x00\x01\x01\x88", b"\x00\x00\x01\x41\x88"
    assert is_idle("h264", b"", idle + idle)
    assert not is_idle("h264", b"", idle + leaned)
    assert not is_idle("h264", b"", b"\x00\x00\x01\x09\xf0")  # no slice at all
    assert not is_idle("hevc", b"", idle)
    assert is_idle("h264", b"\x01\x64\x00\x1f\xff\xe1", b"\x00\x00\x00\x02\x01\x88")  # four bytes of length


def test_their_places_count_from_the_first_frame(tmp_path: Path) -> None:
    path = tmp_path / "late.mkv"
    found = made(path, *FLAT, "-af", "anull", picture="testsrc2=s=160x96:r=24000/1001:d=2")
    assert found.rate == Fraction(24000, 1001)
    assert bits(found) == are_b(path)


@pytest.mark.parametrize("gap", [20, 49])
def test_nothing_is_said_from_the_frame_before_one_that_is_off_its_place(tmp_path: Path, gap: int) -> None:
    path = tmp_path / "a.mp4"
    late = f"settb=1/1000,setpts='N*40+if(gte(N,{gap}),20,0)'"
    found = bits(made(path, *FLAT, "-vf", late, "-fps_mode", "passthrough", "-enc_time_base", "1/1000"))
    assert found[: gap - 1] == are_b(path)[: gap - 1]
    assert any(found)
    assert not any(found[gap - 1 :])
