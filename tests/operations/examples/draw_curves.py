from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from pipeline.operations.draw_curves import DrawCurves

OPERATION = DrawCurves(Fraction(1, 2), "#e8d5b0", 3200)


def inputs(folder: Path) -> dict[str, Path]:
    measured = folder / "measured.json"
    measured.write_text(json.dumps({"neutral": [500_000, 480_000, 300_000]}))
    return {"measured": measured}
