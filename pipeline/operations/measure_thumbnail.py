"""Look at a thumbnail: whether it can be decoded, what it is like, and which frame of the movie it shows."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.codec import encode
from pipeline.operations.promises import DataPromise, Output
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class MeasureThumbnail(Operation):
    """The facts of the JPEG `thumbnail` as the JSON `out`, beside the frames `numbers` of `movie`, of `rate` frames a second.

    Which frame was taken is not asked of who took it. What cannot be decoded is a fact, too.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy")
    pool: ClassVar[Pool] = "check"

    rate: Fraction
    numbers: tuple[int, ...]

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise what the judge reads first."""
        return (Output("out", ".json", DataPromise(("fault", "nearest", "distance"))),)

    def run(self, work: Work) -> None:
        """Decode both and compare."""
        from pipeline.operations.measuring.thumbnail import compared

        facts = compared(work.inputs["thumbnail"], work.inputs["movie"], self.rate, self.numbers)
        work.outputs["out"].write_text(json.dumps(encode(facts), sort_keys=True))
        work.progress(1.0)
