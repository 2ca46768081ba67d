from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from pipeline.operations.mix import Alignment, MixedClip, MixSegment
from tests.sound import studio

TOTAL = 2 * studio.RATE
VOICE = MixedClip(
    stem=0, is_voice=True, shift=0, begin=0, end=TOTAL, gain_db=Fraction(0), pan=Fraction(1, 4), fade_in=480, fade_out=0,
    duck=False, loop=False, alignment=None,
)  # fmt: skip
BED = MixedClip(
    stem=1, is_voice=False, shift=0, begin=0, end=TOTAL, gain_db=Fraction(-6), pan=Fraction(0), fade_in=0, fade_out=480,
    duck=True, loop=False, alignment=Alignment(sync=0, reference_shift=0, first=0, last=TOTAL),
)  # fmt: skip
OPERATION = MixSegment(samples=TOTAL, target=Fraction(-16), anchor="voice", announced=(TOTAL, TOTAL), clips=(VOICE, BED))


def inputs(folder: Path) -> dict[str, Path]:
    sync = folder / "sync.json"
    sync.write_text(json.dumps({"offset": 0.1, "drift_ppm": 0.0, "confidence": 1.0, "method": "waveform"}))
    return {
        "stem0": studio.take(folder / "voice.wav", studio.tone(2)),
        "stem1": studio.take(folder / "bed.wav", studio.tone(2, 110)),
        "sync0": sync,
    }
