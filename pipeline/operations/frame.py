"""Paint one frame of a segment for a card: the first of several in which there is something to see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.ffmpeg import Arguments, filled
from pipeline.operations.promises import ImagePromise, Output


@dataclass(frozen=True, slots=True)
class PaintFrame(Operation):
    """A frame as the PNG `out` of `picture`'s size, made by ffmpeg's arguments: the first of the `choices` that is not flat.

    Films begin in black. Where all are flat, the first is meant to be so. See `plan/frames.py`.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy")
    is_ffmpeg: ClassVar[bool] = True
    pool: ClassVar[Pool] = "draw"

    picture: ImagePromise
    choices: tuple[Arguments, ...]

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the picture."""
        return (Output("out", ".png", self.picture),)

    @property
    def ends(self) -> Mapping[str, int]:
        """Count the one frame."""
        return {"frame": 1}

    def run(self, work: Work) -> None:
        """Paint one after the other, until one will do."""
        from pipeline.operations.measuring.flat import is_flat

        first = b""
        for choice in self.choices:
            work.ffmpeg(filled(choice, work))
            if not is_flat(work.outputs["out"]):
                return
            first = first or work.outputs["out"].read_bytes()
        work.outputs["out"].write_bytes(first)
