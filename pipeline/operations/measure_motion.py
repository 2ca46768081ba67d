"""Measure how the camera of a part of a film shook, and how its pictures are moved back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.ffmpeg import Arguments, filled
from pipeline.operations.promises import DataPromise, Output
from pipeline.values import dataclass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNIT = 10_000
"""Parts of a pixel of the small picture, and of a degree, in which is told: floats are written differently by libraries."""

_SMOOTHED = Fraction(1, 2)
"""Seconds of the Gaussian by which the camera's path is smoothed: shaking hands and steps go, a pan stays."""

MOST = 1.2
"""How much larger a picture gets at most: of 1080 lines 900 are left."""


@dataclass(frozen=True, slots=True)
class MeasureMotion(Operation):
    """By how much each picture is moved back as the JSON `out`: `back` (right, down, clockwise), and `larger` for all.

    Each of `arguments` writes pictures in grey, `width` x `height`, one after another.
    """

    libraries: ClassVar[tuple[str, ...]] = ("numpy", "opencv-python-headless")
    is_ffmpeg: ClassVar[bool] = True
    pool: ClassVar[Pool] = "draw"

    width: int
    height: int
    rate: Fraction
    arguments: tuple[Arguments, ...]

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the table."""
        return (Output("out", ".json", DataPromise(("back", "larger"))),)

    @property
    def ends(self) -> Mapping[str, int]:
        """Count nothing: runs are of different lengths."""
        return {}

    def run(self, work: Work) -> None:
        """Follow points from picture to picture."""
        import numpy as np

        from pipeline.analysis import steadying

        moved = np.array(list(steadying.motions(self._pictures(work))))
        back, larger = steadying.corrections(moved, float(_SMOOTHED * self.rate), (self.width, self.height), MOST)
        told = {"back": [[round(value * UNIT) for value in row] for row in back.tolist()], "larger": round(larger * UNIT + 1)}
        work.outputs["out"].write_text(json.dumps(told))

    def _pictures(self, work: Work) -> Iterator[NDArray[np.uint8]]:
        import numpy as np

        out = work.outputs["out"]
        for number, each in enumerate(self.arguments):
            work.ffmpeg(filled(each, work))
            yield from np.frombuffer(out.read_bytes(), np.uint8).reshape(-1, self.height, self.width)
            work.progress((number + 1) / len(self.arguments))
