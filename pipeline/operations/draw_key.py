"""Draw the tables by which a screen becomes transparent, and its light is taken off who stands before it."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.find_key import UNIT
from pipeline.operations.promises import Output, TablePromise
from pipeline.values import dataclass

_ROWS = 33**3
_EVEN = 0.75
"""How much of a colour's difference a screen has at least whose colour was written and whose light nobody has measured."""


@dataclass(frozen=True, slots=True)
class DrawKey(Operation):
    """Two `.cube` files: `matte`, how much of a colour stays, the same in each channel; `clean`, what colour it has then.

    The screen is what the input `measured` says (see `find_key`) where there is one, else of a `colour` (`#rrggbb`).
    """

    libraries: ClassVar[tuple[str, ...]] = ("numpy",)
    pool: ClassVar[Pool] = "draw"

    colour: str
    softness: Fraction
    spill: Fraction

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise each entry."""
        return tuple(Output(name, ".cube", TablePromise(_ROWS)) for name in ("matte", "clean"))

    def run(self, work: Work) -> None:
        """Compute and write."""
        from pipeline.analysis import keying

        colour, least = self._screen(work)
        found = keying.tables(colour, least, float(self.softness), float(self.spill))
        for name, table in zip(("matte", "clean"), found, strict=True):
            rows = "\n".join(" ".join(f"{value:.5f}" for value in row) for row in table.tolist())
            work.outputs[name].write_text(f"LUT_3D_SIZE {keying.STEPS}\n{rows}\n")
        work.progress(1)

    def _screen(self, work: Work) -> tuple[tuple[float, float, float], float]:
        import numpy as np

        from pipeline.analysis import keying

        if "measured" in work.inputs:
            found = json.loads(work.inputs["measured"].read_bytes())
            red, green, blue = (value / UNIT for value in found["colour"])
            return (red, green, blue), found["least"] / UNIT
        red, green, blue = (value / 255 for value in bytes.fromhex(self.colour.removeprefix("#")))
        whole = keying.difference(np.array([red, green, blue]), keying.strongest((red, green, blue)))
        return (red, green, blue), _EVEN * float(whole)
