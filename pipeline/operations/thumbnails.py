"""Paint small pictures of a file's length, side by side, as the pipeline will show them."""

from __future__ import annotations

from typing import ClassVar

from pipeline.operations.base import Pool
from pipeline.operations.ffmpeg import Arguments, FfmpegOperation
from pipeline.operations.promises import ImagePromise, Output
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class PaintThumbnails(FfmpegOperation):
    """Small pictures as the JPEG `out` of `picture`'s size, made by ffmpeg's `arguments` (see `plan/looking.py`)."""

    pool: ClassVar[Pool] = "draw"

    picture: ImagePromise
    arguments: Arguments

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the picture."""
        return (Output("out", ".jpg", self.picture),)

    def command(self) -> Arguments:
        """Run as planned."""
        return self.arguments
