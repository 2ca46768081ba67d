"""Write the sound report: how loud the finished sound is, each segment in it, and what was done to each take."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from pipeline.execution.steps import Call


def run(call: Call) -> None:
    """Write `out`, the report, as JSON.

    Inputs: `master` and `mix0`, ... (facts). Parameters: `target`, `ceiling`, `tolerance` as text; `segments`:
    {"name", "title", "mix": number or null, "clips": names}.
    """
    master = json.loads(call.inputs["master"].read_text())
    target, ceiling, tolerance = (float(Fraction(call.parameters[name])) for name in ("target", "ceiling", "tolerance"))
    segments: list[dict[str, Any]] = []
    for segment, loudness in zip(call.parameters["segments"], master.pop("segments"), strict=True):
        facts = {} if segment["mix"] is None else json.loads(call.inputs[f"mix{segment['mix']}"].read_text())
        clips = [{"name": name, **clip} for name, clip in zip(segment["clips"], facts.pop("clips", []), strict=True)]
        segments.append(
            {"name": segment["name"], "title": segment["title"], "loudness": loudness, "mix": facts, "clips": clips}
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
        "master": master,
        "segments": segments,
        "sync": [
            {"segment": segment["name"], "name": clip["name"], **clip["sync"]}
            for segment in segments
            for clip in segment["clips"]
            if clip.get("sync")
        ],
    }
    call.outputs["out"].write_text(json.dumps(report, sort_keys=True, indent=1))
