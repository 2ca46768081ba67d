from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.operations.gain import FindGain
from tests.operations.examples import master

OPERATION = FindGain(((0, 3000), (0, 1500)), target=Fraction(-16), ceiling=Fraction(-1))


def inputs(folder: Path) -> dict[str, Path]:
    return {f"levels{number}": master.levels(folder, number, cells) for number, (_, cells) in enumerate(OPERATION.cells)}
