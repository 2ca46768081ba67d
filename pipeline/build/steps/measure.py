"""Measure the encoded programme sound as a viewer hears it, and write the sound report.

The file is decoded again, because encoding raises true peaks (rules D14); what is delivered is what is measured.
"""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from pipeline.build.steps import Call
from pipeline.sound.levels import rounded
from pipeline.sound.meter import Meter, integrated

_RATE = 48_000
_CELLS = 1500  # a second


def run(call: Call) -> None:
    """Write `out`, the report, as JSON.

    Inputs: `encoded`, `master` (facts) and `mix0`, ... (facts). Parameters: `samples`; `target`, `ceiling`, `tolerance`,
    `jump` as text; `segments`: {"name", "title", "mix": number or null, "start", "samples", "clips": names}.
    """
    import av

    samples: int = call.parameters["samples"]
    meter = Meter()
    heard = 0
    with av.open(str(call.inputs["encoded"])) as container:
        stream = container.streams.audio[0]
        for frame in container.decode(stream):
            block = np.asarray(frame.to_ndarray(), dtype=np.float64)
            block = block.T if frame.format.is_planar else block.reshape(-1, frame.layout.nb_channels)
            meter.feed(block)
            heard += len(block)
            call.progress(min(1.0, heard / samples))
    call.outputs["out"].write_text(json.dumps(_report(call, meter), sort_keys=True, indent=1))


def _report(call: Call, meter: Meter) -> dict[str, Any]:
    target, ceiling, tolerance, jump = (
        float(Fraction(call.parameters[name])) for name in ("target", "ceiling", "tolerance", "jump")
    )
    cells = meter.cells
    segments: list[dict[str, Any]] = []
    for segment in call.parameters["segments"]:
        start, end = segment["start"], segment["start"] + segment["samples"]
        loudness = integrated(cells[start * _CELLS // _RATE : end * _CELLS // _RATE])
        facts = {} if segment["mix"] is None else json.loads(call.inputs[f"mix{segment['mix']}"].read_text())
        clips = [
            {"name": name, **clip} for name, clip in zip(segment["clips"], facts.pop("clips", []), strict=True)
        ]
        segments.append(
            {"name": segment["name"], "title": segment["title"], "loudness": rounded(loudness), "mix": facts, "clips": clips}
        )
    whole, peak = rounded(meter.loudness), rounded(meter.true_peak)
    return {
        "programme": {
            "loudness": whole,
            "target": target,
            "tolerance": tolerance,
            "loudness_ok": whole is None or abs(whole - target) <= tolerance,
            "true_peak": peak,
            "ceiling": ceiling,
            "true_peak_ok": peak is None or peak <= ceiling,
        },
        "master": json.loads(call.inputs["master"].read_text()),
        "segments": segments,
        "jumps": _jumps(segments, jump),
        "sync": [
            {"segment": segment["name"], "name": clip["name"], **clip["sync"]}
            for segment in segments
            for clip in segment["clips"]
            if clip.get("sync")
        ],
    }


def _jumps(segments: list[dict[str, Any]], allowed: float) -> list[dict[str, Any]]:
    found = []
    audible = [segment for segment in segments if segment["loudness"] is not None]
    for before, behind in pairwise(audible):
        difference = round(behind["loudness"] - before["loudness"], 2)
        if abs(difference) > allowed:
            found.append({"from": before["name"], "to": behind["name"], "difference": difference})
    return found
