"""A small file of every format that is read: what the fuzzer changes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
from av import AudioStream, VideoStream
from PIL import Image

from tests.media import heic

MOVIES = {
    "mp4": ("libx264", "aac"), "mov": ("prores", "pcm_s16le"), "mkv": ("libx264", "flac"), "webm": ("libvpx-vp9", "libopus"),
    "avi": ("mpeg4", "mp3"), "ts": ("libx264", "aac"), "mpg": ("mpeg2video", "mp2"), "flv": ("libx264", "aac"),
    "ogv": ("", "libopus"), "nut": ("ffv1", "pcm_s16le"), "mxf": ("mpeg2video", "pcm_s16le"), "asf": ("mpeg4", "mp3"),
    "hevc.mp4": ("libx265", "aac"), "mjpeg.mov": ("mjpeg", "pcm_s16le"), "ivf": ("libvpx", ""), "dv": ("dvvideo", "pcm_s16le"),
    "dnxhd.mov": ("dnxhd", "pcm_s24le"), "vp8.mkv": ("libvpx", "libopus"), "av1.mp4": ("libsvtav1", "aac"),
}  # fmt: skip
SOUNDS = {
    "wav": "pcm_s16le", "mp3": "mp3", "flac": "flac", "ogg": "flac", "opus": "libopus", "m4a": "aac", "aac": "aac",
    "aiff": "pcm_s16be", "caf": "pcm_s16le", "w64": "pcm_s16le", "au": "pcm_s16be", "ac3": "ac3", "eac3": "eac3",
    "alac.m4a": "alac", "wv": "wavpack", "tta": "tta",
}  # fmt: skip
PICTURES = ("png", "jpg", "webp", "gif", "tiff", "bmp", "avif", "heic")
ANIMATED = ("gif", "webp", "avif", "png")

_SIZES = {"mxf": (720, 576), "dv": (720, 576), "dnxhd.mov": (1280, 720)}
_PIXELS = {"prores": "yuv422p10le", "mjpeg": "yuvj420p", "dnxhd": "yuv422p"}


def seeds(folder: Path) -> Iterator[Path]:
    """Write a small file of every format; yield their paths. `seed.<format>`, where a format may have two suffixes."""
    for kind, (picture, sound) in MOVIES.items():
        yield _movie(folder / f"seed.{kind}", kind, picture, sound)
    for kind, codec in SOUNDS.items():
        yield _movie(folder / f"seed.{kind}", kind, "", codec)
    smooth = Image.fromarray(_scene(96, 54))
    noise = np.random.default_rng(1).integers(0, 255, (10, 18, 32, 3), np.uint8)
    for suffix in PICTURES:
        path = folder / f"seed.{suffix}"
        if suffix == "heic":
            heic.write(path, "testsrc2=s=96x54", (96, 54))
            path.with_suffix(".mp4").unlink(missing_ok=True)
        else:
            smooth.save(path)
        yield path
    for suffix in ANIMATED:
        path = folder / f"seed.animated.{suffix}"
        first, *more = (Image.fromarray(frame) for frame in noise)
        first.save(path, save_all=True, append_images=more, duration=40)
        yield path


def kind_of(path: Path) -> str:
    """Return the format of a seed, or of what was made of it: what stands between its name and its end."""
    return path.name.partition(".")[2]


def _scene(width: int, height: int) -> np.ndarray:
    """Return a picture of soft spots of every colour."""
    spots = np.random.default_rng(1).integers(0, 255, (height // 6, width // 6, 3), np.uint8)
    return np.asarray(Image.fromarray(spots).resize((width, height), Image.Resampling.BICUBIC))


@contextmanager
def _scheduled_as_before() -> Iterator[None]:
    """Take back what SVT-AV1 does where root asks it: the thread that asks goes before all others (SCHED_FIFO, 99), for good.

    Whatever was begun later would have it, too, and keep both cores from everybody else (measured, SVT-AV1 4.1).
    """
    if sys.platform == "linux":
        policy, parameters = os.sched_getscheduler(0), os.sched_getparam(0)
        try:
            yield
        finally:
            os.sched_setscheduler(0, policy, parameters)
    else:
        yield


def _movie(path: Path, kind: str, picture: str, sound: str) -> Path:
    with _scheduled_as_before(), av.open(str(path), "w") as movie:
        video = movie.add_stream(picture, rate=25) if picture else None
        if video is not None:
            assert isinstance(video, VideoStream)
            video.width, video.height = _SIZES.get(kind, (64, 36))
            video.pix_fmt = _PIXELS.get(picture, "yuv420p")
            if picture == "libsvtav1":
                os.environ["SVT_LOG"] = "1"  # errors only
            if picture == "libx265":
                video.options = {"x265-params": "log-level=error"}
            if picture == "dnxhd":
                video.bit_rate = 75_000_000
        audio = movie.add_stream(sound, rate=48000, layout="stereo") if sound else None
        assert audio is None or isinstance(audio, AudioStream)
        if video is not None:
            scene = _scene(video.width, video.height)
            for number in range(3 if kind in _SIZES else 10):
                frame = av.VideoFrame.from_ndarray(np.roll(scene, number * 4, 1), format="rgb24").reformat(format=video.pix_fmt)
                frame.pts = number
                movie.mux(video.encode(frame))
            movie.mux(video.encode(None))
        if audio is None:
            return path
        resampler = av.AudioResampler(format=audio.codec_context.format.name, layout="stereo", rate=48000)
        fifo = av.AudioFifo()
        noise = np.random.default_rng(2).integers(-9000, 9000, (1, 2 * 19200), np.int16)
        heard = av.AudioFrame.from_ndarray(noise, format="s16", layout="stereo")
        heard.sample_rate = 48000
        for part in resampler.resample(heard):
            part.pts = None
            fifo.write(part)
        at = 0
        while (taken := fifo.read(audio.codec_context.frame_size or 1024, partial=True)) is not None:
            taken.pts = at
            at += taken.samples
            movie.mux(audio.encode(taken))
        movie.mux(audio.encode(None))
    return path
