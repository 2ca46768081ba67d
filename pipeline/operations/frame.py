"""Paint one frame of a segment for a card: the first of several in which there is something to see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.ffmpeg import Arguments, filled
from pipeline.operations.promises import ImagePromise, Output
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class PaintFrame(Operation):
    """A frame as the PNG `out` of `picture`'s size, made by ffmpeg's arguments: the first of the `choices` that is not flat.

    Films begin in black. Where all are flat, the first is meant to be so. Where it `keeps_first`, the first choice is the PNG
    `first`, whatever it shows. See `plan/frames.py`.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy")
    is_ffmpeg: ClassVar[bool] = True
    pool: ClassVar[Pool] = "draw"

    picture: ImagePromise
    choices: tuple[Arguments, ...]
    keeps_first: bool = False

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the picture, and the first where it is kept."""
        out = Output("out", ".png", self.picture)
        return (out, Output("first", ".png", self.picture)) if self.keeps_first else (out,)

    @property
    def ends(self) -> Mapping[str, int]:
        """Count the one frame."""
        return {"frame": 1}

    def run(self, work: Work) -> None:
        """Paint one after the other, until one will do."""
        from pipeline.operations.measuring.flat import is_flat

        first, out = b"", work.outputs["out"]
        for choice in self.choices:
            work.ffmpeg(filled(choice, work))
            first = first or out.read_bytes()
            if not is_flat(out):
                break
        else:
            out.write_bytes(first)
        if self.keeps_first:
            work.outputs["first"].write_bytes(first)
