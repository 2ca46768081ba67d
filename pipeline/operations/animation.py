"""Bring an animation that ffmpeg does not read everywhere (WebP, AVIF) to a source for spans, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.convert import NotConverted
from pipeline.operations.pictures import drawn, write_pictures
from pipeline.operations.promises import Output
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.operations.pictures import Picture


@dataclass(frozen=True, slots=True)
class ConvertAnimation(Operation):
    """The input `picture` as `out`, FFV1 in NUT: sRGB on `background`, each frame as often as its time asks for.

    `count` frames of `width` x `height` pixels, `rate` a second. `path` is what messages call the file; it is no identity. Raises
    NotConverted.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy", "pillow")
    pool: ClassVar[Pool] = "draw"

    width: int
    height: int
    count: int
    rate: Fraction
    background: str
    path: str = field(compare=False)

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every frame."""
        return (drawn(self.width, self.height, self.rate, self.count),)

    def run(self, work: Work) -> None:
        """Convert frame by frame; a frame ends where its time does, to the nearest of those that are written."""
        import numpy as np

        from pipeline.media import colour

        def pictures() -> Iterator[Picture]:
            time = done = 0
            try:
                for pixels, length in colour.animated(work.inputs["picture"], self.background):
                    time += length
                    picture = np.frombuffer(pixels, np.uint8).reshape(self.height, self.width, 3)
                    end = int(time * self.rate / 1000 + Fraction(1, 2))
                    for _ in range(done, end):
                        yield picture
                    done = end
                    work.progress(min(done / self.count, 1))
            except colour.Unreadable as fault:
                raise NotConverted(self.path, str(fault)) from fault

        write_pictures(work.outputs["out"], pictures(), self.width, self.height, self.rate)
