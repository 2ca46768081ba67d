"""Make the reference episode's sounds: a voice-like one with pauses, three stems, a pad, a street. Fixed seeds."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np

RATE = 48_000
SECONDS = 60


def make(folder: Path) -> None:
    """Make what is missing in `folder`: WAV files of a minute, 16 bit, 48 kHz."""
    for number, (name, draw) in enumerate(_SOUNDS.items()):
        path = folder / f"{name}.wav"
        if not path.exists():
            _write(path, draw(np.random.default_rng(number)))


def _write(path: Path, sound: np.ndarray) -> None:
    partial = path.with_name(f".partial-{path.name}")
    with wave.open(str(partial), "wb") as stream:
        stream.setnchannels(1 if sound.ndim == 1 else sound.shape[1])
        stream.setsampwidth(2)
        stream.setframerate(RATE)
        stream.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    partial.replace(path)


def _time() -> np.ndarray:
    return np.arange(RATE * SECONDS) / RATE


def _voice(chance: np.random.Generator) -> np.ndarray:
    # A buzz at a speaker's pitch in syllables, four a second, a breath every three seconds.
    time = _time()
    pitch = 118 + 14 * np.sin(2 * np.pi * time / 2.7)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    buzz = sum(np.sin(k * phase) / k for k in range(1, 18))
    syllable = np.clip(np.sin(2 * np.pi * 4 * time), 0, 1) ** 0.5
    breath = (time % 3) < 2.4
    return 0.16 * buzz * syllable * breath + 0.002 * chance.normal(size=time.size)


def _plucked(pitches: tuple[float, ...], beat: float, decay: float) -> Callable[[np.random.Generator], np.ndarray]:
    def draw(chance: np.random.Generator) -> np.ndarray:
        sound = np.zeros(RATE * SECONDS)
        note = np.arange(int(RATE * 2)) / RATE
        for number in range(int((SECONDS - 2) / beat)):
            pitch = pitches[number * 7 % len(pitches)]
            body = sum(np.sin(2 * np.pi * pitch * k * note) * np.exp(-note * decay * k) / k for k in range(1, 8))
            at = int(number * beat * RATE)
            sound[at : at + note.size] += 0.2 * body * (0.8 + 0.2 * chance.random())
        return np.clip(sound, -1, 1)

    return draw


def _drums(chance: np.random.Generator) -> np.ndarray:
    sound = np.zeros(RATE * SECONDS)
    stroke = np.arange(RATE // 4) / RATE
    for number in range(int((SECONDS - 1) / 0.25)):
        at = int(number * 0.25 * RATE)
        kick = np.sin(2 * np.pi * 60 * stroke * np.exp(-stroke * 6)) * np.exp(-stroke * 18)
        hat = chance.normal(size=stroke.size) * np.exp(-stroke * 60)
        sound[at : at + stroke.size] += 0.5 * kick if number % 2 == 0 else 0.12 * hat
    return sound


def _pad(chance: np.random.Generator) -> np.ndarray:
    time = _time()
    sides = []
    for side in (0.0, 0.4):
        chord = sum(np.sin(2 * np.pi * pitch * time + side * k) for k, pitch in enumerate((110.0, 164.8, 220.0, 277.2)))
        sides.append(0.09 * chord * (0.7 + 0.3 * np.sin(2 * np.pi * time / 7.3 + side)))
    return np.stack(sides, axis=-1) + 0.001 * chance.normal(size=(time.size, 2))


def _street(chance: np.random.Generator) -> np.ndarray:
    noise = chance.normal(size=(RATE * SECONDS, 2))
    smooth = np.stack([np.convolve(noise[:, side], np.ones(24) / 24, "same") for side in (0, 1)], axis=-1)
    return 0.25 * smooth * (0.6 + 0.4 * np.sin(2 * np.pi * _time() / 11))[:, None]


_SOUNDS = {
    "voice": _voice,
    "guitar": _plucked((196.0, 246.9, 293.7, 392.0), 0.25, 2.5),
    "bass": _plucked((49.0, 61.7, 73.4), 0.5, 1.2),
    "drums": _drums,
    "pad": _pad,
    "song": _plucked((261.6, 329.6, 392.0, 523.3), 0.375, 1.8),
    "street": _street,
}
