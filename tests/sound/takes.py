"""Takes made from real recordings, each with the truth of where it lies: what `sync: auto` is judged by."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from tests.sound.studio import FFMPEG

RATE = 48_000
SOURCES = (
    "guitar.wav", "countdown.mp3", "voices-around-a-fire.mp3", "talking-42s.mp4", "tears-of-steel-70s.webm",
    "big-buck-bunny-30s.mp4", "rain.mp3",
)  # fmt: skip
CLASSES = ("aac", "mp3", "noise", "room", "phone", "instruments")


@dataclass(frozen=True)
class Take:
    """A reference and a take of it; take second 0 is reference second `offset`."""

    kind: str
    source: str
    offset: float
    reference: Any
    take: Any


def load(path: Path) -> Any:
    """Decode to mono at 48 kHz."""
    argv = [FFMPEG, "-v", "error", "-i", str(path), "-vn", "-af", f"aresample={RATE}:resampler=soxr", "-ac", "1"]
    argv += ["-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(argv, capture_output=True, check=True).stdout, "<f4").astype(np.float64)


def through(sound: Any, codec: str, rate: int, bitrate: str, folder: Path, delay: bool = False) -> Any:
    """Send sound through a lossy codec at another rate, as a phone would, and back to 48 kHz."""
    path = folder / f"coded.{ {'aac': 'm4a', 'libmp3lame': 'mp3'}[codec] }"
    raw = np.clip(sound, -1, 1).astype("<f4").tobytes()
    argv = [FFMPEG, "-y", "-v", "error", "-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", "-"]
    subprocess.run([*argv, "-ar", str(rate), "-c:a", codec, "-b:a", bitrate, str(path)], input=raw, check=True)
    return load(path)[: len(sound)]


def noisy(sound: Any, rng: Any, decibels: float) -> Any:
    power = float(np.square(sound).mean()) / 10 ** (decibels / 10)
    return sound + rng.standard_normal(len(sound)) * np.sqrt(power)


def in_a_room(sound: Any, rng: Any, seconds: float) -> Any:
    """A room as decaying noise after a direct sound of equal energy; `seconds` to -60 dB."""
    at = np.arange(round(seconds * RATE))
    tail = rng.standard_normal(len(at)) * 10 ** (-3 * at / len(at))
    tail[: RATE // 200] = 0
    tail /= np.sqrt(np.square(tail).sum())
    tail[0] = 1.0
    size = 1 << int(np.ceil(np.log2(len(sound) + len(tail))))
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]


def on_a_phone(sound: Any) -> Any:
    """300 to 3,400 Hz and clipped a little."""
    spectrum = np.fft.rfft(sound)
    frequency = np.fft.rfftfreq(len(sound), 1 / RATE)
    spectrum *= 1 / (1 + (300 / np.maximum(frequency, 1)) ** 4) / (1 + (frequency / 3400) ** 8)
    limited = np.fft.irfft(spectrum, len(sound))
    return np.clip(limited, *(np.percentile(np.abs(limited), 99) * np.array([-1, 1])))


def shifted(sound: Any, offset: float, rng: Any) -> Any:
    """A take that began `offset` seconds into the reference, or earlier: then it has something else before."""
    samples = round(offset * RATE)
    if samples >= 0:
        return sound[samples:]
    before = rng.standard_normal(-samples) * 0.02 * float(np.sqrt(np.square(sound).mean()))
    return np.concatenate([before, sound])


def players(recordings: dict[str, Any], rng: Any, seconds: float = 40.0) -> tuple[Any, Any, float]:
    """Two players on one beat: plucks of the guitar, and hits cut from another recording, each with its own rhythm.

    Rhythms are bars of sixteenths. The players share a piece (a bar of it comes back, with variations, as in a song), not their
    notes: the second plays about two thirds of the first's and some between. Both are human: 6 ms standard deviation.
    """
    tempo = rng.uniform(85, 130)
    step = 60 / tempo / 4
    pluck = recordings["guitar.wav"]
    hit = recordings[rng.choice(["countdown.mp3", "voices-around-a-fire.mp3", "tears-of-steel-70s.webm"])]
    length = round(seconds * RATE)
    one, two = np.zeros(length + 2 * RATE), np.zeros(length + 2 * RATE)
    bars = int(seconds / (16 * step))
    riff = rng.random(16) < 0.45
    for bar in range(bars):
        pattern = riff.copy()
        changed = rng.random(16) < 0.2
        pattern[changed] = ~pattern[changed]
        pattern[0] = True
        if rng.random() < 0.12:
            pattern[4:] = False
        for place in range(16):
            if pattern[place]:
                _strike(one, (bar * 16 + place) * step + rng.normal(0, 0.006), pluck, rng, 0.35)
            if (pattern[place] and rng.random() < 0.65) or rng.random() < 0.08:
                _strike(two, (bar * 16 + place) * step + rng.normal(0, 0.006), hit, rng, 0.12)
    offset = rng.uniform(-10, 10)
    return one[:length], noisy(shifted(two[:length], offset, rng), rng, 25), offset


def _strike(into: Any, at: float, recording: Any, rng: Any, decay: float) -> None:
    """Put a note at `at` seconds: a piece of the recording from a loud moment on, decaying."""
    loud = _loud(recording.tobytes())
    start = int(loud[rng.integers(len(loud))])
    piece = recording[start : start + round(3 * decay * RATE)]
    ramp = np.minimum(np.arange(len(piece)) / 96, 1.0) * np.exp(-np.arange(len(piece)) / (decay / 3 * RATE))
    first = max(round(at * RATE), 0)
    piece = piece * ramp * rng.uniform(0.5, 1.0) / (np.abs(piece).max() + 1e-9)
    into[first : first + len(piece)] += 0.5 * piece


@lru_cache(maxsize=8)
def _loud(content: bytes) -> Any:
    """The samples at which 20 ms are among the loudest tenth of a recording."""
    sound = np.frombuffer(content)
    power = np.square(sound[: len(sound) // 960 * 960]).reshape(-1, 960).mean(axis=1)
    return np.flatnonzero(power[:-50] >= np.percentile(power, 90)) * 960


def takes(media: Path, folder: Path, each: int) -> Iterator[Take]:
    """Yield `each` takes of every class."""
    recordings = {name: load(media / name) for name in SOURCES}
    changes: dict[str, Callable[[Any, Any], Any]] = {
        "aac": lambda sound, rng: through(sound, "aac", int(rng.choice([44_100, 32_000])), "64k", folder),
        "mp3": lambda sound, rng: through(sound, "libmp3lame", int(rng.choice([44_100, 22_050])), "64k", folder),
        "noise": lambda sound, rng: noisy(sound, rng, 10),
        "room": lambda sound, rng: in_a_room(sound, rng, rng.uniform(0.3, 0.9)),
        "phone": lambda sound, rng: noisy(on_a_phone(in_a_room(sound, rng, 0.3)), rng, 20),
    }
    for kind in CLASSES:
        for number in range(each):
            rng = np.random.default_rng([CLASSES.index(kind), number])
            if kind == "instruments":
                reference, take, offset = players(recordings, rng)
                yield Take(kind, "players", offset, reference, take)
                continue
            name = SOURCES[number % len(SOURCES)]
            offset = float(rng.uniform(-10, 10))
            sound = recordings[name]
            take = changes[kind](shifted(sound, offset, rng), rng) * 10 ** (rng.uniform(-20, 6) / 20)
            yield Take(kind, name, offset, sound, take)


def strangers(media: Path, each: int = 3) -> Iterator[tuple[str, Any, Any]]:
    """Yield pairs that share nothing: different recordings, and different pieces of music of which some have the same tempo."""
    recordings = {name: load(media / name) for name in SOURCES}
    for one in SOURCES:
        for two in SOURCES:
            if one != two:
                yield f"{one} / {two}", recordings[one], recordings[two]
    for number in range(each):
        first = players(recordings, np.random.default_rng([77, number]))
        second = players(recordings, np.random.default_rng([78, number]))
        yield f"piece {number} / another", first[0], second[1]
