"""Write a drawn thumbnail as a JPEG that platforms accept."""

from __future__ import annotations

from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import ImagePromise, Output
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class EncodeThumbnail(Operation):
    """The PNG `card` as the JPEG `out` of `picture`'s size, with at most `most` bytes.

    Of a card that is larger, what is at the right and below is left out.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy")
    pool: ClassVar[Pool] = "draw"

    picture: ImagePromise
    most: int

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the picture."""
        return (Output("out", ".jpg", self.picture),)

    def run(self, work: Work) -> None:
        """Encode."""
        from pipeline.operations.measuring.thumbnail import drawn_jpeg

        size = (self.picture.width, self.picture.height)
        work.outputs["out"].write_bytes(drawn_jpeg(work.inputs["card"], size, self.most))
        work.progress(1.0)
