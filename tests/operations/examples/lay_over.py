from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.operations.lay_over import LayOver
from tests.operations.examples import master
from tests.sound import studio

OPERATION = LayOver(2 * studio.RATE, studio.RATE // 2, Fraction(-16), Fraction(18))


def inputs(folder: Path) -> dict[str, Path]:
    voice = master.mix(folder)
    return {"sound": voice, "voice": voice}
