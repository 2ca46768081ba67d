from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from PIL import Image

from pipeline.operations.numbered import ConvertNumbered

OPERATION = ConvertNumbered(64, 36, 3, Fraction(12), ".png", "#102030", "breathe_0001.png")


def inputs(folder: Path) -> dict[str, Sequence[Path]]:
    paths = []
    for number, mode in enumerate(("L", "RGBA", "P")):
        paths.append(folder / f"{number:06d}.png")
        Image.new("RGBA", (64, 36), (200, 60, 50, 128)).convert(mode).save(paths[-1])
    return {"pictures": paths}
