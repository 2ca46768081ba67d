from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.operations.decode import DecodeSound
from tests.sound import studio

OPERATION = DecodeSound(
    stream=0,
    early=Fraction(0),
    layout="mono",
    independent=0,
    parts=(),
    passages=(),
    bare=None,
    good=None,
    first=0,
    last=1,
    side="",
    highpass=80,
    denoise=True,
    expected=studio.RATE,
)


def inputs(folder: Path) -> dict[str, Path]:
    return {"source": studio.take(folder / "source.wav", studio.tone(2))}
