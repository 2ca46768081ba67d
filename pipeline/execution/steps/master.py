"""Join the segments' mixes, bring the programme to its loudness and below its ceiling, encode it, and listen to the result.

The join is measured once, in cells, from which gain and limiter follow without touching the sound again. Then it is encoded and
decoded in one go. What a viewer hears decides: where encoding raised a true peak over the ceiling (rules D14), the
limiter takes more off there, and where the loudness came out otherwise, the gain is moved; then that pass is repeated. One pass
does for most programmes; another encodes only what it changes. What is kept was encoded once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from fractions import Fraction

import numpy as np

from pipeline.execution.steps import Call
from pipeline.execution.steps.encoding import Encoder, threads
from pipeline.execution.steps.programme import mastered, segments, write_gains
from pipeline.sound.join import Placed, joined
from pipeline.sound.lengths import CELL
from pipeline.sound.levels import rounded
from pipeline.sound.limiter import gain_to, gains, overshoot, reduction_db
from pipeline.sound.meter import Curve, Meter, integrated

_PASSES = 6
_PATIENT = 3
"""Passes in which only the places where the encoder overshoots are lowered; then the whole ceiling is."""

_CLOSE = 0.1
"""LU by which the finished loudness may miss its target without another pass."""

_METERS = 0.1
"""Decibels by which another true-peak meter may read more than ours."""

_Packets = dict[bytes, list[bytes]]

_MARGIN = 0.3
"""Decibels by which the limiter stays below the ceiling from the start: AAC raises most true peaks by less."""


def run(call: Call) -> None:
    """Write `encoded`, the mastered programme as AAC; `gains`, what each cell was multiplied with; and `facts`, a JSON document.

    Inputs: `mix0`, `mix1`, ..., each with handles. Parameters: `samples` of the programme; `segments`, a list of
    {"mix": number or null, "start", "samples", "meeting", "overlap"}; `target` in LUFS and `ceiling` in dBTP as text; `bitrate`
    in bits a second; `channels` of the encoded sound.
    """
    samples: int = call.parameters["samples"]
    target, ceiling = float(Fraction(call.parameters["target"])), float(Fraction(call.parameters["ceiling"]))
    with ExitStack() as stack:
        placed = segments(call, stack)
        before = Meter()
        at = 0
        for block in joined(placed, samples):
            before.feed(block)
            at += len(block)
            call.progress(0.2 * at / samples)
        cells, peaks = before.cells, before.peaks
        wanted, limit, raised = target, ceiling - _MARGIN, peaks
        gain, is_settled = 0.0, False
        factors, after, packets = np.ones(0), Meter(), _Packets()
        for number in range(_PASSES):
            if not is_settled:  # else the gain stays, and with it every chunk in which nothing is lowered
                gain = gain_to(wanted, limit, cells, raised)
            factors = write_gains(call.outputs["gains"], gains(raised, gain, limit))
            after, packets = _heard(call, placed, samples, factors, packets, lambda share: call.progress(0.2 + 0.8 * share))
            over = overshoot(after.peaks[: len(peaks)], ceiling - _METERS)
            error = target - after.loudness
            is_settled = not math.isfinite(error) or abs(error) <= _CLOSE
            if is_settled and not over.any():
                break
            if not is_settled:
                wanted += error
            if number < _PATIENT:
                raised = raised * 10.0 ** (over / 20.0)
            else:
                limit -= float(over.max())
                is_settled = False
    heard = after.cells
    facts = {
        "loudness_before": rounded(before.loudness),
        "true_peak_before": rounded(before.true_peak),
        "gain_db": round(gain, 6),
        "limited_db": round(reduction_db(peaks, factors, gain), 2),
        "loudness": rounded(after.loudness),
        "true_peak": rounded(after.true_peak),
        "segments": [
            rounded(integrated(heard[place.start // CELL : (place.start + place.samples) // CELL])) for place in placed
        ],
    }
    call.outputs["facts"].write_text(json.dumps(facts, sort_keys=True))


def _heard(
    call: Call, placed: Sequence[Placed], samples: int, factors: Curve, known: _Packets, progress: Callable[[float], None]
) -> tuple[Meter, _Packets]:
    """Encode the programme; return the meter of what a player hears, and the packets for another pass."""
    meter = Meter()
    done = 0
    encoder = Encoder(
        call.outputs["encoded"], call.parameters["bitrate"], call.parameters["channels"], cores=threads(), known=known
    )
    with encoder:
        for block in mastered(placed, samples, factors, 0, samples):
            for heard in encoder.take(block):
                meter.feed(heard)
            done += len(block)
            progress(done / samples)
        for heard in encoder.finish():
            meter.feed(heard)
    return meter, encoder.packets
