"""Join the segments' mixes over a stretch of the programme, and measure what comes out."""

from __future__ import annotations

from contextlib import ExitStack
from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.programme import PlacedMix, opened
from pipeline.operations.promises import Output, SoundPromise
from pipeline.sound.lengths import CELL
from pipeline.timebase import SAMPLE_RATE
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class JoinStretch(Operation):
    """A stretch of the programme's sound as the WAV `sound`, and as the WAV `levels` the energy and true peak of each cell.

    Inputs: `mix0`, `mix1`, ..., each with handles. It lasts `samples` samples; `segments` are those that it may hear, `over` what
    sounds besides them, and their places count from its first sample. `is_first` and `is_last` say that the programme begins and
    ends with it.
    """

    libraries: ClassVar[tuple[str, ...]] = ("numpy",)
    pool: ClassVar[Pool] = "sound"

    samples: int
    segments: tuple[PlacedMix, ...]
    is_first: bool
    is_last: bool
    over: tuple[PlacedMix, ...] = ()

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every sample, and both values of every cell begun."""
        return (
            Output("sound", ".wav", SoundPromise(SAMPLE_RATE, 2, self.samples)),
            Output("levels", ".wav", SoundPromise(SAMPLE_RATE // CELL, 2, -(-self.samples // CELL))),
        )

    def run(self, work: Work) -> None:
        """Join, measure, write."""
        from pipeline.sound import wav
        from pipeline.sound.join import joined
        from pipeline.sound.meter import Meter
        from pipeline.sound.programme import write_curves

        meter, done = Meter(), 0
        with ExitStack() as stack:
            placed = opened((*self.segments, *self.over), work, stack)
            out = stack.enter_context(work.outputs["sound"].open("wb"))
            out.write(wav.header(SAMPLE_RATE, 2, self.samples))
            for block in joined(placed, self.samples, fades_in=self.is_first, fades_out=self.is_last):
                meter.feed(block)
                out.write(wav.encode(block))
                done += len(block)
                work.progress(done / self.samples)
        write_curves(work.outputs["levels"], meter.cells, meter.peaks)
