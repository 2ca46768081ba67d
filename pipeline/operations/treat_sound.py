"""Treat a sound before it is mixed: clicks, learned noise, tone, sharp s sounds, the loudness of a voice."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from pipeline.faults import TogetherFault
from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import Output, SoundPromise
from pipeline.timebase import SAMPLE_RATE, clock
from pipeline.timeline.sound_treatment import Tone
from pipeline.values import dataclass


class NotQuiet(TogetherFault):
    """A stretch in which noise was to be learned, between two samples, and why that is none."""

    def __init__(self, first: int, last: int, why: str) -> None:
        super().__init__(first, last, why)
        self.first, self.last, self.why = first, last, why

    def __str__(self) -> str:
        first, last = (clock(Fraction(sample, SAMPLE_RATE)) for sample in (self.first, self.last))
        return f"no noise can be learned between {first} and {last}: {self.why}; name a place where only the noise is heard"


@dataclass(frozen=True, slots=True)
class TreatSound(Operation):
    """The WAV `sound` treated, as the WAV `out`, as long and in time to the sample; nothing comes later than it did.

    What is asked for is done in the order of the fields (see `SoundTreatment`), `quiet` being samples between which noise is
    learned, which goes down by at most `strength` decibels. How loud a voice is, is found before anything is done.
    Raises NotQuiet.
    """

    libraries: ClassVar[tuple[str, ...]] = ("numpy",)
    pool: ClassVar[Pool] = "sound"

    channels: int
    declick: bool
    quiet: tuple[int, int] | None
    strength: Fraction
    eq: Tone
    deess: bool
    level: bool

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise as many samples as there are."""
        return (Output("out", ".wav", SoundPromise(SAMPLE_RATE, self.channels, None)),)

    def run(self, work: Work) -> None:
        """Look at what has to be known of the whole, then treat it block by block."""
        from pipeline.sound import wav
        from pipeline.sound.noise import fault
        from pipeline.sound.treating import steps, treated

        with work.inputs["sound"].open("rb") as file, work.outputs["out"].open("wb") as out:
            shape, read = wav.reader(file)
            if self.quiet and (why := fault(read, shape.samples, *self.quiet)):
                raise NotQuiet(*self.quiet, why)
            work.progress(0.1)
            known = steps(
                read, shape.samples, declick=self.declick, quiet=self.quiet, strength=float(self.strength), eq=self.eq,
                deess=self.deess, level=self.level,
            )  # fmt: skip
            work.progress(0.2)
            out.write(wav.header(SAMPLE_RATE, shape.channels, shape.samples))
            done = 0
            for block in treated(read, shape.samples, known):
                out.write(wav.encode(block))
                done += len(block)
                work.progress(0.2 + 0.8 * done / shape.samples)
