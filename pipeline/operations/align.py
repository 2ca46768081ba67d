"""Align a take to the segment's reference take by what both heard; refuse where that is not sure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pipeline.faults import TogetherFault
from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import DataPromise, Output
from pipeline.timebase import SAMPLE_RATE
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.sound.align import Match, Signal

_LONGEST = 900 * SAMPLE_RATE
"""Samples of a take that are compared: the first 15 minutes."""


REFUSAL = "sync: auto is not sure"
"""How the words of a `SyncRefused` begin, by which it is known where only words arrive."""


class SyncRefused(TogetherFault):
    """A take that could not be aligned with enough confidence (`sure` is needed), and what to do."""

    def __init__(self, match: Match, sure: float) -> None:
        super().__init__(match, sure)
        self.match, self.sure = match, sure

    def __str__(self) -> str:
        likely = self.match.confidence > self.sure / 4
        guess = f"the best guess is `sync: {self.match.offset:.3f}`" if likely else "there is no likely place"
        return (
            f"{REFUSAL} (confidence {self.match.confidence:.2f}, {self.sure:.2f} is needed); {guess}. "
            "Listen, and write the seconds by hand (`sync: 1.250` begins the take later by as much); or ask for a take that was "
            "recorded while the first stem played aloud, or that begins with a clap both can hear"
        )


@dataclass(frozen=True, slots=True)
class AlignTake(Operation):
    """Where the WAV `take` lies beside the WAV `reference`, as the JSON `out`: `offset`, `confidence`, `drift_ppm`, `method`.

    `offset` is the second of the reference at which the take's second 0 sounds. Raises SyncRefused.
    """

    libraries: ClassVar[tuple[str, ...]] = ("numpy",)
    pool: ClassVar[Pool] = "sound"

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the match."""
        return (Output("out", ".json", DataPromise(("offset", "confidence", "drift_ppm", "method"))),)

    def run(self, work: Work) -> None:
        """Compare both takes."""
        from pipeline.sound.align import SURE, align

        reference = _heard(work.inputs["reference"])
        work.progress(0.1)
        take = _heard(work.inputs["take"])
        work.progress(0.2)
        match = align(reference, take)
        if not match.is_sure:
            raise SyncRefused(match, SURE)
        found = {
            "offset": round(match.offset, 6),
            "confidence": round(match.confidence, 3),
            "drift_ppm": round(match.drift, 2),
            "method": match.method,
        }
        work.outputs["out"].write_text(json.dumps(found, sort_keys=True))


def _heard(path: Path) -> Signal:
    from pipeline.sound import wav
    from pipeline.sound.resample import for_analysis

    with path.open("rb") as file:
        shape, read = wav.reader(file)
        return for_analysis(read, min(shape.samples, _LONGEST))
