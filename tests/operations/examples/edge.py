from __future__ import annotations

from pathlib import Path

from pipeline.cards.edge import Rim
from pipeline.operations.edge import DrawEdge

OPERATION = DrawEdge(Rim(64, 36, "rounded", 6000, 2000, "#c93a22", 5500, "#101010", 8))


def inputs(folder: Path) -> dict[str, Path]:
    return {}
