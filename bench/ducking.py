"""Draw how a bed is ducked under a voice: mixes both and plots the bed's measured level. Run: python bench/ducking.py out.svg

The bed is a tone of 3 kHz, which the voice (below 1 kHz) has not, so that its level in the mix can be measured.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from pipeline.operations.base import Work
from pipeline.operations.mix import MixedClip, MixSegment
from pipeline.sound import duck, wav

RATE, SECONDS = 48_000, 16
SPOKEN = ((2.0, 4.5), (5.3, 7.0), (10.0, 10.8))
"""Seconds in which somebody speaks: a pause of 0.8 s is held through, one of 3 s is not."""

LEFT, TOP, WIDTH, HEIGHT, LOWEST = 60, 30, 880, 300, -20.0


def voice() -> np.ndarray:
    at = np.arange(SECONDS * RATE) / RATE
    speaking = sum(((at >= first) & (at < last)).astype(float) for first, last in SPOKEN)
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 4 * at)
    return 0.1 * speaking * syllables * sum(np.sin(2 * np.pi * 130 * n * at) / n for n in range(1, 7))


def mixed(folder: Path) -> np.ndarray:
    tone = 0.02 * np.sin(2 * np.pi * 3000 * np.arange(SECONDS * RATE) / RATE)
    for name, sound in (("stem0", voice()), ("stem1", tone)):
        (folder / name).write_bytes(wav.header(RATE, 1, len(sound)) + wav.encode(sound[:, None]))
    total = SECONDS * RATE
    voice_clip = MixedClip(
        0, is_voice=True, shift=0, begin=0, end=total, gain_db=Fraction(0), pan=Fraction(0), fade_in=0, fade_out=0, loop=False,
        duck=False, alignment=None,
    )  # fmt: skip
    clips = voice_clip, replace(voice_clip, stem=1, is_voice=False, duck=True)
    inputs = {"stem0": folder / "stem0", "stem1": folder / "stem1"}
    outputs = {"out": folder / "out", "facts": folder / "facts"}
    mix = MixSegment(total, Fraction(-16), "voice", (total, total), clips)
    mix.run(Work(folder, inputs, outputs, lambda share: None, lambda arguments: None, 1))
    with (folder / "out").open("rb") as file:
        shape, read = wav.reader(file)
        return read((shape.samples - total) // 2, total)[:, 0]


def level(sound: np.ndarray) -> np.ndarray:
    turned = sound * np.exp(-2j * np.pi * 3000 * np.arange(len(sound)) / RATE)
    window = np.hanning(1920)
    amplitude = np.abs(np.convolve(turned, window / window.sum(), "same"))[duck.FRAME // 2 :: duck.FRAME][3:-3]
    return np.asarray(20 * np.log10(amplitude / np.percentile(amplitude, 95)))


def drawn(bed: np.ndarray) -> str:
    def x(seconds: float) -> float:
        return LEFT + seconds / SECONDS * WIDTH

    def y(decibels: float) -> float:
        return TOP + decibels / LOWEST * HEIGHT

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 20} {TOP + HEIGHT + 50}"',
        ' font-family="sans-serif" font-size="13">',
        '<rect width="100%" height="100%" fill="#fff"/>',
        *(f'<rect x="{x(a):.1f}" y="{TOP}" width="{x(b) - x(a):.1f}" height="{HEIGHT}" fill="#e8eef7"/>' for a, b in SPOKEN),
    ]
    for decibels in range(0, int(LOWEST) - 1, -4):
        parts.append(f'<path d="M{LEFT} {y(decibels):.1f}h{WIDTH}" stroke="#ccc"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(decibels) + 4:.1f}" text-anchor="end">{decibels} dB</text>')
    parts += [f'<text x="{x(s):.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{s} s</text>' for s in range(0, SECONDS + 1, 2)]
    points = " ".join(f"{x((n + 3) * duck.FRAME / RATE):.1f},{y(max(value, LOWEST)):.1f}" for n, value in enumerate(bed))
    parts.append(f'<polyline points="{points}" fill="none" stroke="#c0392b" stroke-width="2"/>')
    parts.append(f'<text x="{LEFT}" y="18">Bed level in the mix; shaded: somebody speaks</text></svg>')
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        bed = level(mixed(Path(folder)))
    Path(sys.argv[1]).write_text(drawn(bed))
    for first, last in SPOKEN:
        inside = bed[round(first * 100) : round(last * 100) - 6]
        print(f"{first:5.1f} to {last:5.1f} s: {inside.min():6.2f} to {inside.max():6.2f} dB")
    print(f"between 4.6 and 5.2 s: {np.ptp(bed[460:514]):.2f} dB of movement")
