"""Put the programme's sound together from its encoded stretches, and see that the whole is right.

As a rule nothing is encoded here: packets are taken from one stretch after the other. Two things only the whole can tell, and
both are mended here: that the loudness of what was encoded misses its target (AAC at low bit rates takes some away), and that two
stretches fit nowhere (both become one).
"""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.programme import ProgrammeSound
from pipeline.operations.promises import DataPromise, EncodedSoundPromise, Output, SoundPromise
from pipeline.sound.aac import FRAME
from pipeline.sound.lengths import CELL
from pipeline.sound.stretches import Stretch
from pipeline.timebase import SAMPLE_RATE
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.sound.blocks import Samples
    from pipeline.sound.splicing import Encoded, Spliced

_PASSES = 6
"""How often the gain is moved at most."""

_CLOSE = 0.1
"""LU by which the finished loudness may miss its target without another pass."""


@dataclass(frozen=True, slots=True)
class MasterProgramme(Operation):
    """The mastered programme as `encoded` (AAC), what each cell was multiplied with as `gains` (WAV), and `facts` (JSON).

    Inputs, for each of the `stretches`: `sound<n>` and `levels<n>` as joined, `aac<n>` and `heard<n>` as encoded; and the
    `gain` with which they were, with its `before`. `target` in LUFS, `ceiling` in dBTP.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy")
    pool: ClassVar[Pool] = "sound"

    programme: ProgrammeSound
    stretches: tuple[Stretch, ...]
    target: Fraction
    ceiling: Fraction

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise a packet for every frame begun, and a gain for every cell."""
        samples = self.programme.samples
        return (
            Output(
                "encoded", ".m4a", EncodedSoundPromise("aac", SAMPLE_RATE, self.programme.channels, -(-samples // FRAME))
            ),
            Output("gains", ".wav", SoundPromise(SAMPLE_RATE // CELL, 1, -(-samples // CELL))),
            Output("facts", ".json", DataPromise(("gain_db", "limited_db", "loudness", "true_peak", "segments", "curves"))),
        )

    def run(self, work: Work) -> None:
        """Splice; move the gain and encode again where the loudness asks for it; write."""
        from concurrent.futures import ThreadPoolExecutor
        from functools import partial

        from pipeline.operations.measuring.mastered import curves
        from pipeline.sound.encoding import write
        from pipeline.sound.levels import decibels, rounded
        from pipeline.sound.limiter import gain_to, reduction_db
        from pipeline.sound.meter import integrated
        from pipeline.sound.programme import read_levels, write_curves
        from pipeline.sound.stretch import MARGIN

        target, ceiling = float(self.target), float(self.ceiling)
        gain = float(json.loads(work.inputs["gain"].read_text())["gain_db"])
        whole = self._spliced(work, [self._stored(work, number) for number in range(len(self.stretches))], gain)
        wanted = target
        for _ in range(_PASSES):
            error = target - integrated(whole.energies)
            if not math.isfinite(error) or abs(error) <= _CLOSE:
                break
            wanted += error
            levels = [work.inputs[f"levels{number}"] for number in range(len(self.stretches))]
            energies, peaks = read_levels(levels, [stretch.cells for stretch in self.stretches])
            before, gain = gain, gain_to(wanted, ceiling - MARGIN, energies, peaks)
            if gain == before:  # limiting takes all that it adds
                break
            with ThreadPoolExecutor(work.cores) as threads:
                parts = list(threads.map(partial(self._encoded, work, gain), self.stretches))
            whole = self._spliced(work, parts, gain)
        heard = whole.energies
        facts = {
            **json.loads(work.inputs["before"].read_text()),
            "gain_db": round(gain, 6),
            "limited_db": round(reduction_db(whole.gains, gain), 2),
            "loudness": rounded(integrated(heard)),
            "true_peak": rounded(decibels(float(whole.peaks.max(initial=0.0)))),
            "segments": [
                rounded(integrated(heard[place.start // CELL : (place.start + place.samples) // CELL]))
                for place in self.programme.segments
            ],
            "curves": curves(heard, whole.peaks),
        }
        write(work.outputs["encoded"], whole.packets, self.programme.bitrate, self.programme.channels)
        write_curves(work.outputs["gains"], whole.gains)
        work.outputs["facts"].write_text(json.dumps(facts, sort_keys=True))
        work.progress(1.0)

    def _spliced(self, work: Work, parts: list[Encoded], gain: float) -> Spliced:
        """Put stretches together; two that fit nowhere are encoded as one."""
        from functools import partial

        from pipeline.sound.splicing import spliced
        from pipeline.sound.stretch import METERS

        return spliced(parts, self.programme.channels, float(self.ceiling) - METERS, partial(self._encoded, work, gain))

    def _stored(self, work: Work, number: int) -> Encoded:
        """Return a stretch as its own action encoded it."""
        from pipeline.operations import boxes
        from pipeline.sound.programme import read_whole
        from pipeline.sound.splicing import Encoded

        path = work.inputs[f"aac{number}"]
        found, content = boxes.samples(path, "soun"), path.read_bytes()
        packets = [content[at : at + size] for at, size in zip(found.offsets, found.sizes, strict=True)]
        heard = read_whole(work.inputs[f"heard{number}"])
        work.progress(0.9 * (number + 1) / len(self.stretches))
        return Encoded(self.stretches[number], packets, heard[:, 0], heard[:, 1], heard[:, 2])

    def _encoded(self, work: Work, gain: float, stretch: Stretch) -> Encoded:
        """Encode a stretch here, which is one of the programme's or several of them."""
        from pipeline.sound.splicing import Encoded
        from pipeline.sound.stretch import encoded

        made = encoded(
            self._read(work, stretch, "sound", 1),
            self._read(work, stretch, "levels", CELL)[:, 1],
            stretch.extent,
            gain_db=gain,
            ceiling_db=float(self.ceiling),
            bitrate=self.programme.bitrate,
            channels=self.programme.channels,
        )
        return Encoded(stretch, made.packets, made.gains, made.energies, made.peaks)

    def _read(self, work: Work, stretch: Stretch, what: str, step: int) -> Samples:
        """Return what was joined of a stretch, of which a value stands for `step` samples, from one or more files."""
        import numpy as np

        from pipeline.sound.programme import read_whole

        parts: list[Samples] = []
        for number, part in enumerate(self.stretches):
            if stretch.begin <= part.begin < stretch.end:
                first = stretch.start if part.begin == stretch.begin else part.begin * FRAME
                last = part.stop if part.end == stretch.end else part.end * FRAME
                found = read_whole(work.inputs[f"{what}{number}"])[(first - part.start) // step :]
                parts.append(found[: -(-(last - first) // step)])
        return np.concatenate(parts)
