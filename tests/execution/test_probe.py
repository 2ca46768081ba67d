"""Outputs against promises: what is as promised passes, everything else is named."""

from __future__ import annotations

import math
import struct
import subprocess
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.execution import probe
from pipeline.execution.toolchain import find_ffmpeg
from pipeline.operations.promises import (
    DataPromise,
    EncodedSoundPromise,
    ImagePromise,
    MoviePromise,
    OverlayPromise,
    Promise,
    SoundPromise,
    VideoPromise,
)

NTSC = Fraction(30000, 1001)
Make = Callable[..., Path]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return a function that writes a file with ffmpeg, once for the same arguments."""
    folder = tmp_path_factory.mktemp("media")
    ffmpeg = find_ffmpeg().path
    made: dict[tuple[str, ...], Path] = {}

    def run(suffix: str, *arguments: str) -> Path:
        if (suffix, *arguments) not in made:
            path = folder / f"{len(made)}{suffix}"
            subprocess.run([ffmpeg, "-v", "error", "-nostdin", *arguments, path], check=True)
            made[(suffix, *arguments)] = path
        return made[(suffix, *arguments)]

    return run


PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=64x36:r=30000/1001", "-frames:v", "45")
H264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-threads", "1")
SPAN = VideoPromise("h264", 64, 36, "yuv420p", NTSC, 45)
ALPHA = ("-f", "lavfi", "-i", "testsrc2=s=64x36:r=30000/1001,format=yuva444p", "-frames:v", "5", "-c:v", "ffv1")
OVERLAY = OverlayPromise(64, 36, NTSC, 5)
TONE = ("-f", "lavfi", "-i", "sine=r=48000:d=0.5", "-ac", "2")
SOUND = SoundPromise(48_000, 2, 24_000)
# Without the encoder's priming, as the sound room hands it to the join: no edit list, timestamps from 0.
MOVIE = (
    *(*PICTURE[:4], *TONE[:4], "-map", "0", "-map", "1", "-frames:v", "45", *H264, "-bf", "2", "-ac", "2", "-c:a", "pcm_f32le"),
    *("-use_editlist", "0", "-movflags", "+faststart+negative_cts_offsets"),
)

GOOD: dict[str, tuple[str, tuple[str, ...], Promise]] = {
    "span": (".mp4", (*PICTURE, *H264, "-bf", "2"), SPAN),
    "lossless": (".nut", (*PICTURE, "-c:v", "ffv1", "-pix_fmt", "yuv420p"), replace(SPAN, codec="ffv1")),
    "overlay": (".mov", (*ALPHA[:6], "-c:v", "qtrle"), OVERLAY),
    "overlay in NUT": (".nut", ALPHA, OVERLAY),
    "overlay that holds": (".nut", (*ALPHA, "-vf", "setpts=PTS*2", "-fps_mode", "vfr"), replace(OVERLAY, frames=10)),
    "png": (".png", ("-f", "lavfi", "-i", "testsrc2=s=64x36", "-frames:v", "1"), ImagePromise(64, 36)),
    "jpeg": (".jpg", ("-f", "lavfi", "-i", "testsrc2=s=64x36", "-frames:v", "1"), ImagePromise(64, 36)),
    "wav": (".wav", (*TONE, "-c:a", "pcm_f32le"), SOUND),
    "wav with large sizes": (".wav", (*TONE, "-c:a", "pcm_f32le", "-rf64", "always"), SOUND),
    "wav of unknown length": (".wav", (*TONE, "-c:a", "pcm_f32le"), replace(SOUND, samples=None)),
    "six channels": (".wav", (*TONE[:4], "-ac", "6", "-c:a", "pcm_f32le"), replace(SOUND, channels=6)),
    "aac": (".m4a", (*TONE, "-c:a", "aac"), EncodedSoundPromise("aac", 48_000, 2, 25)),
    "movie": (".mp4", MOVIE, MoviePromise(64, 36, NTSC, 45, 24_000)),
}  # fmt: skip


@pytest.mark.ffmpeg
@pytest.mark.parametrize("name", GOOD)
def test_what_is_as_promised_passes(make: Make, name: str) -> None:
    suffix, arguments, promise = GOOD[name]
    assert broken(make(suffix, *arguments), promise) == ""


def broken(path: Path, promise: Promise) -> str:
    """Return what is wrong with a file, or nothing."""
    try:
        probe.check(path, promise)
    except probe.Broken as fault:
        return str(fault)
    return ""


@pytest.mark.ffmpeg
@pytest.mark.fault
@pytest.mark.parametrize("name", [name for name in GOOD if name != "jpeg"])
def test_what_is_cut_short_anywhere_is_broken(make: Make, tmp_path: Path, name: str) -> None:
    suffix, arguments, promise = GOOD[name]
    content = make(suffix, *arguments).read_bytes()
    cut = tmp_path / f"cut{suffix}"
    whole = len(content) - (200 if suffix == ".mkv" else 0)  # Matroska's index after the frames may be lost: none is
    for length in {*range(0, whole, max(1, whole // 25)), whole - 1}:
        cut.write_bytes(content[:length])
        if suffix == ".wav" and getattr(promise, "samples", 0) is None and length < 100:
            continue  # so short that its header is cut is tested with the other sounds
        with pytest.raises(probe.Broken):
            probe.check(cut, promise)


BAD: dict[str, tuple[str, Promise, str]] = {
    "fewer frames": ("span", replace(SPAN, frames=46), "frames 45, promised 46"),
    "more frames": ("span", replace(SPAN, frames=44), "frames 45, promised 44"),
    "another rate": ("span", replace(SPAN, rate=Fraction(30)), "has frame 1 at tick"),
    "another size": ("span", replace(SPAN, width=66), "64 36"),
    "another codec": ("span", replace(SPAN, codec="ffv1"), "h264"),
    "another pixel format": ("span", replace(SPAN, pixel_format="yuv444p"), "yuv420p"),
    "no alpha": ("span", replace(OVERLAY, frames=45), "has no alpha"),
    "after the end": ("overlay that holds", OVERLAY, "off the grid"),
    "off the grid": ("overlay", replace(OVERLAY, rate=Fraction(20)), "off the grid"),
    "another picture size": ("png", ImagePromise(64, 37), "64 36, promised 64 37"),
    "no picture": ("wav", ImagePromise(64, 36), "is not a picture"),
    "fewer samples": ("wav", replace(SOUND, samples=24_001), "samples 24000, promised 24001"),
    "another sample rate": ("wav", replace(SOUND, sample_rate=44_100), "48000 2"),
    "fewer channels": ("wav", replace(SOUND, channels=1), "48000 2"),
    "not a WAV file": ("png", SOUND, "is not a WAV file"),
    "more packets": ("aac", EncodedSoundPromise("aac", 48_000, 2, 24), "packets 25, promised 24"),
    "a movie's frames": ("movie", MoviePromise(64, 36, NTSC, 44, 24_000), "frames 45"),
    "a movie's samples": ("movie", MoviePromise(64, 36, NTSC, 45, 24_001), "samples of sound 24000, promised 24001"),
    "a movie's rate": ("movie", MoviePromise(64, 36, Fraction(30), 45, 24_000), "does not keep 30"),
    "a movie's size": ("movie", MoviePromise(64, 38, NTSC, 45, 24_000), "64 36, promised 64 38"),
    "a movie without sound": ("span", MoviePromise(64, 36, NTSC, 45, 24_000), "1 0, promised 1 1"),
    "a span with sound": ("movie", SPAN, "holds 2 streams"),
}


@pytest.mark.ffmpeg
@pytest.mark.parametrize(("name", "promise", "says"), BAD.values(), ids=BAD.keys())
def test_what_is_not_as_promised_is_named(make: Make, name: str, promise: Promise, says: str) -> None:
    suffix, arguments, _ = GOOD[name]
    with pytest.raises(probe.Broken, match=says):
        probe.check(make(suffix, *arguments), promise)


@pytest.mark.ffmpeg
def test_sound_of_whole_numbers_is_not_float(make: Make) -> None:
    with pytest.raises(probe.Broken, match="1 16, promised 3 32"):
        probe.check(make(".wav", *TONE, "-c:a", "pcm_s16le"), SOUND)


@pytest.mark.ffmpeg
def test_a_frame_that_is_lost_inside_is_noticed(make: Make) -> None:
    path = make(".mp4", *PICTURE, "-vf", "select='not(eq(n,20))'", "-fps_mode", "vfr", *H264)
    with pytest.raises(probe.Broken, match="has frame 20 at tick"):
        probe.check(path, SPAN)


@pytest.mark.ffmpeg
def test_a_video_that_joins_two_rates_is_noticed(make: Make, tmp_path: Path) -> None:
    """`concat -c copy` of 30 and 25 frames a second ends with exit code 0."""
    parts = [make(".mp4", "-f", "lavfi", "-i", f"testsrc2=s=64x36:r={rate}", "-frames:v", "20", *H264) for rate in (30, 25)]
    (tmp_path / "list.txt").write_text("".join(f"file '{part}'\n" for part in parts))
    joined = make(".mp4", "-f", "concat", "-safe", "0", "-i", str(tmp_path / "list.txt"), "-c", "copy")
    with pytest.raises(probe.Broken):
        probe.check(joined, VideoPromise("h264", 64, 36, "yuv420p", Fraction(30), 40))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"a": 1}', "lacks b"),
        (b"[1]", "not a JSON object"),
        (b'{"a": 1, "b"', "is not JSON"),
        (b"", "is empty"),
        (b"\xff\xfe", "is not JSON"),
    ],
)
def test_data(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(probe.Broken, match=says):
        probe.check(path, DataPromise(("a", "b")))
    path.write_text('{"a": 1, "b": null, "c": 2}')
    probe.check(path, DataPromise(("a", "b")))


@pytest.mark.parametrize("damage", [b"", b"RIFF", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEdata\4\0\0\0\0\0\0\0"])
def test_sound_without_its_parts(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(damage)
    with pytest.raises(probe.Broken):
        probe.check(path, SOUND)


def test_a_wav_written_by_hand(tmp_path: Path) -> None:
    """Independent of ffmpeg: the header of Microsoft's multimedia specification, format 3, with an odd chunk before the sound."""
    samples = struct.pack("<480f", *(math.sin(n / 10) for n in range(480)))
    form = struct.pack("<HHIIHH", 3, 1, 48_000, 192_000, 4, 32)
    chunks = (
        b"fmt "
        + struct.pack("<I", 16)
        + form
        + b"LIST"
        + struct.pack("<I", 3)
        + b"abc\0"
        + b"data"
        + struct.pack("<I", 1920)
        + samples
    )
    path = tmp_path / "x.wav"
    path.write_bytes(b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks)
    probe.check(path, SoundPromise(48_000, 1, 480))
    with pytest.raises(probe.Broken, match="samples 480, promised 481"):
        probe.check(path, SoundPromise(48_000, 1, 481))


def a_box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


@pytest.mark.parametrize(
    "content",
    [
        a_box(b"ftyp", b"isom"),
        a_box(b"moov", b"") + b"\0\0\0\x20mdat",
        a_box(b"moov", a_box(b"trak", b"\0\0\0\xffmdia")),
        a_box(b"moov", a_box(b"trak", b"")),
        struct.pack(">I", 3) + b"moov",
    ],
)
def test_boxes_that_break_the_rules(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.mp4"
    path.write_bytes(content)
    with pytest.raises(probe.Broken):
        probe.check(path, MoviePromise(64, 36, NTSC, 45, 24_000))
