"""Write the sound report: how loud the finished sound is, each segment in it, and what was done to each take."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any, ClassVar

from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.promises import DataPromise, Output
from pipeline.values import dataclass

_Facts = dict[str, Any]
"""What an operation on sound has measured: a JSON object."""


@dataclass(frozen=True, slots=True)
class ReportedSegment:
    """A segment as the report names it. `mix` is the number of its input, None where it is silent; `clips` are names."""

    name: str
    title: str
    mix: int | None
    clips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportSound(Operation):
    """The report as the JSON `out`, from the facts of the input `master` and of the mixes `mix0`, `mix1`, ...

    `target` in LUFS, `ceiling` in dBTP, `tolerance` in LU.
    """

    pool: ClassVar[Pool] = "sound"

    target: Fraction
    ceiling: Fraction
    tolerance: Fraction
    segments: tuple[ReportedSegment, ...]

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise the chapters of the report."""
        return (Output("out", ".json", DataPromise(("programme", "master", "segments", "sync", "curves"))),)

    def run(self, work: Work) -> None:
        """Put together what others have measured."""
        target, ceiling, tolerance = float(self.target), float(self.ceiling), float(self.tolerance)
        master: _Facts = json.loads(work.inputs["master"].read_text())
        curves = master.pop("curves")
        segments: list[_Facts] = []
        for segment, loudness in zip(self.segments, master.pop("segments"), strict=True):
            facts: _Facts = {} if segment.mix is None else json.loads(work.inputs[f"mix{segment.mix}"].read_text())
            clips = [{"name": name, **clip} for name, clip in zip(segment.clips, facts.pop("clips", []), strict=True)]
            segments.append(
                {"name": segment.name, "title": segment.title, "loudness": loudness, "mix": facts, "clips": clips}
            )
        loudness, peak = master["loudness"], master["true_peak"]
        report = {
            "programme": {
                "loudness": loudness,
                "target": target,
                "tolerance": tolerance,
                "loudness_ok": loudness is None or abs(loudness - target) <= tolerance,
                "true_peak": peak,
                "ceiling": ceiling,
                "true_peak_ok": peak is None or peak <= ceiling,
            },
            "curves": curves,
            "master": master,
            "segments": segments,
            "sync": [
                {"segment": segment["name"], "name": clip["name"], **clip["sync"]}
                for segment in segments
                for clip in segment["clips"]
                if clip.get("sync")
            ],
        }
        work.outputs["out"].write_text(json.dumps(report, sort_keys=True, indent=1))
        work.progress(1.0)
