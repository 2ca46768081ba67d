"""What is left out before the first frame that is shown changes none that is shown."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.ffmpeg import graph
from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.source import read_source
from pipeline.media.info import VideoInfo
from pipeline.media.probe import probe
from tests.ffmpeg.running import bind, ffmpeg

pytestmark = pytest.mark.ffmpeg

RATE = Fraction(30)
SOURCE = ("-f", "lavfi", "-i", "testsrc2=s=96x64:r=30:d=6,noise=alls=30:allf=t:all_seed=1")
CODED = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "3", "-g", "150", "-pix_fmt", "yuv420p")
PYRAMID = "keyint=150:scenecut=0:b-adapt=0:b-pyramid=normal:ref=3:direct=temporal"
FILES = {
    "pyramid.mp4": ("-x264-params", PYRAMID),
    "open.mp4": ("-x264-params", f"{PYRAMID}:open-gop=1:keyint=100"),
    "late.mp4": ("-x264-params", PYRAMID, "-output_ts_offset", "3.3"),
    "stream.ts": ("-x264-params", PYRAMID),
    "late.mkv": ("-x264-params", PYRAMID, "-output_ts_offset", "1.7"),
    "no-scene.mp4": ("-x264-params", f"{PYRAMID}:slices=4"),
}


@pytest.fixture(scope="module", params=FILES)
def film(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, VideoInfo]:
    path = tmp_path_factory.mktemp("film") / str(request.param)
    ffmpeg(*SOURCE, *CODED, *FILES[request.param], str(path))
    found = probe(path, "x", path.name, proves=False).video
    assert found is not None
    return path, found


def read(video: VideoInfo, start: Fraction, rate: Fraction = RATE) -> Video:
    return read_source(video, "film", start=start, frames=5, rate=rate)


def pixels(video: Video, path: Path) -> list[bytes]:
    """Return a digest of each frame. What ffmpeg says is not looked at: after a seek into an open group it says something."""
    options: dict[str, graph.Option] = {"f": "framemd5", "c:v": "rawvideo", "fps_mode": "passthrough"}
    command = bind(graph.arguments(graph.write("out", video, options=options)), {"film": path}, "-")
    lines = subprocess.run(command, capture_output=True, check=True).stdout.splitlines()
    found = [line.rsplit(b",", 1)[1] for line in lines if not line.startswith(b"#")]
    assert len(found) == 5
    return found


def leaves_out(video: Video) -> bool:
    return any(argument.startswith("noise=drop=st") for argument in graph.arguments(graph.write("out", video, options={})))


@pytest.mark.parametrize("start", [Fraction(1), Fraction(49, 15), Fraction(143, 30) + Fraction(1, 77), Fraction(59, 10)])
def test_the_frames_are_those_of_decoding_all(film: tuple[Path, VideoInfo], start: Fraction) -> None:
    path, video = film
    shown, whole = read(video, start), read(replace(video, idle=""), start)
    assert leaves_out(shown)
    assert not leaves_out(whole)
    assert pixels(shown, path) == pixels(whole, path)
    slower = Fraction(24)
    assert pixels(read(video, start, slower), path) == pixels(read(replace(video, idle=""), start, slower), path)


def test_that_is_two_of_five_frames_at_least(film: tuple[Path, VideoInfo]) -> None:
    _, video = film
    assert 5 * bin(int(video.idle, 16)).count("1") >= 2 * video.frames


def test_nothing_is_left_out_where_it_might_be_seen(film: tuple[Path, VideoInfo]) -> None:
    _, video = film
    assert not leaves_out(read(video, Fraction(1, 10)))
    for other in (replace(video, is_interlaced=True), replace(video, good=Fraction(4)), replace(video, early=Fraction(1, 30))):
        assert not leaves_out(read(other, Fraction(3)))
