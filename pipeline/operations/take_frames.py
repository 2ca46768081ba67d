"""Take single frames out of what was encoded, as small pictures: those that quality control has found something at."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import ClassVar

from pipeline.analysis.facts import SmallPictures
from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.codec import encode
from pipeline.operations.promises import DataPromise, Output
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class TakeFrames(Operation):
    """The frames `numbers` (ascending) of `movie`, of `rate` frames a second, as the JSON `out`; one that is damaged is left out.

    The longer side of a picture has `longest` pixels.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av",)
    pool: ClassVar[Pool] = "check"

    rate: Fraction
    numbers: tuple[int, ...]
    longest: int

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the pictures."""
        return (Output("out", ".json", DataPromise(("pictures",))),)

    def run(self, work: Work) -> None:
        """Seek and decode."""
        from pipeline.operations.measuring.small import taken

        found = []
        for picture in taken(work.inputs["movie"], self.rate, self.numbers, self.longest):
            found.append(picture)
            work.progress(min(0.99, len(found) / len(self.numbers)))
        work.outputs["out"].write_text(json.dumps(encode(SmallPictures(tuple(found))), sort_keys=True))
        work.progress(1.0)
