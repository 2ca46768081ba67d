"""Join the segments' mixes, bring the programme to its loudness and below its ceiling, encode it, and listen to the result.

The join is measured once, in cells, from which gain and limiter follow without touching the sound again. Then it is encoded and
decoded in one go. What a viewer hears decides: where encoding raised a true peak over the ceiling (AAC by up to 3 dB), the
limiter takes more off there, and where the loudness came out otherwise, the gain is moved; then that pass is repeated. One pass
does for most programmes; another encodes only what it changes. What is kept was encoded once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.programme import ProgrammeSound, opened
from pipeline.operations.promises import DataPromise, EncodedSoundPromise, Output, SoundPromise
from pipeline.sound.aac import FRAME
from pipeline.sound.lengths import CELL
from pipeline.timebase import SAMPLE_RATE

if TYPE_CHECKING:
    from pipeline.sound.join import Placed
    from pipeline.sound.meter import Curve, Meter

_PASSES = 6
_PATIENT = 3
"""Passes in which only the places where the encoder overshoots are lowered; then the whole ceiling is."""

_CLOSE = 0.1
"""LU by which the finished loudness may miss its target without another pass."""

_METERS = 0.1
"""Decibels by which another true-peak meter may read more than ours."""

_MARGIN = 0.3
"""Decibels by which the limiter stays below the ceiling from the start: AAC raises most true peaks by less."""

_Packets = dict[bytes, list[bytes]]


@dataclass(frozen=True, slots=True)
class MasterProgramme(Operation):
    """The mastered programme as `encoded` (AAC), what each cell was multiplied with as `gains` (WAV), and `facts` (JSON).

    Inputs: `mix0`, `mix1`, ..., each with handles. `target` in LUFS, `ceiling` in dBTP.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy")
    pool: ClassVar[Pool] = "sound"

    programme: ProgrammeSound
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
        """Measure, then encode and listen until what is heard is right."""
        import numpy as np

        from pipeline.operations.measuring.mastered import curves
        from pipeline.sound.join import joined
        from pipeline.sound.levels import rounded
        from pipeline.sound.limiter import gain_to, gains, overshoot, reduction_db
        from pipeline.sound.meter import Meter, integrated
        from pipeline.sound.programme import write_gains

        samples, target, ceiling = self.programme.samples, float(self.target), float(self.ceiling)
        with ExitStack() as stack:
            placed = opened(self.programme, work, stack)
            before = Meter()
            at = 0
            for block in joined(placed, samples):
                before.feed(block)
                at += len(block)
                work.progress(0.2 * at / samples)
            cells, peaks = before.cells, before.peaks
            wanted, limit, raised = target, ceiling - _MARGIN, peaks
            gain, is_settled = 0.0, False
            factors, after, packets = np.ones(0), Meter(), _Packets()
            for number in range(_PASSES):
                if not is_settled:  # else the gain stays, and with it every chunk in which nothing is lowered
                    gain = gain_to(wanted, limit, cells, raised)
                factors = write_gains(work.outputs["gains"], gains(raised, gain, limit))
                after, packets = self._heard(work, placed, factors, packets, lambda share: work.progress(0.2 + 0.8 * share))
                over = overshoot(after.peaks[: len(peaks)], ceiling - _METERS)
                error = target - after.loudness
                is_settled = not math.isfinite(error) or abs(error) <= _CLOSE
                if is_settled and not over.any():
                    break
                if not is_settled:
                    wanted += error
                if number < _PATIENT:
                    raised = raised * 10.0 ** (over / 20.0)
                else:
                    limit -= float(over.max())
                    is_settled = False
        heard = after.cells
        facts = {
            "loudness_before": rounded(before.loudness),
            "true_peak_before": rounded(before.true_peak),
            "gain_db": round(gain, 6),
            "limited_db": round(reduction_db(peaks, factors, gain), 2),
            "loudness": rounded(after.loudness),
            "true_peak": rounded(after.true_peak),
            "segments": [
                rounded(integrated(heard[place.start // CELL : (place.start + place.samples) // CELL])) for place in placed
            ],
            "curves": curves(heard, after.peaks),
        }
        work.outputs["facts"].write_text(json.dumps(facts, sort_keys=True))

    def _heard(
        self, work: Work, placed: Sequence[Placed], factors: Curve, known: _Packets, progress: Callable[[float], None]
    ) -> tuple[Meter, _Packets]:
        """Encode the programme; return the meter of what a player hears, and the packets for another pass."""
        from pipeline.sound.encoding import Encoder
        from pipeline.sound.meter import Meter
        from pipeline.sound.programme import mastered

        meter, done, whole = Meter(), 0, self.programme
        encoder = Encoder(work.outputs["encoded"], whole.bitrate, whole.channels, cores=work.cores, known=known)
        with encoder:
            for block in mastered(placed, whole.samples, factors, 0, whole.samples):
                for heard in encoder.take(block):
                    meter.feed(heard)
                done += len(block)
                progress(done / whole.samples)
            for heard in encoder.finish():
                meter.feed(heard)
        return meter, encoder.packets
