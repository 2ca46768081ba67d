"""Convert a still to sRGB by its colour profile, once, as a source for spans."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar

from pipeline.faults import TogetherFault
from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import ImagePromise, Output
from pipeline.values import dataclass


class NotConverted(TogetherFault):
    """A picture whose colours could not be converted."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"the colours of {self.path} cannot be converted ({self.reason}); export it as an sRGB PNG or JPEG"


@dataclass(frozen=True, slots=True)
class ConvertStill(Operation):
    """The input `picture` as the PNG `out`, upright, in sRGB, `width` x `height` pixels.

    `path` is what messages call the file; it is no identity. Raises NotConverted.
    """

    libraries: ClassVar[tuple[str, ...]] = ("pillow",)
    pool: ClassVar[Pool] = "draw"

    width: int
    height: int
    path: str = field(compare=False)

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the picture."""
        return (Output("out", ".png", ImagePromise(self.width, self.height)),)

    def run(self, work: Work) -> None:
        """Convert by the profile that the picture embeds; ink without one by a plain rule."""
        from pipeline.media import colour

        try:
            colour.convert(work.inputs["picture"], work.outputs["out"])
        except colour.Unreadable as fault:
            raise NotConverted(self.path, str(fault)) from fault
        work.progress(1)
