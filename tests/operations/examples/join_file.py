from __future__ import annotations

from pathlib import Path

from pipeline.operations.join import Chapter
from pipeline.operations.join_file import JoinFile
from tests.operations.examples import join

OPERATION = JoinFile(
    "mkv", 64, 48, join.RATE,
    join.FRAMES, join.OPERATION.samples, 48_000, 2, "aac", "Écho", (Chapter(0, "One"), Chapter(7, "Two"))
)  # fmt: skip


def inputs(folder: Path) -> dict[str, Path]:
    return join.inputs(folder)
