"""Listen to what was encoded: decode the programme's sound and hold it against the mixes that were planned.

The movie holds these packets, which quality control checks by their digest. The sound is decoded by FFmpeg inside PyAV and
measured by code that mastering does not run. What cannot be decoded is a fact, too: nothing that a file holds makes this fail.
"""

from __future__ import annotations

import json
from typing import ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.codec import encode
from pipeline.operations.programme import ProgrammeSound
from pipeline.operations.promises import DataPromise, Output
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class MeasureSound(Operation):
    """The facts of the sound of `movie` as the JSON `out`; `programme` says where in it the mixes `mix0`, `mix1`, ... are heard.

    Without segments nothing was planned of it. Where it is not `is_thorough`, packets are counted and nothing is decoded.
    """

    libraries: ClassVar[tuple[str, ...]] = ("av", "numpy")
    pool: ClassVar[Pool] = "check"

    programme: ProgrammeSound
    is_thorough: bool

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise what the judge reads first."""
        return (Output("out", ".json", DataPromise(("samples", "packets", "fault", "loudness", "heard", "planned", "lags"))),)

    def run(self, work: Work) -> None:
        """Decode and listen."""
        from pipeline.operations.measuring.listening import listen

        mixes = {name: path for name, path in work.inputs.items() if name != "movie"}
        facts = listen(work.inputs["movie"], mixes, self.programme, work.progress, is_thorough=self.is_thorough)
        work.outputs["out"].write_text(json.dumps(encode(facts), sort_keys=True))
        work.progress(1.0)
