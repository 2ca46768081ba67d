"""Measure the colours of a clip: which of them should be grey, of all that is seen or at a point; or where they lie."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import ClassVar, Literal

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.fault import ContentFault
from pipeline.operations.ffmpeg import Arguments, written
from pipeline.operations.promises import DataPromise, Output
from pipeline.values import dataclass

UNIT = 1_000_000
"""What stands for white in the table: floats are written differently by different libraries."""


@dataclass(frozen=True, slots=True)
class MeasureLight(Operation):
    """The colour that should be grey as the JSON `out`, `neutral`: linear light, red, green and blue, in millionths.

    By each of its `arguments` ffmpeg writes a few pixels of the clip, 16 bits of red, green and blue each. Of a `point` the
    median is taken, of a `scene` the light that is in it. Raises ContentFault where the point is black or burnt out. Of all
    `colours`, `middle` and `spread` are told instead: in millionths of a stop, red, green and blue (see `analysis.matching`).
    """

    libraries: ClassVar[tuple[str, ...]] = ("numpy",)
    is_ffmpeg: ClassVar[bool] = True
    pool: ClassVar[Pool] = "draw"

    arguments: tuple[Arguments, ...]
    what: Literal["scene", "point", "colours"]

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the colour, or the colours."""
        return (Output("out", ".json", DataPromise(("middle", "spread") if self.what == "colours" else ("neutral",))),)

    @property
    def ends(self) -> Mapping[str, int]:
        """Count the one frame of each run."""
        return {"frame": 1}

    def run(self, work: Work) -> None:
        """Let ffmpeg make small pictures, and look at them."""
        import numpy as np

        from pipeline.analysis import matching, neutral

        out, seen = work.outputs["out"], written(self.arguments, work)
        light = neutral.linear(np.frombuffer(seen, "<u2").reshape(-1, 3) / 65535)
        if self.what == "colours":
            lie = matching.colours(light)
            if lie is None:
                raise ContentFault("what is shown is black, and no colours can be matched: choose another part: `in`, `out`")
            out.write_text(json.dumps({name: [round(value * UNIT) for value in each] for name, each in lie.items()}))
            return
        found = neutral.of_scene(light) if self.what == "scene" else neutral.of_patch(light)
        if found is None:
            raise ContentFault("the point that should be grey is black or burnt out there: choose another, or another time: `at`")
        out.write_text(json.dumps({"neutral": [round(value * UNIT) for value in found]}))
