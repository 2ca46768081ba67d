"""Muffle a mix, so that it is heard under a card as through a wall."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.mix import mix_outputs
from pipeline.operations.promises import Output
from pipeline.sound.lengths import HANDLE
from pipeline.timebase import SAMPLE_RATE
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class MuffleSound(Operation):
    """The input `mix` of `samples` samples, muffled, as the WAV `out`, with handles on both sides; and `facts`, JSON.

    It is heard up to sample `last`; see `sound.muffle` for `comes`, `opens` and `goes`. Muffled it is at most `target` LUFS loud.
    """

    libraries: ClassVar[tuple[str, ...]] = ("numpy",)
    pool: ClassVar[Pool] = "sound"

    samples: int
    last: int
    target: Fraction
    comes: int
    opens: int
    goes: int

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every sample of the mix, and what was done."""
        return mix_outputs(self.samples)

    def run(self, work: Work) -> None:
        """Measure it low-passed, then muffle it: what has no depths becomes soft, and nothing is made louder."""
        from pipeline.sound import wav
        from pipeline.sound.levels import rounded
        from pipeline.sound.meter import Meter
        from pipeline.sound.muffle import lowpassed, muffled

        with work.inputs["mix"].open("rb") as file:
            shape, read = wav.reader(file)
            sound = read(0, shape.samples)
        work.progress(0.3)
        meter = Meter(peaks=False)
        meter.feed(lowpassed(sound)[HANDLE : HANDLE + self.last])
        gain = min(0.0, float(self.target) - meter.loudness)
        first, last = HANDLE, HANDLE + self.last
        heard = muffled(sound, gain, first=first, last=last, comes=self.comes, opens=self.opens, goes=self.goes)
        with work.outputs["out"].open("wb") as out:
            out.write(wav.header(SAMPLE_RATE, 2, len(heard)))
            out.write(wav.encode(heard))
        facts: dict[str, object] = {
            "loudness_before": rounded(meter.loudness), "target": float(self.target), "gain_db": round(gain, 6), "clips": [],
        }  # fmt: skip
        work.outputs["facts"].write_text(json.dumps(facts, sort_keys=True))
        work.progress(1.0)
