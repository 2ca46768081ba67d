"""Draw what is around a picture that lies over another: the shape in which it is seen, its border and its shadow."""

from __future__ import annotations

from typing import ClassVar

from pipeline.cards.edge import Rim
from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import ImagePromise, Output
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class DrawEdge(Operation):
    """A rim as two PNGs: its `mask`, of the size of the picture, and its `plate`, which is larger by its margin at each side."""

    libraries: ClassVar[tuple[str, ...]] = ("numpy", "opencv-python-headless")
    pool: ClassVar[Pool] = "draw"

    rim: Rim

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise both pictures."""
        rim = self.rim
        plate = ImagePromise(rim.width + 2 * rim.margin, rim.height + 2 * rim.margin)
        return Output("mask", ".png", ImagePromise(rim.width, rim.height)), Output("plate", ".png", plate)

    def run(self, work: Work) -> None:
        """Calculate both."""
        work.outputs["mask"].write_bytes(self.rim.mask())
        work.outputs["plate"].write_bytes(self.rim.plate())
        work.progress(1)
