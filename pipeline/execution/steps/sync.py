"""Align a take to the segment's reference take by what both heard; refuse where that is not sure."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.execution.steps import Call
from pipeline.faults import TogetherFault
from pipeline.sound import wav
from pipeline.sound.align import SURE, Match, Signal, align
from pipeline.sound.resample import for_analysis

_RATE = 48_000
_LONGEST = 900 * _RATE
"""Samples of a take that are compared: the first 15 minutes."""


class SyncRefused(TogetherFault):
    """Say that a take could not be aligned with enough confidence, and what to do."""

    def __init__(self, match: Match) -> None:
        super().__init__(match)
        self.match = match

    def __str__(self) -> str:
        likely = self.match.confidence > SURE / 4
        guess = f"the best guess is `sync: {self.match.offset:.3f}`" if likely else "there is no likely place"
        return (
            f"sync: auto is not sure (confidence {self.match.confidence:.2f}, {SURE:.2f} is needed); {guess}. "
            "Listen, and write the seconds by hand (`sync: 1.250` begins the take later by as much); or ask for a take that was "
            "recorded while the first stem played aloud, or that begins with a clap both can hear"
        )


def run(call: Call) -> None:
    """Write `out`, JSON: `offset`, `confidence`, `drift_ppm`, `method`.

    `offset` is the second of the reference at which the take's second 0 sounds. Inputs: `reference` and `take`, WAV. Raises
    SyncRefused.
    """
    reference = _heard(call.inputs["reference"])
    call.progress(0.1)
    take = _heard(call.inputs["take"])
    call.progress(0.2)
    match = align(reference, take)
    if not match.is_sure:
        raise SyncRefused(match)
    found = {
        "offset": round(match.offset, 6),
        "confidence": round(match.confidence, 3),
        "drift_ppm": round(match.drift, 2),
        "method": match.method,
    }
    call.outputs["out"].write_text(json.dumps(found, sort_keys=True))


def _heard(path: Path) -> Signal:
    with path.open("rb") as file:
        shape, read = wav.reader(file)
        return for_analysis(read, min(shape.samples, _LONGEST))
