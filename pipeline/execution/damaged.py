"""Which file of a contributor ffmpeg has failed at, and when in it: so that a build that fails says what a producer can mend."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

from pipeline.faults import SourceDamaged
from pipeline.ffmpeg.flags import GLOBAL
from pipeline.operations.base import Pool
from pipeline.operations.codec import Json
from pipeline.plan.action import Action, FromSource
from pipeline.timebase import clock

_INVALID = 183
"""ffmpeg's exit code where a decoder met invalid data: the low byte of AVERROR_INVALIDDATA (libavutil/error.h)."""

_UNWANTED = ("-copyts", "-start_at_zero", "-noauto_conversion_filters")
"""With `copyts`, progress counts from where it was first told."""

_AGAIN = "copy or export it again"


def sources(action: Action) -> list[Json]:
    """Return the names of the inputs of an action that are contributors' files."""
    return [given.name for given in action.inputs if isinstance(given.origin, FromSource)]


def found(names: Json, inputs: Mapping[str, Path], pool: Pool, decode: Callable[[list[str]], tuple[int, int]]) -> Json:
    """Decode contributors' files once more, each alone, as strictly as builds do; return the first at which that fails.

    `names` are those of the inputs to try. `decode` runs ffmpeg with arguments, and returns its exit code and how many
    microseconds it came to. Returned is [name, microseconds], None where all can be decoded.
    """
    stream = "0:a?" if pool == "sound" else "0:V?"
    for name in names if isinstance(names, list) else ():
        path = inputs[str(name)]
        code, microseconds = decode([
            *(flag for flag in GLOBAL if flag not in _UNWANTED),
            "-max_error_rate", "0", "-threads", "1", "-i", f"file:{path}", "-map", stream, "-fps_mode", "passthrough",
            "-c:v", "rawvideo", "-c:a", "pcm_f32le", "-f", "nut", f"file:{os.devnull}",  # -f null tells no times
        ])  # fmt: skip
        if code == _INVALID:
            return [name, max(microseconds, 0)]
    return None


def fault(action: Action, told: Json, tail: str) -> SourceDamaged | None:
    """Return what to tell of the file that `found` has found; None where there is none. `tail` is the end of ffmpeg's log."""
    if not isinstance(told, list):
        return None
    name, microseconds = told
    path = next(given.origin.path for given in action.inputs if given.name == name and isinstance(given.origin, FromSource))
    assert isinstance(microseconds, int)
    tenths = microseconds // 100_000
    where = f" from about {clock(Fraction(tenths, 10))} on" if tenths else ""
    hint = f"use it up to there (write out: {tenths / 10}), or {_AGAIN}" if tenths else _AGAIN
    segment = f" (segment {action.segment})" if action.segment else ""
    return SourceDamaged(action.address, f"{path} cannot be decoded{where}{segment}; {hint}", tail, action.where)
