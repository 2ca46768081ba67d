"""Paint and encode a span of the picture: one run of ffmpeg, from sources to the deliverable's own codec."""

from __future__ import annotations

from typing import ClassVar

from pipeline.operations.base import Pool
from pipeline.operations.ffmpeg import Arguments, FfmpegOperation
from pipeline.operations.promises import Output, VideoPromise
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class PaintSpan(FfmpegOperation):
    """A span as the MP4 `out` with the stream `picture`, made by ffmpeg's `arguments` (see `plan/picture.py`)."""

    pool: ClassVar[Pool] = "encode"

    picture: VideoPromise
    arguments: Arguments

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every frame of the span."""
        return (Output("out", ".mp4", self.picture),)

    def command(self) -> Arguments:
        """Run as planned."""
        return self.arguments
