from __future__ import annotations

from pathlib import Path

from pipeline.operations.stretch import JoinStretch
from tests.operations.examples import master
from tests.sound import studio

OPERATION = JoinStretch(3 * studio.RATE, master.PROGRAMME.segments, is_first=True, is_last=True)


def inputs(folder: Path) -> dict[str, Path]:
    return {"mix0": master.mix(folder)}
