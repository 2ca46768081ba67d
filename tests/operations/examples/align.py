from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline.operations.align import AlignTake
from tests.sound import studio

OPERATION = AlignTake()


def inputs(folder: Path) -> dict[str, Path]:
    played = np.random.default_rng(1).standard_normal(12 * studio.RATE) * 0.1
    return {
        "reference": studio.take(folder / "reference.wav", played),
        "take": studio.take(folder / "take.wav", played[studio.RATE // 2 :]),
    }
