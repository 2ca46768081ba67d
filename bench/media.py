"""Make the reference episode's media: textured pictures under a moving camera, with grain, as cameras and phones store them.

Everything is made from fixed seeds by numpy and ffmpeg, once, and kept.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from bench import sounds

_SHOT_SECONDS = 16
"""A film is a shot of this length, repeated by copying packets: making it costs minutes less, decoding it the same."""

_GRAIN = "noise=alls=5:allf=t"
"""Sensor noise: without it x264 would skip most blocks, which no camera's picture lets it do."""


@dataclass(frozen=True, slots=True)
class Film:
    """Describe a video: its stored size in pixels, its rate, its length, the seconds between its key frames.

    `drift` is how the camera moves: `hand` (all the time) or `tripod` (only the subject does). `is_phone` jitters the timestamps,
    leaves a frame out now and then and stores the picture lying on its side, with a display matrix that turns it upright.
    """

    name: str
    width: int
    height: int
    rate: int
    seconds: int
    gop_seconds: int
    drift: str
    sound: str
    is_phone: bool = False


FILMS = (
    Film("harbour.mp4", 1920, 1080, 30, 70, 8, "hand", "street"),
    Film("market.mp4", 1920, 1080, 25, 60, 8, "hand", "street"),
    Film("kitchen.mp4", 1920, 1080, 30, 50, 8, "tripod", "street"),
    Film("ana.mp4", 1280, 720, 30, 90, 8, "tripod", "voice"),
    Film("ben.mp4", 1280, 720, 30, 80, 8, "tripod", "voice"),
    Film("guitar.mp4", 1920, 1080, 30, 60, 1, "hand", "guitar", is_phone=True),
    Film("small.mp4", 320, 180, 30, 60, 1, "tripod", "voice"),
    Film("drums.mp4", 1920, 1080, 30, 60, 1, "hand", "drums", is_phone=True),
)

STILLS = ("window.jpg",)


def ffmpeg() -> str:
    """Return the embedded ffmpeg, the one that builds use."""
    return str(imageio_ffmpeg.get_ffmpeg_exe())


def make(folder: Path) -> None:
    """Make what is missing in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    sounds.make(folder)
    for number, name in enumerate(STILLS):
        if not (folder / name).exists():
            _still(folder / name, number)
    for number, film in enumerate(FILMS):
        if not (folder / film.name).exists():
            print(f"  making {film.name} ({film.width}x{film.height}, {film.seconds} s)", flush=True)
            _film(folder, film, number)


def texture(width: int, height: int, seed: int) -> np.ndarray:
    """Return an RGB picture whose detail falls with frequency as that of photographs does (amplitude ~ 1/f; Field 1987)."""
    chance = np.random.default_rng(seed)
    across, down = np.fft.rfftfreq(width), np.fft.fftfreq(height)
    frequency = np.maximum(np.hypot(down[:, None], across[None, :]), 1 / max(width, height))
    planes = []
    for _ in range(3):
        spectrum = (chance.normal(size=frequency.shape) + 1j * chance.normal(size=frequency.shape)) / frequency**1.1
        plane = np.fft.irfft2(spectrum, s=(height, width))
        planes.append((plane - plane.mean()) / plane.std())
    common = planes[0]  # mostly light and dark; colour varies less and is weaker
    mixed = np.stack([common + 0.35 * plane for plane in planes], axis=-1)
    return np.asarray(np.clip(118 + 46 * mixed, 0, 255), dtype=np.uint8)


def _still(path: Path, number: int) -> None:
    _write(path, texture(3000, 2000, 40 + number), ("-q:v", "3"))


def _write(path: Path, picture: np.ndarray, options: Sequence[str] = ()) -> None:
    height, width, _ = picture.shape
    raw = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-i", "-")
    partial = path.with_name(f".partial-{path.name}")
    _run([*raw, "-frames:v", "1", *options, str(partial)], picture.tobytes())
    partial.replace(path)


def _film(folder: Path, film: Film, number: int) -> None:
    backdrop, subject = folder / f".ground-{film.name}.png", folder / f".subject-{film.name}.png"
    _write(backdrop, texture(film.width + 320, film.height + 180, 2 * number))
    _write(subject, texture(film.width // 4, film.height // 2, 2 * number + 1))
    shake = "160+120*sin(t/3.1)+9*sin(t*2.3)", "90+60*sin(t/4.7)+7*sin(t*3.1)"
    x, y = shake if film.drift == "hand" else ("160", "90")
    moved = "main_w*0.37+main_w*0.03*sin(t*1.3)", "main_h*0.3+main_h*0.02*sin(t*2.9)"
    looped = f"loop=-1:size=1,fps={film.rate},trim=duration={_SHOT_SECONDS}"
    graph = (
        f"[0:v]format=yuv420p,{looped},crop={film.width}:{film.height}:'{x}':'{y}'[backdrop];"
        f"[1:v]format=yuv420p,{looped}[subject];"
        f"[backdrop][subject]overlay=x='{moved[0]}':y='{moved[1]}',{_GRAIN}{_jitter(film)},format=yuv420p[out]"
    )
    shot = folder / f".shot-{film.name}"
    keys = film.rate * film.gop_seconds
    coded = (
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-crf",
        "24",
        "-g",
        str(keys),
        "-keyint_min",
        str(keys),
        "-sc_threshold",
        "0",
    )
    tags = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv")
    _run(
        [
            "-i", str(backdrop), "-i", str(subject), "-filter_complex", graph, "-map", "[out]", "-fps_mode", "passthrough",
            "-enc_time_base", "1/90000", *coded, *tags, str(shot),
        ]
    )  # fmt: skip
    lying = ("-display_rotation:v:0", "90") if film.is_phone else ()
    partial = folder / f".partial-{film.name}"
    _run(
        [
            *lying, "-stream_loop", "-1", "-i", str(shot), "-stream_loop", "-1", "-i", str(folder / f"{film.sound}.wav"),
            "-map", "0:v", "-map", "1:a", "-t", str(film.seconds), "-c:v", "copy", "-c:a", "aac", "-b:a", "128k", str(partial),
        ]
    )  # fmt: skip
    partial.replace(folder / film.name)
    for used in (backdrop, subject, shot):
        used.unlink()


def _jitter(film: Film) -> str:
    if not film.is_phone:
        return ""
    # A phone shows a frame when the sensor has it: up to a fifth of a frame late, and one in 97 is missing.
    return ",settb=1/90000,select='mod(n\\,97)+1-eq(mod(n\\,97)\\,96)*97',setpts='PTS+600*(0.5+0.5*sin(N*12.9898))'"


def _run(arguments: Sequence[str], given: bytes | None = None) -> None:
    subprocess.run([ffmpeg(), "-v", "error", "-y", *arguments], input=given, check=True)
