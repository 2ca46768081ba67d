"""Bring numbered pictures of different kinds to one: grey, palette, alpha, 16 bits, with or without a colour profile."""

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
class ConvertNumbered(Operation):
    """The pictures of the folder `pictures` (`000000<suffix>` onwards) as `out`, FFV1 in NUT: sRGB, upright, on `background`.

    `count` pictures of `width` x `height` pixels, `rate` a second. `path` is what messages call them; it is no identity. Raises
    NotConverted.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy", "pillow")
    pool: ClassVar[Pool] = "draw"

    width: int
    height: int
    count: int
    rate: Fraction
    suffix: str
    background: str
    path: str = field(compare=False)

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every picture."""
        return (drawn(self.width, self.height, self.rate, self.count),)

    def run(self, work: Work) -> None:
        """Convert picture by picture."""
        import numpy as np

        from pipeline.media import colour

        def pictures() -> Iterator[Picture]:
            for number in range(self.count):
                try:
                    pixels = colour.flattened(work.inputs["pictures"] / f"{number:06d}{self.suffix}", self.background)
                except colour.Unreadable as fault:
                    raise NotConverted(self.path, f"picture {number + 1} of those shown here: {fault}") from fault
                yield np.frombuffer(pixels, np.uint8).reshape(self.height, self.width, 3)
                work.progress((number + 1) / self.count)

        write_pictures(work.outputs["out"], pictures(), self.width, self.height, self.rate)
