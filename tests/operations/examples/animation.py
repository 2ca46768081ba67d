from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from PIL import Image

from pipeline.operations.animation import ConvertAnimation

OPERATION = ConvertAnimation(64, 36, 5, Fraction(10), "#102030", "wave.webp")


def inputs(folder: Path) -> dict[str, Path]:
    picture = folder / "wave.webp"
    frames = [Image.new("RGBA", (64, 36), (level, 60, 50, 128)) for level in (40, 200)]
    frames[0].save(picture, save_all=True, append_images=frames[1:], duration=[200, 300], lossless=True)
    return {"picture": picture}
