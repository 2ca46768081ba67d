"""Find the static gain that brings the programme to its loudness, from what its stretches were measured to be."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import DataPromise, Output
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class FindGain(Operation):
    """The programme's gain as the JSON `out`, rounded so that it is the same after most edits; what was measured as `facts`.

    Inputs: `levels0`, `levels1`, ...; of each, `cells` tells which are its own: the first and how many. `target` in LUFS,
    `ceiling` in dBTP.
    """

    libraries: ClassVar[tuple[str, ...]] = ("numpy",)
    pool: ClassVar[Pool] = "sound"

    cells: tuple[tuple[int, int], ...]
    target: Fraction
    ceiling: Fraction

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the gain, and what was measured."""
        return (
            Output("out", ".json", DataPromise(("gain_db",))),
            Output("facts", ".json", DataPromise(("loudness_before", "true_peak_before"))),
        )

    def run(self, work: Work) -> None:
        """Measure the whole by its cells."""
        from pipeline.sound.levels import decibels, rounded
        from pipeline.sound.limiter import gain_to, rounded_gain
        from pipeline.sound.meter import integrated
        from pipeline.sound.programme import read_levels
        from pipeline.sound.stretch import MARGIN

        energies, peaks = read_levels([work.inputs[f"levels{number}"] for number in range(len(self.cells))], self.cells)
        work.progress(0.5)
        gain = gain_to(float(self.target), float(self.ceiling) - MARGIN, energies, peaks)
        facts = {
            "loudness_before": rounded(integrated(energies)),
            "true_peak_before": rounded(decibels(float(peaks.max(initial=0.0)))),
        }
        work.outputs["out"].write_text(json.dumps({"gain_db": round(rounded_gain(gain), 6)}))
        work.outputs["facts"].write_text(json.dumps(facts, sort_keys=True))
        work.progress(1.0)
