from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from pipeline.cards.layers import Composition, Picture
from pipeline.cards.moves import EASES, Moves, Stop, Track
from pipeline.operations.compose import ComposeCard

_REST = Moves(
    Track((Stop(Fraction(0), Fraction(0)), Stop(Fraction(1, 4), Fraction(7), EASES["hand"]))),
    Track((Stop(Fraction(0), Fraction(0)),)),
    Track((Stop(Fraction(0), Fraction(1)),), Fraction(1, 50), True),
    Track((Stop(Fraction(0), Fraction(3)),)),
    Track((Stop(Fraction(0), Fraction(1)),)),
    (Fraction(32), Fraction(18)),
)

OPERATION = ComposeCard(
    Composition((64, 36), Fraction(1), Fraction(30000, 1001), 0, 12, Fraction(1), (_REST,), (Picture(0, 4),), "#102030")
)


def inputs(folder: Path) -> dict[str, Path]:
    pixels = np.zeros((44, 72, 4), np.uint8)
    pixels[10:30, 20:50] = 40, 90, 200, 255
    cv2.imwrite(str(folder / "layer0.png"), pixels)
    return {"layer0": folder / "layer0.png"}
