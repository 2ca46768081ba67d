"""Run a graph with the real ffmpeg and look at the frames that come out."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from pipeline.ffmpeg import graph

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
_NO_MARK = re.compile(r"\[in#\d+/nut @ 0x[0-9a-f]+\] read_timestamp failed\.\n( *Last message repeated \d+ times\n)?")
"""What ffmpeg says where it seeks in a NUT file of less than a second: no mark is there, so it reads from the beginning."""

CHANNELS = {"rgb24": 3, "rgba": 4, "gray": 1}


def bind(arguments: Sequence[str], files: Mapping[str, Path], out: str) -> list[str]:
    """Put paths in for placeholders; the output goes to `out`, and progress nowhere, since standard output may be taken."""
    bound = []
    for argument in arguments:
        hole = graph.placeholder(argument)
        if hole is None:
            texts = graph.filter_files(argument)
            bound.append("".join(str(files[text]) if number % 2 else text for number, text in enumerate(texts)))
        elif hole.direction == "in":
            bound.append(f"{hole.before}{files[hole.name]}{hole.after}")
        else:
            bound.append(out)
    at = bound.index("-progress")
    return [FFMPEG, *bound[:at], *bound[at + 2 :]]


def run(arguments: Sequence[str], files: Mapping[str, Path], out: str = "-") -> bytes:
    done = subprocess.run(bind(arguments, files, out), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    said = _NO_MARK.sub("", done.stderr.decode())
    assert said == "", said[-2000:]
    return done.stdout


def ffmpeg(*arguments: str) -> bytes:
    """Make test media."""
    command = [FFMPEG, "-hide_banner", "-v", "error", "-nostdin", "-y", *arguments]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout


def hashes(video: graph.Video, files: Mapping[str, Path]) -> list[str]:
    """Return a digest of each frame's pixels, as they leave the graph."""
    options: dict[str, graph.Option] = {"f": "framemd5", "c:v": "rawvideo", "fps_mode": "passthrough"}
    text = run(graph.arguments(graph.write("out", video, options=options)), files).decode()
    return [line.rsplit(",", 1)[1].strip() for line in text.splitlines() if not line.startswith("#")]


def frames(video: graph.Video, files: Mapping[str, Path], size: tuple[int, int], pixel_format: str = "rgb24") -> np.ndarray:
    """Return frames as an array (frame, row, column, channel). 4:2:0 is turned into RGB here (BT.709 limited)."""
    wanted: dict[str, graph.Option] = {"f": "rawvideo", "c:v": "rawvideo", "fps_mode": "passthrough"}
    raw = run(graph.arguments(graph.write("out", video, options=wanted)), files)
    width, height = size
    if pixel_format == "rgb24":
        return _rgb(np.frombuffer(raw, np.uint8).reshape(-1, width * height * 3 // 2), width, height)
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, CHANNELS[pixel_format])


def _rgb(yuv420p: np.ndarray, width: int, height: int) -> np.ndarray:
    """Convert planes to RGB with numpy (ITU-R BT.709, limited range), chroma repeated."""
    count, luma, chroma = len(yuv420p), width * height, width * height // 4
    y = (yuv420p[:, :luma].reshape(count, height, width).astype(float) - 16) / 219
    u, v = (
        (part.reshape(count, height // 2, width // 2).repeat(2, axis=1).repeat(2, axis=2).astype(float) - 128) / 224
        for part in (yuv420p[:, luma : luma + chroma], yuv420p[:, luma + chroma :])
    )
    rgb = np.stack([y + 1.5748 * v, y - 0.187324 * u - 0.468124 * v, y + 1.8556 * u], axis=-1)
    return np.clip(np.round(rgb * 255), 0, 255).astype(np.uint8)
