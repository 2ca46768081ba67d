from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

from pipeline.operations.report import ReportedSegment, ReportSound

OPERATION = ReportSound(
    target=Fraction(-16),
    ceiling=Fraction(-1),
    tolerance=Fraction(1, 2),
    segments=(ReportedSegment("song", "Song", 0, ("guitar",)), ReportedSegment("title", "Title", None, ())),
)


def inputs(folder: Path) -> dict[str, Path]:
    facts = {
        "master": {"loudness": -16.1, "true_peak": -1.2, "segments": [-16.0, None], "curves": {}},
        "mix0": {"gain_db": 1.0, "clips": [{"gain_db": 0.5}]},
    }
    for name, told in facts.items():
        (folder / f"{name}.json").write_text(json.dumps(told))
    return {name: folder / f"{name}.json" for name in facts}
