from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.operations.scene import DrawScene
from tests.operations.test_drawn import SCENE

OPERATION = DrawScene(width=64, height=36, rate=Fraction(30000, 1001), frames=12, path="scenes/boats.py")


def inputs(folder: Path) -> dict[str, Path]:
    (folder / "boats.py").write_text(SCENE)
    return {"scene": folder / "boats.py"}
