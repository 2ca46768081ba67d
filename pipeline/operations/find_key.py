"""Find the colour of a screen before which somebody stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.fault import ContentFault
from pipeline.operations.ffmpeg import Arguments, written
from pipeline.operations.promises import DataPromise, Output
from pipeline.values import dataclass

UNIT = 10_000
"""What stands for all of a channel in the table: floats are written differently by different libraries."""


@dataclass(frozen=True, slots=True)
class FindKey(Operation):
    """The colour of a screen as the JSON `out`: `colour`, red, green and blue, and the `least` difference, in ten-thousandths.

    By each of its `arguments` ffmpeg writes a small picture of the clip of `width` x `height`, 8 bits of red, green and blue
    each. `path` is what messages call the file. Raises ContentFault where there is no screen.
    """

    libraries: ClassVar[tuple[str, ...]] = ("numpy",)
    is_ffmpeg: ClassVar[bool] = True
    pool: ClassVar[Pool] = "draw"

    arguments: tuple[Arguments, ...]
    width: int
    height: int
    path: str

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the colour."""
        return (Output("out", ".json", DataPromise(("colour", "least"))),)

    @property
    def ends(self) -> Mapping[str, int]:
        """Count the one frame of each run."""
        return {"frame": 1}

    def run(self, work: Work) -> None:
        """Let ffmpeg make small pictures, and look at them."""
        import numpy as np

        from pipeline.analysis import keying

        out, seen = work.outputs["out"], written(self.arguments, work)
        found = keying.screen(np.frombuffer(seen, np.uint8).reshape(-1, self.height, self.width, 3) / 255)
        if found is None:
            hint = 'remove `chroma_key` if nobody stands before one, or write its colour: chroma_key: "#00b140"'
            raise ContentFault(f"no green or blue screen is seen in {self.path}: {hint}")
        colour, least = found
        told = {"colour": [round(value * UNIT) for value in colour], "least": round(least * UNIT)}
        out.write_text(json.dumps(told))
