from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.operations.join import Chapter, JoinMovie, SoundTrack
from pipeline.timebase import sample_of
from tests.operations.test_join import a_sound, a_span

RATE = Fraction(30000, 1001)
FRAMES = (7, 1, 16)
OPERATION = JoinMovie(
    width=64, height=48, rate=RATE, frames=FRAMES, samples=sample_of(sum(FRAMES), RATE), sample_rate=48_000,
    title="Écho", chapters=(Chapter(0, "One"), Chapter(7, "Two")),
    others=(SoundTrack("spa", "español", "dub"),), language="eng",
)  # fmt: skip


def inputs(folder: Path) -> dict[str, Path]:
    found = {f"span{number}": folder / f"{number}.mp4" for number in range(len(FRAMES))}
    first = 0
    for path, frames in zip(found.values(), FRAMES, strict=True):
        a_span(path, first, frames, RATE)
        first += frames
    a_sound(folder / "sound.m4a", 1)
    return {**found, "sound": folder / "sound.m4a", "sound1": folder / "sound.m4a"}
