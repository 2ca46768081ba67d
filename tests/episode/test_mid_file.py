"""What changes in mid-file (size, pixels, colours, rotation) neither fails nor moves time: each passage upright and fitted.

Each passage is red above and blue below, lasts 1.6 seconds, and is white from 0.4 s after it begins, for 0.12 s, with a beep.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests.episode.show import BARE, build, ffmpeg, make_show, sound
from tests.media import checking, sample_descriptions

pytestmark = pytest.mark.ffmpeg

RATE = 25
LENGTH = Fraction(8, 5)
RED, BLUE, BAR = (63, 102, 240), (32, 240, 118), (224, 119, 133)
"""Luma and colour differences of BT.709, limited range (ITU-R BT.709-6, 3.2 to 3.5); the last is the theme's paper."""

WIDE, HIGH = "160x90", "90x160"

H264 = ("-c:v", "libx264", "-bf", "2", "-crf", "4", "-g", "20", "-bsf:v", "dump_extra", "-f", "mpegts")
HEVC = ("-c:v", "libx265", "-crf", "4", "-x265-params", "log-level=none:keyint=20", "-bsf:v", "dump_extra", "-f", "mpegts")
MPEG2 = ("-c:v", "mpeg2video", "-q:v", "1", "-bf", "2", "-g", "10", "-f", "mpegts")
MPEG4 = ("-c:v", "mpeg4", "-q:v", "1", "-bf", "0", "-g", "10", "-bsf:v", "dump_extra", "-f", "nut")
VP8 = ("-c:v", "libvpx", "-b:v", "2M", "-g", "20", "-f", "ivf")
VP9 = ("-c:v", "libvpx-vp9", "-b:v", "2M", "-g", "20", "-cpu-used", "8", "-f", "ivf")
AV1 = ("-c:v", "libaom-av1", "-b:v", "2M", "-g", "20", "-cpu-used", "8", "-f", "ivf")
MJPEG = ("-c:v", "mjpeg", "-q:v", "1", "-pix_fmt", "yuvj420p", "-f", "nut")
PRORES = ("-c:v", "prores_ks", "-pix_fmt", "yuv422p10le", "-f", "mov")
PNG = ("-c:v", "png", "-pix_fmt", "rgb24", "-f", "nut")


def passage(path: Path, size: str, codec: Sequence[str], *, matrix: str = "bt709", pixels: str = "yuv420p") -> Path:
    """Write one passage, stored in `matrix` and tagged so."""
    made = (
        f"color=red:s={size}:r={RATE}:d={float(LENGTH)},format=gbrp,drawbox=y=ih/2:h=ih/2:c=blue:t=fill,"
        f"drawbox=c=white:t=fill:enable='between(t,0.399,0.519)',scale=out_color_matrix={matrix}:out_range=tv:flags=neighbor,"
        "format=yuv444p"
    )
    tagged = ("-colorspace", {"bt601": "smpte170m"}.get(matrix, matrix), "-color_range", "tv")
    ffmpeg("-f", "lavfi", "-i", made, *(() if "-pix_fmt" in codec else ("-pix_fmt", pixels)), *tagged, *codec, str(path))
    return path


def behind_one_another(path: Path, parts: Sequence[Path], *heard: str) -> Path:
    """Write one stream of several, their packets as they are, with a beep at 0.4 s of each."""
    listed = path.with_suffix(".txt")
    listed.write_text("".join(f"file {part.name}\nduration {float(LENGTH)}\n" for part in parts))
    beeps = "+".join(f"between(t,{0.4 + number * float(LENGTH)},{0.52 + number * float(LENGTH)})" for number in range(len(parts)))
    ffmpeg(
        "-f", "concat", "-i", str(listed), "-f", "lavfi", "-i",
        f"aevalsrc='({beeps})*0.5*sin(2*PI*1000*t)':s=48000:d={float(len(parts) * LENGTH)}",
        "-map", "0:v", "-map", "1:a", "-c:v", "copy", *heard, str(path),
    )  # fmt: skip
    return path


@pytest.fixture
def show(tmp_path: Path) -> Path:
    return make_show(tmp_path / "show", f"rate: {RATE}\n{BARE}")


def shown(movie: Path) -> np.ndarray:
    """Return each frame's colours (Y, Cb, Cr) at the middle of its upper and its lower half, and at the left edge."""
    found = []
    with av.open(str(movie)) as opened:
        for frame in opened.decode(video=0):
            luma, blue, red = (np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size) for plane in frame.planes)
            places = ((22, 80), (66, 80), (44, 6))
            found.append([(luma[y, x], blue[y // 2, x // 2], red[y // 2, x // 2]) for y, x in places])
    return np.array(found, dtype=int)


def is_white(frames: np.ndarray) -> list[int]:
    """Return the numbers of the frames that are white above and below."""
    return [number for number, frame in enumerate(frames) if frame[:2, 0].min() > 200]


def begins(samples: np.ndarray) -> list[float]:
    """Return the seconds at which it grows loud."""
    loud = np.flatnonzero(np.abs(samples).max(axis=1) > 0.1)
    return [part[0] / 48000 for part in np.split(loud, np.flatnonzero(np.diff(loud) > 4800) + 1)]


def check(show: Path, name: str, looks: Sequence[str], *, late: int = 0, cut: str = "", near: int = 8) -> np.ndarray:
    """Build the file as a clip; see that each passage is upright and fitted, at its time, with its flash and beep."""
    (show / "episodes/e.yaml").write_text(
        f"episode: {{title: A}}\nsegments:\n  - {{clip: X, file: {name}, fit: contain{cut}}}\n"
    )
    movie, _, _ = build(show / "episodes/e.yaml")
    frames, heard = shown(movie), sound(movie)
    each = int(LENGTH * RATE)
    assert len(frames) == pytest.approx(len(looks) * each, abs=1)
    assert len(heard) / 48000 == len(frames) / RATE
    flashes = [number * each + 10 + shown for number in range(len(looks)) for shown in range(3)]
    assert is_white(frames) == [number + late for number in flashes]
    assert begins(heard) == pytest.approx([0.4 + number * float(LENGTH) for number in range(len(looks))], abs=0.025)
    for number, look in enumerate(looks):
        for place in (3, each - 4):
            upper, lower, left = frames[number * each + place]
            assert upper == pytest.approx(RED, abs=near)
            assert lower == pytest.approx(BLUE, abs=near)
            assert (left == pytest.approx(BAR, abs=near)) == (look == HIGH)
    return frames


SIZES = {
    "h264.ts": (H264, "aac"), "h264.mkv": (H264, "flac"), "hevc.mp4": (HEVC, "aac"), "mpeg2.mpg": (MPEG2, "mp2"),
    "mpeg4.avi": (MPEG4, "pcm_s16le"), "vp8.webm": (VP8, "libopus"), "vp9.webm": (VP9, "libopus"), "av1.mkv": (AV1, "flac"),
    "mjpeg.avi": (MJPEG, "pcm_s16le"), "prores.mov": (PRORES, "pcm_s16le"), "png.mkv": (PNG, "flac"),
}  # fmt: skip

LATE = {"h264.ts": 1}
"""Frames by which a picture is shown later: the sound begins before it, with what its encoder adds."""


@pytest.mark.parametrize("name", SIZES)
def test_each_size_is_fitted_at_its_time(name: str, show: Path) -> None:
    folder = show / "episodes/media"
    codec, heard = SIZES[name]
    matrix = "bt601" if codec in (VP8, MJPEG, MPEG4, VP9) else "bt709"
    parts = [passage(folder / f"{size}.{codec[-1]}", size, codec, matrix=matrix) for size in (WIDE, HIGH)]
    behind_one_another(folder / name, parts, "-c:a", heard)
    check(show, name, (WIDE, HIGH), late=LATE.get(name, 0))


def test_a_picture_that_changes_and_changes_back_is_fitted_each_time_however_it_is_cut(show: Path) -> None:
    folder = show / "episodes/media"
    parts = [passage(folder / f"{size}.mpegts", size, H264) for size in (WIDE, HIGH)]
    behind_one_another(folder / "a.mkv", [*parts, parts[0]], "-c:a", "flac")
    whole = check(show, "a.mkv", (WIDE, HIGH, WIDE))
    for begin, end in ((1, 4), (Fraction(8, 5), 4), (Fraction(39, 25), Fraction(42, 25)), (Fraction(16, 5), Fraction(24, 5))):
        (show / "episodes/e.yaml").write_text(
            "episode: {title: A}\nsegments:\n"
            f"  - {{clip: X, file: a.mkv, fit: contain, in: {float(begin)}, out: {float(end)}}}\n"
        )
        movie, _, _ = build(show / "episodes/e.yaml")
        cut = whole[int(begin * RATE) : int(end * RATE)]
        assert np.abs(shown(movie) - cut).max() <= 4


def test_a_change_after_three_frames_is_a_change(show: Path) -> None:
    folder = show / "episodes/media"
    parts = [passage(folder / f"{size}.nut", size, MJPEG, matrix="bt601") for size in (WIDE, HIGH)]
    (folder / "a.txt").write_text(f"file {parts[0].name}\noutpoint 0.119\nduration 0.12\nfile {parts[1].name}\n")
    ffmpeg("-f", "concat", "-i", str(folder / "a.txt"), "-c", "copy", str(folder / "a.mkv"))
    (show / "episodes/e.yaml").write_text("episode: {title: A}\nsegments:\n  - {clip: X, file: a.mkv, fit: contain}\n")
    movie, _, _ = build(show / "episodes/e.yaml")
    frames = shown(movie)
    assert len(frames) == 43
    assert is_white(frames) == [13, 14, 15]
    assert [bool(frame[2, 0] > 200) for frame in frames[:5]] == [False, False, False, True, True]


@pytest.mark.parametrize(
    ("name", "codec", "looks"),
    [
        ("tags.mkv", H264, [{"matrix": "bt709"}, {"matrix": "bt601"}]),
        ("tags.ts", MPEG2, [{"matrix": "bt601"}, {"matrix": "bt709"}]),
        ("pixels.mkv", H264, [{"pixels": "yuv420p"}, {"pixels": "yuv444p"}]),
        ("pixels.ts", H264, [{"pixels": "yuv420p10le"}, {"pixels": "yuv420p"}]),
        ("pixels.webm", VP9, [{"pixels": "yuv420p", "matrix": "bt601"}, {"pixels": "yuv444p", "matrix": "bt601"}]),
    ],
)
def test_colours_and_pixels_that_change_are_converted_each_by_its_own_facts(
    name: str, codec: Sequence[str], looks: Sequence[dict[str, str]], show: Path
) -> None:
    folder = show / "episodes/media"
    parts = [passage(folder / f"{number}.{codec[-1]}", WIDE, codec, **look) for number, look in enumerate(looks)]
    heard = {"ts": "mp2", "mkv": "flac", "webm": "libopus"}[name.split(".")[1]]
    behind_one_another(folder / name, parts, "-c:a", heard)
    check(show, name, (WIDE, WIDE), near=6)


def test_a_movie_of_several_sample_descriptions_is_read_by_each(show: Path) -> None:
    folder = show / "episodes/media"
    how = ("-c:v", "libx264", "-bf", "0", "-crf", "4", "-g", "250", "-f", "mp4")
    parts = [passage(folder / f"{number}.mp4", size, how) for number, size in enumerate((WIDE, HIGH, WIDE))]
    sample_descriptions.movie(folder / "a.mov", parts, int(LENGTH * RATE))
    (show / "episodes/e.yaml").write_text("episode: {title: A}\nsegments:\n  - {clip: X, file: a.mov, fit: contain}\n")
    movie, _, _ = build(show / "episodes/e.yaml")
    frames = shown(movie)
    assert is_white(frames) == [number * 40 + 10 + later for number in range(3) for later in range(3)]
    assert [bool(frame[2, 0] > 200) for frame in frames[::20]] == [False, False, True, True, False, False]


def test_a_picture_that_says_of_one_frame_how_it_is_turned_is_refused_at_its_line(show: Path) -> None:
    folder = show / "episodes/media"
    how = ("-c:v", "libx264", "-bf", "0", "-crf", "4", "-g", "20", "-f", "matroska")
    parts = [passage(folder / f"{number}.mkv", size, how) for number, size in enumerate((WIDE, HIGH))]
    turned = folder / "turned.mkv"
    orientation = "h264_metadata=display_orientation=insert:rotate=270"
    ffmpeg("-i", str(parts[1]), "-vf", "transpose=cclock", "-bsf:v", orientation, *how, str(turned))
    behind_one_another(folder / "a.mkv", [parts[0], turned], "-c:a", "flac")
    for name, time in (("a.mkv", "0:01.6"), ("turned.mkv", "0:00")):
        message = f"'{name}' says inside its picture at {time} how it is to be turned, which is not read"
        told = checking.told(show, f"  - clip: X\n    file: {name}\n")
        assert told == [f"episodes/e.yaml:8:11: {message}; turn and export it upright"]


def test_what_changes_too_often_is_refused_at_its_line(show: Path) -> None:
    folder = show / "episodes/media"
    parts = [passage(folder / f"{size}.nut", size, MJPEG, matrix="bt601") for size in (WIDE, HIGH)]
    (folder / "a.txt").write_text("".join(f"file {part.name}\noutpoint 0.039\nduration 0.04\n" for part in parts * 20))
    ffmpeg("-f", "concat", "-i", str(folder / "a.txt"), "-c", "copy", str(folder / "a.mkv"))
    told = checking.told(show, "  - clip: X\n    file: a.mkv\n")
    message = "the picture of 'a.mkv' changes 39 times; at most 200 changes, and 24 within 12 seconds, are read"
    assert told == [f"episodes/e.yaml:8:11: {message}; convert it: ffmpeg -i FILE NEW.mp4"]
    ffmpeg("-i", str(folder / "a.mkv"), str(folder / "new.mp4"))
    assert checking.told(show, "  - clip: X\n    file: new.mp4\n") == []


def test_a_change_is_told_at_the_line_of_its_file(show: Path) -> None:
    folder = show / "episodes/media"
    parts = [passage(folder / f"{size}.ivf", size, VP8) for size in (WIDE, HIGH)]
    behind_one_another(folder / "a.webm", parts, "-c:a", "libopus")
    told = checking.told(show, "  - clip: X\n    file: a.webm\n")
    change = "at 0:01.6 from 160x90 to 90x160"
    assert told == [f"episodes/e.yaml:8:11: warning: the picture of a.webm changes {change}; each passage is fitted by itself"]
