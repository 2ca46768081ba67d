"""The join: packets of spans and of the programme sound become one regular movie, or a refusal; never a broken file."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from pipeline.operations import timed_text
from pipeline.operations.join import Chapter, JoinMovie, SpansDiffer
from pipeline.operations.timed_text import CaptionStream
from pipeline.timebase import sample_of
from tests.sound.studio import work

pytestmark = pytest.mark.ffmpeg

FRAMES = (7, 1, 16, 5)
RATES = [Fraction(25), Fraction(30000, 1001)]


def ffmpeg(*arguments: str) -> bytes:
    return subprocess.run([get_ffmpeg_exe(), "-v", "error", "-y", *arguments], check=True, capture_output=True).stdout


def a_span(
    path: Path, first: int, frames: int, rate: Fraction, size: str = "64x48", crf: str = "10", extra: str = "open-gop=0"
) -> None:
    """Write frames whose grey level is 10 + 5 times their number, so that a decoder tells which is which."""
    grey = f"nullsrc=s={size}:r={rate},geq=lum='10+5*(N+{first})':cb=128:cr=128"
    ffmpeg(
        "-f", "lavfi", "-i", grey, "-frames:v", str(frames), "-c:v", "libx264", "-crf", crf, "-bf", "2", "-g", "8",
        "-threads", "1", "-x264-params", extra, "-pix_fmt", "yuv420p", "-video_track_timescale", str(rate.numerator),
        str(path),
    )  # fmt: skip


def a_sound(path: Path, seconds: float) -> None:
    ffmpeg("-f", "lavfi", "-i", f"sine=440:r=48000:d={seconds}", "-ac", "2", "-c:a", "aac", "-b:a", "128k", str(path))


def joined(
    tmp_path: Path,
    rate: Fraction,
    frames: tuple[int, ...] = FRAMES,
    captions: tuple[CaptionStream, ...] = (),
    name: str = "out.mp4",
) -> Path:
    spans = {f"span{number}": tmp_path / f"{number}.mp4" for number in range(len(frames))}
    operation = JoinMovie(
        width=64, height=48, rate=rate, frames=frames, samples=sample_of(sum(frames), rate), sample_rate=48000,
        title="Écho", chapters=(Chapter(0, "One"), Chapter(7, "Two")), captions=captions,
    )  # fmt: skip
    operation.run(work(tmp_path, {**spans, "sound": tmp_path / "sound.m4a"}, {"out": tmp_path / name}))
    return tmp_path / name


@pytest.fixture(params=RATES, ids=str)
def rate(request: pytest.FixtureRequest, tmp_path: Path) -> Fraction:
    rate: Fraction = request.param
    first = 0
    for number, frames in enumerate(FRAMES):
        a_span(tmp_path / f"{number}.mp4", first, frames, rate)
        first += frames
    a_sound(tmp_path / "sound.m4a", float(sum(FRAMES) / rate) + 0.5)
    return rate


def test_every_frame_is_there_once_at_its_time(tmp_path: Path, rate: Fraction) -> None:
    with av.open(str(joined(tmp_path, rate))) as movie:
        shown = [(frame.pts * frame.time_base * rate, float(np.mean(frame.to_ndarray()[:48]))) for frame in movie.decode(video=0)]
    assert [time for time, _ in shown] == list(range(sum(FRAMES)))
    assert [round((grey - 10) / 5) for _, grey in shown] == list(range(sum(FRAMES)))


def test_the_sample_table_says_exactly_the_planned_samples_and_no_edit_list_is_needed(tmp_path: Path, rate: Fraction) -> None:
    path = joined(tmp_path, rate)
    content = path.read_bytes()
    assert b"elst" not in content
    assert content.index(b"moov") < content.index(b"mdat")
    with av.open(str(path)) as movie:
        assert movie.streams.audio[0].duration == sample_of(sum(FRAMES), rate)
        assert movie.streams.video[0].start_time == 0 == movie.streams.audio[0].start_time
        assert [chapter["metadata"]["title"] for chapter in movie.chapters()] == ["One", "Two"]
        assert movie.metadata["title"] == "Écho"
    assert len(ffmpeg("-i", str(path), "-f", "s16le", "-ac", "1", "-")) == 2 * sample_of(sum(FRAMES), rate)


def test_the_same_spans_give_the_same_bytes(tmp_path: Path, rate: Fraction) -> None:
    once = joined(tmp_path, rate).read_bytes()
    assert joined(tmp_path, rate).read_bytes() == once


CAPTIONS = (
    CaptionStream("eng", "English", ((40, 400, "One\nand two"), (400, 640, "<three> & 4"))),
    CaptionStream("ara", "العربية", ((0, 123, "مرحبا 👩🏽‍🚀"),)),
)


def test_captions_are_streams_with_their_language_and_title(tmp_path: Path, rate: Fraction) -> None:
    path = joined(tmp_path, rate, captions=CAPTIONS)
    plain = joined(tmp_path, rate, name="plain.mp4")
    with av.open(str(path)) as movie, av.open(str(plain)) as bare:
        for meant, stream in zip(CAPTIONS, movie.streams.subtitles, strict=True):
            assert stream.codec_context.name == "mov_text"
            assert (stream.language, stream.metadata["name"]) == (meant.language, meant.title)
        assert [bytes(one) for one in movie.demux(video=0)] == [bytes(one) for one in bare.demux(video=0)]
    for number, meant in enumerate(CAPTIONS):
        srt = ffmpeg("-i", str(path), "-map", f"0:s:{number}", "-f", "srt", "-").decode()
        blocks = [block.split("\n", 2) for block in srt.strip().split("\n\n")]
        assert [block[1] for block in blocks] == [f"{clock(begin)} --> {clock(end)}" for begin, end, _ in meant.cues]
        assert [block[2] for block in blocks] == [text for _, _, text in meant.cues]
    assert b"elst" not in path.read_bytes()
    assert joined(tmp_path, rate, captions=CAPTIONS, name="again.mp4").read_bytes() == path.read_bytes()


def clock(milliseconds: int) -> str:
    return f"00:00:{milliseconds // 1000:02},{milliseconds % 1000:03}"


def test_a_caption_that_no_stream_can_hold_is_refused(tmp_path: Path) -> None:
    a_span(tmp_path / "0.mp4", 0, 4, RATES[0])
    a_sound(tmp_path / "sound.m4a", 1)
    long = CaptionStream("eng", "en", ((0, 100, "word " * 14_000),))
    with pytest.raises(timed_text.TooLong, match="70000 bytes, and at most 65535"):
        joined(tmp_path, RATES[0], (4,), captions=(long,))


def test_a_span_of_another_size_or_kind_is_refused(tmp_path: Path) -> None:
    rate = RATES[0]
    a_span(tmp_path / "0.mp4", 0, 4, rate)
    a_sound(tmp_path / "sound.m4a", 1)
    for other in ({"size": "80x48"}, {"extra": "open-gop=0:cabac=0"}):
        a_span(tmp_path / "1.mp4", 4, 4, rate, **other)
        with pytest.raises(SpansDiffer, match="decoder configuration"):
            joined(tmp_path, rate, (4, 4))


def test_a_span_with_a_frame_too_many_or_too_few_or_at_another_pace_is_refused(tmp_path: Path) -> None:
    rate = RATES[0]
    a_span(tmp_path / "0.mp4", 0, 4, rate)
    a_span(tmp_path / "1.mp4", 4, 4, rate)
    a_sound(tmp_path / "sound.m4a", 1)
    for wrong in ((4, 5), (3, 4)):
        with pytest.raises(SpansDiffer, match="frames at other times"):
            joined(tmp_path, rate, wrong)
    uneven = "setts=pts=PTS*1000+200*mod(N\\,2):dts=DTS*1000:time_base=1/25000"
    clock = ("-video_track_timescale", "25000")
    ffmpeg("-i", str(tmp_path / "1.mp4"), "-c", "copy", "-bsf:v", uneven, *clock, str(tmp_path / "uneven.mp4"))
    (tmp_path / "uneven.mp4").replace(tmp_path / "1.mp4")
    with pytest.raises(SpansDiffer, match=r"between two|other times"):
        joined(tmp_path, rate, (4, 4))


def test_a_sound_that_ends_early_is_refused(tmp_path: Path) -> None:
    rate = RATES[0]
    a_span(tmp_path / "0.mp4", 0, 20, rate)
    a_sound(tmp_path / "sound.m4a", 0.5)
    with pytest.raises(SpansDiffer, match="packets where"):
        joined(tmp_path, rate, (20,))
