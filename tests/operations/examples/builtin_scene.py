from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.operations.builtin_scene import DrawBuiltinScene
from pipeline.operations.scenes.model import Ring
from tests.sound import studio

OPERATION = DrawBuiltinScene(
    width=96, height=64, rate=Fraction(25), frames=12, scene=Ring(0, 0, 48_000, False, "#000000", "#ffffff", "#808080")
)


def inputs(folder: Path) -> dict[str, Path]:
    return {"sound": studio.take(folder / "sound.wav", studio.tone(1))}
