from __future__ import annotations

from pathlib import Path

from pipeline.operations.measure_sound import MeasureSound
from pipeline.operations.programme import PlacedMix, ProgrammeSound
from pipeline.sound.lengths import HANDLE
from tests.operations.test_join import a_sound
from tests.sound import studio

PROGRAMME = ProgrammeSound(
    samples=studio.RATE,
    bitrate=128_000,
    channels=2,
    segments=(
        PlacedMix(mix=0, start=0, samples=studio.RATE // 2, meeting="cut"),
        PlacedMix(mix=None, start=studio.RATE // 2, samples=studio.RATE // 2, meeting="cut"),
    ),
)
OPERATION = MeasureSound(PROGRAMME, is_thorough=True)


def inputs(folder: Path) -> dict[str, Path]:
    sound = studio.tone(0.5 + 2 * HANDLE / studio.RATE)
    a_sound(folder / "sound.m4a", 1)
    return {"movie": folder / "sound.m4a", "mix0": studio.take(folder / "mix.wav", sound.repeat(2).reshape(-1, 2))}
