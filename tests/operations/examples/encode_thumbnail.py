from __future__ import annotations

from pathlib import Path

from PIL import Image

from pipeline.operations.encode_thumbnail import EncodeThumbnail
from pipeline.operations.promises import ImagePromise

OPERATION = EncodeThumbnail(ImagePromise(64, 36), 100_000)


def inputs(folder: Path) -> dict[str, Path]:
    Image.linear_gradient("L").resize((64, 36)).convert("RGBA").save(folder / "card.png")
    return {"card": folder / "card.png"}
