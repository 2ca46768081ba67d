from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.operations.draw_key import DrawKey

OPERATION = DrawKey("#28be46", Fraction(4, 5), Fraction(1))


def inputs(folder: Path) -> dict[str, Path]:
    return {}
