from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.cards import theme
from pipeline.operations.card import DrawCard
from tests.cards.samples import drawing

DRAWING = drawing(theme.load("paper"), "lower_third", 160, 90, {"people": [{"name": "Ana 🎸"}]}, frames=40)
OPERATION = DrawCard(DRAWING.whole)


def inputs(folder: Path) -> dict[str, Path]:
    return {name: Path(shutil.copyfile(path, folder / name)) for name, path, _ in DRAWING.files}
