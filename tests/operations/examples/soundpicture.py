from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.operations.soundpicture import DrawSoundPicture
from tests.sound import studio

OPERATION = DrawSoundPicture(
    width=128, height=32, rate=Fraction(25), frames=12, start=0, style="waveform",
    background="#000000", accent="#ffffff", muted="#808080",
)  # fmt: skip


def inputs(folder: Path) -> dict[str, Path]:
    return {"sound": studio.take(folder / "sound.wav", studio.tone(1))}
