from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from pipeline.operations.encode_stretch import EncodeStretch
from tests.operations.examples import master
from tests.sound import studio

OPERATION = EncodeStretch(master.STRETCHES[0].extent, ceiling=Fraction(-1), bitrate=128_000, channels=2)


def inputs(folder: Path) -> dict[str, Path]:
    (folder / "gain.json").write_text(json.dumps({"gain_db": 1.5}))
    return {
        "sound": studio.take(folder / "sound.wav", studio.tone(3).repeat(2).reshape(-1, 2)),
        "levels": master.levels(folder, 0, 4500),
        "gain": folder / "gain.json",
    }
