from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline.operations.excerpt import EncodeExcerpt
from pipeline.sound.lengths import CELL
from tests.operations.examples import master
from tests.sound import studio

OPERATION = EncodeExcerpt(master.PROGRAMME, first=1000, last=1000 + studio.RATE)


def inputs(folder: Path) -> dict[str, Path]:
    cells = -(-master.PROGRAMME.samples // CELL)
    return {"mix0": master.mix(folder), "gains": studio.take(folder / "gains.wav", np.full(cells, 0.5), studio.RATE // CELL)}
