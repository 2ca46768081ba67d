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
