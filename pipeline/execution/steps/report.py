"""Write the sound report: how loud the finished sound is, each segment in it, and what was done to each take."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise
from typing import Any

from pipeline.execution.steps import Call


def run(call: Call) -> None:
    """Write `out`, the report, as JSON.

    Inputs: `master` and `mix0`, ... (facts). Parameters: `target`, `ceiling`, `tolerance`, `jump` as text; `segments`:
    {"name", "title", "mix": number or null, "clips": names}.
    """
    master = json.loads(call.inputs["master"].read_text())
    target, ceiling, tolerance, jump = (
        float(Fraction(call.parameters[name])) for name in ("target", "ceiling", "tolerance", "jump")
    )
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
        "jumps": _jumps(segments, jump),
        "sync": [
            {"segment": segment["name"], "name": clip["name"], **clip["sync"]}
            for segment in segments
            for clip in segment["clips"]
            if clip.get("sync")
        ],
    }
    call.outputs["out"].write_text(json.dumps(report, sort_keys=True, indent=1))


def _jumps(segments: list[dict[str, Any]], allowed: float) -> list[dict[str, Any]]:
    found = []
    audible = [segment for segment in segments if segment["loudness"] is not None]
    for before, after in pairwise(audible):
        difference = round(after["loudness"] - before["loudness"], 2)
        if abs(difference) > allowed:
            found.append({"from": before["name"], "to": after["name"], "difference": difference})
    return found
