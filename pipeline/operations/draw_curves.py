"""Draw the curves of a white balance, a match and an exposure as a table that filters read."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.measure_light import UNIT
from pipeline.operations.promises import Output, TablePromise
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class DrawCurves(Operation):
    """A curve a channel as the `.cube` file `out`: `stops` more light.

    White is what the input `measured` says (see `measure_light`) where there is one; else `colour` (`#rrggbb`), or a light of
    `kelvin`, or as it is. Where the inputs `own` and `other` say where colours lie, the own ones come to lie as the other ones.
    """

    libraries: ClassVar[tuple[str, ...]] = ("numpy",)
    pool: ClassVar[Pool] = "draw"

    stops: Fraction
    colour: str = ""
    kelvin: int = 0

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise each entry."""
        return (Output("out", ".cube", TablePromise(2048)),)

    def run(self, work: Work) -> None:
        """Compute and write."""
        from pipeline.analysis import exposing, matching

        if "other" in work.inputs:
            rows = matching.curves(_colours(work, "own"), _colours(work, "other"), float(self.stops))
        else:
            rows = exposing.curves(float(self.stops), self._neutral(work))
        lines = [f"LUT_1D_SIZE {len(rows)}", *(" ".join(f"{value:.6f}" for value in row) for row in rows.tolist())]
        work.outputs["out"].write_text("\n".join(lines) + "\n")
        work.progress(1.0)

    def _neutral(self, work: Work) -> tuple[float, float, float]:
        import numpy as np

        from pipeline.analysis import neutral

        if "measured" in work.inputs:
            red, green, blue = json.loads(work.inputs["measured"].read_bytes())["neutral"]
            return red, green, blue
        if self.colour:
            light = neutral.linear(np.array([*bytes.fromhex(self.colour.removeprefix("#"))]) / 255)
            return float(light[0]), float(light[1]), float(light[2])
        return neutral.of_lamp(self.kelvin) if self.kelvin else (1.0, 1.0, 1.0)


def _colours(work: Work, name: str) -> dict[str, list[float]]:
    found = json.loads(work.inputs[name].read_bytes())
    return {key: [value / UNIT for value in found[key]] for key in ("middle", "spread")}
