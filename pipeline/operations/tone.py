"""Measure how bright one frame of a picture is, place by place, for a card that lies over it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pipeline.cards import tone
from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.ffmpeg import Arguments, filled
from pipeline.operations.promises import DataPromise, Output
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class MeasureTone(Operation):
    """The tones of a frame as the JSON `out`, see `cards.tone`. By its arguments ffmpeg writes few pixels of red, green and blue.

    A card that asks is drawn again only where these differ.
    """

    libraries: ClassVar[tuple[str, ...]] = ()
    is_ffmpeg: ClassVar[bool] = True
    pool: ClassVar[Pool] = "draw"

    arguments: Arguments

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the table."""
        return (Output("out", ".json", DataPromise(("levels",))),)

    @property
    def ends(self) -> Mapping[str, int]:
        """Count the one frame."""
        return {"frame": 1}

    def run(self, work: Work) -> None:
        """Let ffmpeg make the picture small, and read it."""
        work.ffmpeg(filled(self.arguments, work))
        out = work.outputs["out"]
        out.write_bytes(tone.packed(tone.of_pixels(out.read_bytes())))
