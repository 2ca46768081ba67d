"""Bring a stretch of the programme to its loudness and below its ceiling, encode it, and listen to the result."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import EncodedSoundPromise, Output, SoundPromise
from pipeline.sound.aac import FRAME
from pipeline.sound.lengths import CELL
from pipeline.sound.stretches import Extent
from pipeline.timebase import SAMPLE_RATE
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class EncodeStretch(Operation):
    """A stretch as `out` (AAC), and as the WAV `heard` what each cell was multiplied with, its energy and its true peak.

    Inputs: `sound` and `levels` of the stretch, and the programme's `gain`. `ceiling` in dBTP, `bitrate` in bits a second.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy")
    pool: ClassVar[Pool] = "sound"

    extent: Extent
    ceiling: Fraction
    bitrate: int
    channels: int

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the packets, and three values of every cell of them."""
        packets = self.extent.packets
        return (
            Output("out", ".m4a", EncodedSoundPromise("aac", SAMPLE_RATE, self.channels, packets)),
            Output("heard", ".wav", SoundPromise(SAMPLE_RATE // CELL, 3, packets * FRAME // CELL)),
        )

    def run(self, work: Work) -> None:
        """Encode and listen until what is heard is below the ceiling."""
        from pipeline.sound.encoding import write
        from pipeline.sound.programme import read_whole, write_curves
        from pipeline.sound.stretch import encoded

        gain = float(json.loads(work.inputs["gain"].read_text())["gain_db"])
        made = encoded(
            read_whole(work.inputs["sound"]),
            read_whole(work.inputs["levels"])[:, 1],
            self.extent,
            gain_db=gain,
            ceiling_db=float(self.ceiling),
            bitrate=self.bitrate,
            channels=self.channels,
        )
        work.progress(0.9)
        write(work.outputs["out"], made.packets, self.bitrate, self.channels)
        write_curves(work.outputs["heard"], made.gains, made.energies, made.peaks)
        work.progress(1.0)
