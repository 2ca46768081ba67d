from __future__ import annotations

from pathlib import Path

from PIL import Image

from pipeline.operations.convert import ConvertStill
from tests.media import profiles

OPERATION = ConvertStill(64, 36, "portrait.jpg")


def inputs(folder: Path) -> dict[str, Path]:
    picture = folder / "portrait.jpg"
    Image.new("RGB", (64, 36), (200, 60, 50)).save(picture, icc_profile=profiles.rgb("Display P3"))
    return {"picture": picture}
