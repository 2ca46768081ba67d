from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.operations.master import MasterProgramme
from pipeline.operations.programme import PlacedMix, ProgrammeSound
from pipeline.sound.lengths import HANDLE
from tests.sound import studio

HALF = studio.RATE // 2
PROGRAMME = ProgrammeSound(
    samples=3 * studio.RATE,
    bitrate=128_000,
    channels=2,
    segments=(
        PlacedMix(mix=0, start=0, samples=2 * studio.RATE, meeting="cut", overlap=0),
        PlacedMix(mix=None, start=HALF * 3, samples=HALF * 3, meeting="dissolve", overlap=HALF),
    ),
)
OPERATION = MasterProgramme(PROGRAMME, target=Fraction(-16), ceiling=Fraction(-1))


def inputs(folder: Path) -> dict[str, Path]:
    sound = studio.tone(2 + 2 * HANDLE / studio.RATE)
    return {"mix0": studio.take(folder / "mix.wav", sound.repeat(2).reshape(-1, 2))}
