"""Encode a part of the mastered programme for a preview: the very sound of the whole, but not measured again."""

from __future__ import annotations

from contextlib import ExitStack
from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.programme import ProgrammeSound, opened
from pipeline.operations.promises import EncodedSoundPromise, Output
from pipeline.sound.aac import FRAME
from pipeline.timebase import SAMPLE_RATE
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class EncodeExcerpt(Operation):
    """Samples `first` to `last` of the programme as `out`, AAC in MP4.

    Inputs: `mix0`, `mix1`, ..., each with handles, and the master's `gains`.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy")
    pool: ClassVar[Pool] = "sound"

    programme: ProgrammeSound
    first: int
    last: int

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise a packet for every frame begun."""
        packets = -(-(self.last - self.first) // FRAME)
        return (Output("out", ".m4a", EncodedSoundPromise("aac", SAMPLE_RATE, self.programme.channels, packets)),)

    def run(self, work: Work) -> None:
        """Join, multiply with the master's gains, encode."""
        from pipeline.sound.encoding import Encoder, prepared, write
        from pipeline.sound.programme import mastered, read_whole

        whole, count = self.programme, self.last - self.first
        encoder = Encoder(whole.bitrate, whole.channels)
        packets: list[bytes] = []
        done = 0
        with ExitStack() as stack:
            placed = opened((*whole.segments, *whole.over), work, stack)
            factors = read_whole(work.inputs["gains"])[:, 0]
            for block in mastered(placed, whole.samples, factors, self.first, self.last):
                left_out = max(FRAME - done, 0)
                packets += encoder.take(prepared(block[left_out:], whole.channels, max(done - FRAME, 0)))
                done += len(block)
                work.progress(0.99 * done / count)
        packets += encoder.finish()
        write(work.outputs["out"], packets[: -(-count // FRAME)], whole.bitrate, whole.channels)
        work.progress(1.0)
