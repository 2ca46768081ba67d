"""The reader shows the right frame of awkward files, and the same one however the range is cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ffmpeg import source
from pipeline.ffmpeg.conform import conform
from pipeline.ffmpeg.source import EARLY, read_numbered, read_source, read_still
from pipeline.media.info import MediaInfo, VideoInfo
from pipeline.media.library import Library
from tests.ffmpeg.making import is_upright, make, number_of, picture
from tests.ffmpeg.running import ffmpeg, frames, hashes
from tests.memory import Forgetful

RATES = (Fraction(24), Fraction(30_000, 1001), Fraction(30))
OPEN = {"bf": "3", "x264-params": "open-gop=1:keyint=8:min-keyint=8:scenecut=0"}
# A phone's frame times in milliseconds: some late, some early, a gap.
VARIABLE = [0, 31, 69, 100, 131, 170, 199, 233, 400, 431, 470, 500, 533, 566, 602, 633]

pytestmark = pytest.mark.ffmpeg

Maker = Callable[[Path], Path]
FILES: dict[str, Maker] = {
    "plain.mp4": lambda path: make(path, range(30)),
    "b-frames-open-gop.mp4": lambda path: make(path, range(40), options=OPEN),
    "b-frames-open-gop.mkv": lambda path: make(path, range(40), options=OPEN),
    "variable.mp4": lambda path: make(path, VARIABLE, tick=Fraction(1, 1000), options={"g": "5"}),
    "variable.webm": lambda path: make(path, VARIABLE, tick=Fraction(1, 1000), codec="libvpx-vp9", options={"g": "5"}),
    "late.mkv": lambda path: make(path, range(100, 130), options={"g": "6"}),
    "stream.ts": lambda path: make(path, range(30), options={"g": "6", "bf": "2"}),
    "old.avi": lambda path: make(path, range(30), codec="mpeg4", options={"g": "6"}),
    "rotated.mp4": lambda path: make(path, range(12), rotation=90, size=(96, 160)),
    "upside-down.mp4": lambda path: make(path, range(12), rotation=180),
    "turned-back.mp4": lambda path: make(path, range(12), rotation=270, size=(96, 160)),
    "narrow-pixels.mp4": lambda path: make(path, range(12), size=(80, 96), sample_aspect=Fraction(2)),
    "odd.mkv": lambda path: make(path, range(12), size=(161, 97), codec="ffv1"),
    "wide-chroma.mp4": lambda path: make(path, range(12), pixel_format="yuv422p10le"),
    "full-chroma.mp4": lambda path: make(path, range(12), pixel_format="yuv444p"),
    "interlaced.mp4": lambda path: make(path, range(24), options={"x264-params": "tff=1:keyint=6"}),
    "alpha.webm": lambda path: make(path, range(12), codec="libvpx-vp9", pixel_format="yuva420p"),
    "no-duration.webm": lambda path: no_duration(path),
    "edit-list.mp4": lambda path: edit_list(path),
    "cover.mkv": lambda path: with_cover(path),
}  # fmt: skip


def no_duration(path: Path) -> Path:
    """Write as a browser's recorder does: without seeking back to fill in the duration and the index."""
    made = make(path.with_suffix(".mkv"), range(30), codec="libvpx", options={"g": "6"})
    path.write_bytes(ffmpeg("-i", str(made), "-c", "copy", "-f", "webm", "-live", "1", "-"))
    return path


def edit_list(path: Path) -> Path:
    """Cut within a group of pictures by copying: the frames before the cut stay in the file, hidden by an edit list."""
    made = make(path.with_suffix(".whole.mp4"), range(30), options={"g": "12", "bf": "2"})
    ffmpeg("-ss", "0.5", "-i", str(made), "-c", "copy", str(path))
    return path


def with_cover(path: Path) -> Path:
    """Put a picture of its own into the file, before the film."""
    made = make(path.with_suffix(".mp4"), range(12))
    cover = path.with_suffix(".png")
    with av.open(str(cover), "w", format="image2") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "rgb24"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        container.mux(stream.encode(None))
    streams = ["-i", str(cover), "-i", str(made), "-map", "0", "-map", "1"]
    ffmpeg(*streams, "-c", "copy", "-disposition:v:0", "attached_pic", str(path))
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("media")
    for name, maker in FILES.items():
        maker(made / name)
    return made


@pytest.fixture(scope="module")
def library(folder: Path) -> Library:
    return Library(folder, Forgetful())


def video_of(info: MediaInfo) -> VideoInfo:
    assert info.video is not None
    return info.video


def shown(folder: Path, info: VideoInfo, name: str, start: Fraction, count: int, rate: Fraction) -> np.ndarray:
    read = read_source(info, "file", start=start, frames=count, rate=rate)
    return frames(conform(read, info, width=160, height=96, fit="contain"), {"file": folder / name}, (160, 96))


def times_of(path: Path, index: int) -> list[Fraction]:
    """Return when each frame is shown, counted from the file's start; by decoding all of it."""
    with av.open(str(path)) as container:
        zero = Fraction(container.start_time or 0, 1_000_000)
        return [frame.pts * Fraction(frame.time_base) - zero for frame in container.decode(container.streams[index])]


def expected(times: list[Fraction], start: Fraction, count: int, rate: Fraction) -> list[int]:
    """Return the number of the frame that is to be seen: the last whose time has come, a little early, or else the first."""
    instants = [start + (n + EARLY) / rate for n in range(count)]
    return [max([k for k, time in enumerate(times) if time <= instant] or [0]) for instant in instants]


@pytest.mark.parametrize("name", FILES)
def test_frames_are_upright_undistorted_and_in_time(name: str, folder: Path, library: Library) -> None:
    info = video_of(library.info(name))
    times = times_of(folder / name, info.index)
    first = number_of(shown(folder, info, name, Fraction(0), 1, Fraction(30))[0])
    for rate in RATES:
        for start in (Fraction(0), Fraction(1, 5), Fraction(1, 3)):
            count = int((info.first + info.duration - start) * rate)
            seen = shown(folder, info, name, start, count, rate)
            assert [number_of(image) - first for image in seen] == expected(times, start, count, rate)
            assert is_upright(seen[0])
            assert is_upright(seen[-1])


@pytest.mark.parametrize("name", FILES)
def test_spans_are_the_whole(name: str, folder: Path, library: Library) -> None:
    info = video_of(library.info(name))
    start, rate = Fraction(1, 7), Fraction(30_000, 1001)
    count = int((info.first + info.duration - start) * rate)
    whole = hashes(read_source(info, "file", start=start, frames=count, rate=rate), {"file": folder / name})
    assert len(whole) == count
    at = [int((keyframe - start) * rate) for keyframe in info.keyframes]
    cuts = sorted({cut for key in at for cut in (key - 1, key, key + 1) if 0 < cut < count} | {0, 1, count // 2, count})
    parts: list[str] = []
    for begin, end in pairwise(cuts):
        parts += hashes(
            read_source(info, "file", start=start + begin / rate, frames=end - begin, rate=rate), {"file": folder / name}
        )
    assert parts == whole


def test_sixty_to_thirty_keeps_every_other_frame(tmp_path: Path) -> None:
    """In whole milliseconds, as WebM writes them, every second frame lies on the edge between two output frames."""
    times = [round(1000 * k / 60) for k in range(60)]
    make(tmp_path / "sixty.webm", times, tick=Fraction(1, 1000), rate=Fraction(60), codec="libvpx")
    info = video_of(Library(tmp_path, Forgetful()).info("sixty.webm"))
    seen = shown(tmp_path, info, "sixty.webm", Fraction(0), 30, Fraction(30))
    assert [number_of(image) for image in seen] == list(range(0, 60, 2))


def test_the_last_frame_is_held_as_long_as_asked(folder: Path, library: Library) -> None:
    info = video_of(library.info("plain.mp4"))
    seen = shown(folder, info, "plain.mp4", Fraction(9, 10), 10, Fraction(30))
    assert [number_of(image) for image in seen] == [27, 28, 29, 29, 29, 29, 29, 29, 29, 29]


def test_a_range_after_the_end_holds_the_last_frame(folder: Path, library: Library) -> None:
    """A clip that is shown longer than it lasts is cut into spans too, and some of them begin after its end."""
    info = video_of(library.info("plain.mp4"))
    for begin in (29, 30, 31, 200):
        seen = shown(folder, info, "plain.mp4", Fraction(begin, 30), 2, Fraction(30))
        assert [number_of(image) for image in seen] == [29, 29]


def test_a_file_that_ends_before_its_probe_said_leaves_frames_out(folder: Path, library: Library) -> None:
    """The frame count that an action promised then catches it; a frame held in silence would not."""
    longer = replace(video_of(library.info("plain.mp4")), duration=Fraction(2))
    read = read_source(longer, "file", start=Fraction(0), frames=60, rate=Fraction(30))
    assert len(hashes(read, {"file": folder / "plain.mp4"})) < 40


def test_a_file_that_cannot_be_sought_is_read_from_its_start(library: Library) -> None:
    info = video_of(library.info("b-frames-open-gop.mp4"))
    late = {"start": Fraction(1), "frames": 3, "rate": Fraction(30)}
    assert info.is_seekable
    assert "ss" in dict(options_of(read_source(info, "file", **late)))
    assert "ss" not in dict(options_of(read_source(replace(info, is_seekable=False), "file", **late)))


def options_of(stream: source.Video) -> tuple[tuple[str, str], ...]:
    node = stream.node
    while isinstance(node, source.graph.Filter):
        node = node.inputs[0].node
    return node.options


def test_a_list_behind_a_video_name_is_not_opened(folder: Path, library: Library) -> None:
    """ffmpeg tells formats by content: without a list of allowed ones it would follow the list and show another file."""
    listing = folder / "evil.mp4"
    listing.write_text("ffconcat version 1.0\nfile plain.mp4\n")
    info = video_of(library.info("plain.mp4"))
    with pytest.raises(AssertionError, match="not on whitelist"):
        hashes(read_source(info, "file", start=Fraction(0), frames=3, rate=Fraction(30)), {"file": listing})


def test_a_still_is_shown_as_long_as_asked(tmp_path: Path) -> None:
    path = tmp_path / "100% %03d.png"
    with av.open(str(path), "w", format="image2", options={"update": "1"}) as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "rgb24"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(picture(77, 160, 96), format="rgb24")))
        container.mux(stream.encode(None))
    info = Library(tmp_path, Forgetful()).info(path.name)
    assert info.kind == "still"
    video = video_of(info)
    read = conform(read_still(video, "file", frames=4, rate=Fraction(24)), video, width=160, height=96)
    seen = frames(read, {"file": path}, (160, 96))
    assert [number_of(image) for image in seen] == [77] * 4
    assert is_upright(seen[0])


def test_numbered_pictures_keep_their_pace(tmp_path: Path) -> None:
    for number in range(8):
        with av.open(str(tmp_path / f"{number:06d}.png"), "w", format="image2", options={"update": "1"}) as container:
            stream = container.add_stream("png", rate=1)
            stream.width, stream.height, stream.pix_fmt = 160, 96, "rgb24"
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture(number, 160, 96), format="rgb24")))
            container.mux(stream.encode(None))
    video = video_of(Library(tmp_path, Forgetful()).info("000000.png"))

    def read(begin: int, count: int) -> list[int]:
        start, rate = Fraction(begin, 30), Fraction(30)
        stream = read_numbered(
            "file", suffix=".png", count=8, pictures_rate=Fraction(12), start=start, frames=count, rate=rate
        )
        return [number_of(image) for image in frames(conform(stream, video, width=160, height=96), {"file": tmp_path}, (160, 96))]

    whole = read(0, 24)
    assert whole == expected([Fraction(k, 12) for k in range(8)], Fraction(0), 24, Fraction(30))
    assert [number for begin in range(0, 24, 4) for number in read(begin, 4)] == whole


@settings(deadline=None)
@given(
    st.fractions(min_value=0, max_value=40_000, max_denominator=10**9), st.sampled_from((*RATES, Fraction(240), Fraction(25))),
    st.integers(min_value=0, max_value=10**6),
)
def test_all_spans_of_a_clip_round_alike(start: Fraction, rate: Fraction, later: int) -> None:
    """The time base holds whole frames, and a span that begins `later` frames on is shifted by exactly as many."""
    ticks, shift = source._shift(start, rate)
    other_ticks, other = source._shift(start + later / rate, rate)
    assert other_ticks == ticks < 2**31
    assert other - shift == later * ticks / rate
    assert abs(Fraction(shift, ticks) - start + (Fraction(1, 2) - EARLY) / rate) < Fraction(1, 10**6)
