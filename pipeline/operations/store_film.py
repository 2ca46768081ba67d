"""Store a part of a film without loss, each frame for itself, so that they can be put in another order."""

from __future__ import annotations

from typing import ClassVar

from pipeline.operations.base import Pool
from pipeline.operations.ffmpeg import Arguments, FfmpegOperation
from pipeline.operations.promises import Output, VideoPromise
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class StoreFilm(FfmpegOperation):
    """A part of a film as the MOV `out`, each of its frames for itself and without loss, by ffmpeg's `arguments`."""

    pool: ClassVar[Pool] = "draw"

    picture: VideoPromise
    arguments: Arguments

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every frame."""
        return (Output("out", ".mov", self.picture),)

    def command(self) -> Arguments:
        """Run as planned."""
        return self.arguments
