from __future__ import annotations

from pathlib import Path

from PIL import Image

from pipeline.operations.join import Chapter
from pipeline.operations.join_sound import JoinSound
from tests.operations.examples import join
from tests.operations.test_join import a_sound

OPERATION = JoinSound(
    join.RATE, sum(join.FRAMES), join.OPERATION.samples, 2, "Écho", "Show", (Chapter(0, "One"), Chapter(7, "Two"))
)  # fmt: skip


def inputs(folder: Path) -> dict[str, Path]:
    a_sound(folder / "sound.m4a", 1)
    Image.new("RGB", (64, 64), (200, 40, 40)).save(folder / "cover.jpg")
    return {"sound": folder / "sound.m4a", "cover": folder / "cover.jpg"}
