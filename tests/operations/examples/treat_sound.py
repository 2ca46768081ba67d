from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from pipeline.operations.treat_sound import TreatSound
from tests.sound import studio

OPERATION = TreatSound(
    channels=1, declick=True, quiet=(0, 24_000), strength=Fraction(15), eq="clear", deess=True, level=True
)


def inputs(folder: Path) -> dict[str, Path]:
    sound = 0.001 * np.random.default_rng(1).standard_normal(2 * studio.RATE)
    sound[studio.RATE :] += studio.tone(1)
    return {"sound": studio.take(folder / "sound.wav", sound)}
