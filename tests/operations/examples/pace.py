from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.operations.pace import PaceSound
from pipeline.timeline.pace import Pace
from tests.sound import studio

OPERATION = PaceSound(
    pace=Pace(((Fraction(0), Fraction(1)), (Fraction(1), Fraction(1, 2)))),
    pitch="keep",
    is_reversed=False,
    start=Fraction(studio.RATE, 4),
    samples=studio.RATE,
    channels=1,
    announced=2 * studio.RATE,
)


def inputs(folder: Path) -> dict[str, Path]:
    return {"take": studio.take(folder / "take.wav", studio.tone(2))}
