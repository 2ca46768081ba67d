"""Encode a part of the mastered programme for a preview: the very sound of the whole, but not measured again."""

from __future__ import annotations

from contextlib import ExitStack

from pipeline.execution.steps import Call, programme
from pipeline.execution.steps.encoding import Encoder, threads


def run(call: Call) -> None:
    """Write `out`, AAC in MP4.

    Inputs: `mix0`, `mix1`, ..., each with handles, and the master's `gains`. Parameters: `samples` and `segments` of the
    programme (see `master`); `first` and `last`, the samples from and to which it is cut; `bitrate` in bits a second; `channels`.
    """
    samples, first, last = (call.parameters[name] for name in ("samples", "first", "last"))
    with ExitStack() as stack:
        placed = programme.segments(call, stack)
        factors = programme.read_gains(call.inputs["gains"])
        encoder = Encoder(call.outputs["out"], call.parameters["bitrate"], call.parameters["channels"], cores=threads(), known={})
        done = 0
        with encoder:
            for block in programme.mastered(placed, samples, factors, first, last):
                for _ in encoder.take(block):
                    pass
                done += len(block)
                call.progress(done / (last - first))
            for _ in encoder.finish():
                pass
