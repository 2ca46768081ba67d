"""Join the segments' mixes into the programme, bring it to its loudness, keep its true peaks below the ceiling.

Two passes: the first measures the join in cells, from which gain and limiter follow; the second writes. What is written is
measured again, and where limiting changed the loudness by more than 0.05 LU the second pass is repeated with the difference.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from contextlib import ExitStack
from fractions import Fraction

import numpy as np

from pipeline.build.steps import Call
from pipeline.sound import wav
from pipeline.sound.blocks import Read, Samples
from pipeline.sound.join import Meeting, Placed, joined
from pipeline.sound.lengths import HANDLE
from pipeline.sound.levels import rounded
from pipeline.sound.limiter import apply, gain_to, gains, reduction_db
from pipeline.sound.meter import Curve, Meter

_RATE = 48_000
_PASSES = 3
_CLOSE = 0.05


def run(call: Call) -> None:
    """Write `out`, the mastered programme as WAV, and `facts`, a JSON document.

    Inputs: `mix0`, `mix1`, ..., each with handles. Parameters: `samples` of the programme; `segments`, a list of
    {"mix": number or null, "start", "samples", "meeting", "overlap"}; `target` in LUFS and `ceiling` in dBTP as text, the ceiling
    being the encoder's input, below what the profile allows after it.
    """
    samples: int = call.parameters["samples"]
    target, ceiling = float(Fraction(call.parameters["target"])), float(Fraction(call.parameters["ceiling"]))
    with ExitStack() as stack:
        placed = []
        for segment in call.parameters["segments"]:
            meeting = Meeting(segment["meeting"])
            if segment["mix"] is None:
                placed.append(Placed(_silence, segment["start"], segment["samples"], meeting, segment["overlap"]))
                continue
            file = stack.enter_context(call.inputs[f"mix{segment['mix']}"].open("rb"))
            _, read = wav.reader(file)
            placed.append(Placed(_behind_handle(read), segment["start"], segment["samples"], meeting, segment["overlap"]))
        before = Meter()
        for done, block in enumerate(joined(placed, samples)):
            before.feed(block)
            call.progress(0.4 * min(1.0, done * len(block) / max(samples, 1)))
        cells, peaks = before.cells, before.peaks
        wanted, gain = target, 0.0
        after = Meter()
        for _ in range(_PASSES):
            gain = gain_to(wanted, ceiling, cells, peaks)
            after = _write(call, placed, samples, gains(peaks, gain, ceiling))
            error = target - after.loudness
            if not math.isfinite(error) or abs(error) <= _CLOSE:
                break
            wanted += error
    facts = {
        "loudness_before": rounded(before.loudness),
        "true_peak_before": rounded(before.true_peak),
        "gain_db": round(gain, 6),
        "limited_db": round(reduction_db(peaks, gain, ceiling), 2),
        "loudness": rounded(after.loudness),
        "true_peak": rounded(after.true_peak),
    }
    call.outputs["facts"].write_text(json.dumps(facts, sort_keys=True))


def _write(call: Call, placed: Sequence[Placed], samples: int, factors: Curve) -> Meter:
    meter = Meter()
    at = 0
    with call.outputs["out"].open("wb") as out:
        out.write(wav.header(_RATE, 2, samples))
        for block in joined(placed, samples):
            block = apply(block, factors, at)
            meter.feed(block)
            out.write(wav.encode(block))
            at += len(block)
            call.progress(0.4 + 0.6 * at / samples)
    return meter


def _silence(start: int, count: int) -> Samples:
    return np.zeros((count, 2))


def _behind_handle(read: Read) -> Read:
    return lambda start, count: read(start + HANDLE, count)
