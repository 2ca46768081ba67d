"""Look at what was encoded: decode every frame of a run of pictures, and note what quality control judges by.

A finished movie consists of its spans' packets, so a span is measured where it lies, once; that the movie holds these packets is
checked by their digest. The file is read and decoded by FFmpeg inside PyAV, not by what joined it. What cannot be decoded is a
fact, too: nothing that a file holds makes this fail.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.codec import encode
from pipeline.operations.promises import DataPromise, Output
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class MeasurePicture(Operation):
    """The facts of the picture of `movie` as the JSON `out`: of all its frames, that should stand `rate` a second from 0 on.

    Where it is not `is_thorough`, light and levels are left out, a third of the work.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy")
    pool: ClassVar[Pool] = "check"

    rate: Fraction
    is_thorough: bool

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise what the judge reads first."""
        return (Output("out", ".json", DataPromise(("frames", "packets", "fault", "dark", "mean", "luminance"))),)

    def run(self, work: Work) -> None:
        """Decode and look."""
        from pipeline.operations.measuring.looking import look

        facts = look(work.inputs["movie"], self.rate, work.progress, is_thorough=self.is_thorough)
        work.outputs["out"].write_text(json.dumps(encode(facts), sort_keys=True))
        work.progress(1.0)
