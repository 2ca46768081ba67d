"""Take the picture that stands for an episode out of what was encoded, as a JPEG that platforms accept."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import ImagePromise, Output
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class TakeThumbnail(Operation):
    """The best of the frames `numbers` (ascending) of `movie`, of `rate` frames a second, as the JPEG `out` of `picture`'s size.

    The best is sharp and well exposed; of equals it is the first. The file has at most `most` bytes.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy")
    pool: ClassVar[Pool] = "draw"

    rate: Fraction
    numbers: tuple[int, ...]
    picture: ImagePromise
    most: int

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the picture."""
        return (Output("out", ".jpg", self.picture),)

    def run(self, work: Work) -> None:
        """Decode, choose, scale and encode. Raises BrokenFrame."""
        from pipeline.operations.measuring.thumbnail import jpeg

        size = (self.picture.width, self.picture.height)
        work.outputs["out"].write_bytes(jpeg(work.inputs["movie"], self.rate, self.numbers, size, self.most, work.progress))
        work.progress(1.0)
