from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np

from pipeline.operations.master import MasterProgramme
from pipeline.operations.programme import PlacedMix, ProgrammeSound, Shared
from pipeline.sound.aac import FRAME
from pipeline.sound.encoding import encode, prepared, write
from pipeline.sound.lengths import CELL, HANDLE
from pipeline.sound.stretches import Stretch
from tests.sound import studio

HALF = studio.RATE // 2
PROGRAMME = ProgrammeSound(
    samples=3 * studio.RATE,
    bitrate=128_000,
    channels=2,
    segments=(
        PlacedMix(mix=0, start=0, samples=2 * studio.RATE, meeting="cut"),
        PlacedMix(mix=None, start=HALF * 3, samples=HALF * 3, meeting="dissolve", shared=Shared(blended=HALF)),
    ),
)
STRETCHES = (Stretch(0, -(-PROGRAMME.samples // FRAME), PROGRAMME.samples),)
OPERATION = MasterProgramme(PROGRAMME, STRETCHES, target=Fraction(-16), ceiling=Fraction(-1))


def mix(folder: Path) -> Path:
    return studio.take(folder / "mix.wav", studio.tone(2 + 2 * HANDLE / studio.RATE).repeat(2).reshape(-1, 2))


def levels(folder: Path, number: int, cells: int) -> Path:
    """Energies of cells at -20 dBFS, and their peaks."""
    return studio.take(folder / f"levels{number}.wav", np.full((cells, 2), (0.3, 0.1)), studio.RATE // CELL)


def inputs(folder: Path) -> dict[str, Path]:
    sound = studio.tone(3).repeat(2).reshape(-1, 2)
    packets = encode(prepared(sound[FRAME:], 2, 0), PROGRAMME.bitrate)[: STRETCHES[0].extent.packets]
    write(folder / "aac0.m4a", packets, PROGRAMME.bitrate, 2)
    (folder / "gain.json").write_text(json.dumps({"gain_db": 3.9}))
    (folder / "before.json").write_text(json.dumps({"loudness_before": -20.0, "true_peak_before": -20.0}))
    heard = np.full((len(packets) * FRAME // CELL, 3), (1.5, 0.3, 0.1))
    return {
        "gain": folder / "gain.json",
        "before": folder / "before.json",
        "sound0": studio.take(folder / "sound0.wav", sound),
        "levels0": levels(folder, 0, 4500),
        "aac0": folder / "aac0.m4a",
        "heard0": studio.take(folder / "heard0.wav", heard, studio.RATE // CELL),
    }
