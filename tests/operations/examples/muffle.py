from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from pipeline.operations.muffle import MuffleSound
from pipeline.sound.lengths import HANDLE
from tests.sound import studio

SAMPLES = 2 * studio.RATE
OPERATION = MuffleSound(SAMPLES, SAMPLES - 480, target=Fraction(-30), comes=4800, opens=9600, goes=960)


def inputs(folder: Path) -> dict[str, Path]:
    sound = (studio.tone(3, 220) + studio.tone(3, 1500))[: SAMPLES + 2 * HANDLE]
    return {"mix": studio.take(folder / "mix.wav", np.stack([sound, sound], axis=1))}
