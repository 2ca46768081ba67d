"""The tune of a new show: four chords, plucked, eight seconds, so that it can be heard before anyone has sent a take. Pure."""

from __future__ import annotations

import io
import math
import wave

RATE = 24_000
"""Samples a second."""
_BEAT = RATE // 4
_CHORDS = ((48, 55, 60, 64), (43, 55, 59, 62), (45, 52, 57, 60), (41, 53, 57, 60))
"""C, G, A minor and F, as MIDI notes."""
_PATTERN = (0, 1, 2, 3, 2, 1, 2, 3)
"""The note of a chord that each eighth plucks."""
_PARTIALS = ((1, 0.6), (2, 0.25), (3, 0.1))
"""The sine waves of a note: the multiple of its frequency, and its share."""


def tune() -> bytes:
    """Return the tune as a WAV file of one channel."""
    length = len(_CHORDS) * len(_PATTERN) * _BEAT
    samples = [0.0] * length
    for number in range(len(_CHORDS) * len(_PATTERN)):
        note = _CHORDS[number // len(_PATTERN)][_PATTERN[number % len(_PATTERN)]]
        for at, value in enumerate(_pluck(note)):
            samples[(number * _BEAT + at) % length] += value  # what rings on at the end does so at the beginning of a repeat
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(b"".join(round(8000 * value).to_bytes(2, "little", signed=True) for value in samples))
    return file.getvalue()


def _pluck(note: int) -> list[float]:
    turn = 2 * math.pi * 440 * 2 ** ((note - 69) / 12) / RATE
    count = RATE * 3 // 4
    return [
        min(1.0, at / 60) * math.exp(-4 * at / RATE) * (1 - at / count)
        * sum(share * math.sin(turn * multiple * at) for multiple, share in _PARTIALS)
        for at in range(count)
    ]  # fmt: skip
