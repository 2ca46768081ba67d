"""Paint one frame of the picture as it will be encoded, for a look at it."""

from __future__ import annotations

from typing import ClassVar

from pipeline.operations.base import Pool
from pipeline.operations.ffmpeg import Arguments, FfmpegOperation
from pipeline.operations.promises import ImagePromise, Output
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class PaintStill(FfmpegOperation):
    """A frame as the PNG `out` of `picture`'s size, made by ffmpeg's `arguments` (see `plan/picture.py`)."""

    pool: ClassVar[Pool] = "draw"

    picture: ImagePromise
    arguments: Arguments

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the picture."""
        return (Output("out", ".png", self.picture),)

    def command(self) -> Arguments:
        """Run as planned."""
        return self.arguments
