"""Lay a voice over a stretch of the programme's sound, which falls before it and returns after it, and measure what comes out."""

from __future__ import annotations

from contextlib import ExitStack
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import Output, SoundPromise
from pipeline.sound.lengths import CELL, HANDLE
from pipeline.timebase import SAMPLE_RATE
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.sound.blocks import Read
    from pipeline.sound.levels import Curve

_AROUND = 3 * SAMPLE_RATE
"""Samples before and after a stretch in which the voice is heard: what it says farther away lowers nothing here."""


@dataclass(frozen=True, slots=True)
class LayOver(Operation):
    """A stretch as the WAV `sound`, and its `levels`, as `JoinStretch` has them.

    Inputs: the programme's `sound` there, and `voice`, a mix as long as the programme, with handles, at `target` LUFS. The
    stretch has `samples` samples and begins with sample `start` of the programme, which is lowered by `depth` decibels under
    the voice; None leaves the voice alone.
    """

    libraries: ClassVar[tuple[str, ...]] = ("numpy",)
    pool: ClassVar[Pool] = "sound"

    samples: int
    start: int
    target: Fraction
    depth: Fraction | None

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every sample, and both values of every cell begun."""
        return (
            Output("sound", ".wav", SoundPromise(SAMPLE_RATE, 2, self.samples)),
            Output("levels", ".wav", SoundPromise(SAMPLE_RATE // CELL, 2, -(-self.samples // CELL))),
        )

    def run(self, work: Work) -> None:
        """Lay, measure, write."""
        from pipeline.sound import duck, wav
        from pipeline.sound.blocks import spans
        from pipeline.sound.meter import Meter
        from pipeline.sound.programme import write_curves

        meter = Meter()
        with ExitStack() as stack:
            below, read = wav.reader(stack.enter_context(work.inputs["sound"].open("rb")))
            shape, voice = wav.reader(stack.enter_context(work.inputs["voice"].open("rb")))
            lowered = self._lowered(voice, shape.samples)
            out = stack.enter_context(work.outputs["sound"].open("wb"))
            out.write(wav.header(SAMPLE_RATE, 2, self.samples))
            for at, count in spans(0, min(self.samples, below.samples)):
                block = voice(self.start + at + HANDLE, count)
                if self.depth is not None:
                    factors = duck.factors(lowered, self.start + at, count)
                    under = read(at, count)
                    block = block + (under if factors is None else under * factors[:, None])
                meter.feed(block)
                out.write(wav.encode(block))
                work.progress((at + count) / self.samples)
        write_curves(work.outputs["levels"], meter.cells, meter.peaks)

    def _lowered(self, voice: Read, samples: int) -> Curve:
        """Return by how much the programme is lowered in each frame from its start on; nothing is known far from the stretch.

        Frames are counted from there, so that neighbours are lowered alike, to the last bit, where they overlap.
        """
        import numpy as np

        from pipeline.sound import duck

        first = max(self.start - _AROUND, 0) // duck.FRAME * duck.FRAME
        last = min(self.start + self.samples + _AROUND, samples - 2 * HANDLE)
        if self.depth is None or last <= first:
            return np.zeros(0)
        count = -(-(last - first) // duck.FRAME)
        padded = np.zeros((count * duck.FRAME, 2))
        padded[: last - first] = voice(first + HANDLE, last - first)
        squares = np.square(padded)
        power = (squares[:, 0] + squares[:, 1]).reshape(-1, duck.FRAME).mean(axis=1)
        near = duck.reduction(duck.speaking(power, float(self.target)), float(self.depth))
        return np.concatenate([np.zeros(first // duck.FRAME), near])
