"""Which file of a contributor ffmpeg has failed at, and when in it: so that a build that fails says what a producer can mend."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from pipeline.faults import FfmpegStopped, SourceDamaged
from pipeline.ffmpeg.flags import GLOBAL
from pipeline.operations.base import Pool
from pipeline.operations.codec import Json
from pipeline.plan.action import Action, FromSource, FromSources
from pipeline.timebase import clock

_LACKS = 234
"""ffmpeg's exit code where a file has no such stream: the low byte of AVERROR(EINVAL). A file is not to blame for that."""

_FROM_OUTSIDE = frozenset({-signal.SIGTERM, -signal.SIGINT, -signal.SIGKILL, -signal.SIGHUP})
"""How ffmpeg ends when it is ended, by a person or for want of memory."""

_UNWANTED = ("-copyts", "-start_at_zero", "-noauto_conversion_filters")
"""With `copyts`, progress counts from where it was first told."""

_AGAIN = "copy or export it again"

Decode = Callable[[list[str]], tuple[int, int]]
"""Runs ffmpeg with arguments; returns its exit code and how many microseconds it came to."""


def works(decode: Decode) -> int:
    """Have ffmpeg make one plain picture of nothing; return its exit code. What fails at that is itself broken, no file is."""
    plain = ("-f", "lavfi", "-i", "color=black:s=16x16:r=25:d=0.04", "-c:v", "rawvideo", "-f", "nut", f"file:{os.devnull}")
    code, _ = decode([*(flag for flag in GLOBAL if flag not in _UNWANTED), *plain])
    return 0 if code in _FROM_OUTSIDE else code


def sources(action: Action) -> list[Json]:
    """Return the names of the inputs of an action that are contributors' files."""
    return [given.name for given in action.inputs if isinstance(given.origin, FromSource | FromSources)]


def unproven(action: Action, is_proven: Callable[[str], bool]) -> list[Json]:
    """Return the names of the inputs whose pictures nobody has decoded yet."""
    if action.operation.pool == "sound":
        return []
    return [given.name for given in action.inputs if isinstance(given.origin, FromSource) and not is_proven(given.origin.digest)]


def strictly(arguments: Sequence[str], paths: Collection[Path], folder: Path) -> list[str]:
    """Return arguments of ffmpeg by which it stops where a decoder of these inputs would hide that a picture is damaged.

    It runs in `folder`, to which inputs may be relative.

    With `err_detect=explode` a decoder says what else it conceals: measured on 250 damaged films of nine codecs, ffmpeg then
    stops at just those that `media.proof.picture_bad` finds; without it HEVC and MJPEG pass.
    """
    found: list[str] = []
    for argument, after in zip(arguments, (*arguments[1:], ""), strict=True):
        if argument == "-i" and folder / after.removeprefix("file:") in paths:
            found += ("-err_detect:v", "explode")
        found.append(argument)
    return found


def found(names: Json, inputs: Mapping[str, Path], pool: Pool, decode: Decode) -> Json:
    """Decode contributors' files once more, each alone, as strictly as builds do; return the first at which that fails.

    `names` are those of the inputs to try. Returned is [name, microseconds], and of numbered pictures [name, number], from 0;
    None where all can be decoded.
    """
    stream, excused = ("0:a?" if pool == "sound" else "0:V?"), frozenset({_LACKS})
    for name in names if isinstance(names, list) else ():
        path = inputs[str(name)]
        if path.is_dir():
            if (number := _first_bad(sorted(path.iterdir()), decode)) is not None:
                return [name, number]
            continue
        if (microseconds := _fails(path, stream, decode, excused)) is not None:
            return [name, microseconds]
    return None


def _first_bad(pictures: list[Path], decode: Decode) -> int | None:
    return next((number for number, path in enumerate(pictures) if _fails(path, "0:V", decode, frozenset()) is not None), None)


def _fails(path: Path, stream: str, decode: Decode, excused: frozenset[int]) -> int | None:
    """Return how many microseconds of a file are decoded before that fails; None where it does not."""
    code, microseconds = decode([
        *(flag for flag in GLOBAL if flag not in _UNWANTED),
        "-max_error_rate", "0", "-threads", "1", "-i", f"file:{path}", "-map", stream, "-fps_mode", "passthrough",
        "-c:v", "rawvideo", "-c:a", "pcm_f32le", "-f", "nut", f"file:{os.devnull}",  # -f null tells no times
    ])  # fmt: skip
    return None if code == 0 or code in excused | _FROM_OUTSIDE else max(microseconds, 0)


def fault(action: Action, told: Json, tail: str) -> SourceDamaged | None:
    """Return what to tell of the file that `found` has found; None where there is none. `tail` is the end of ffmpeg's log."""
    if not isinstance(told, list):
        return None
    name, measure = told
    assert isinstance(measure, int)
    segment = _segment(action)
    origin = next(given.origin for given in action.inputs if given.name == name)
    if isinstance(origin, FromSources):
        return SourceDamaged(
            action.address, f"{origin.paths[measure]} cannot be decoded{segment}; {_AGAIN}", tail, action.where
        )
    assert isinstance(origin, FromSource)
    tenths = measure // 100_000
    where = f" from about {clock(Fraction(tenths, 10))} on" if tenths else ""
    hint = f"use it up to there (write out: {tenths / 10}), or {_AGAIN}" if tenths else _AGAIN
    return SourceDamaged(action.address, f"{origin.path} cannot be decoded{where}{segment}; {hint}", tail, action.where)


def unexplained(action: Action, failed: str, tail: str, log: Path) -> FfmpegStopped:
    """Return what to tell of a run of ffmpeg that no file alone is to blame for. `failed` says how it ended; `log` lies there."""
    what = action.title or action.address
    files = list(dict.fromkeys(path for given in action.inputs for path in _paths(given.origin)))
    made_of = f" of {', '.join(files[:_NAMED])}{' and more' if len(files) > _NAMED else ''}" if files else ""
    hint = "export these files anew (MP4 with H.264 and AAC, WAV, PNG), or " if files else ""
    message = f"{what} cannot be made{made_of}{_segment(action)}: {failed}; {hint}report it with {log}"
    return FfmpegStopped(action.address, message, tail, action.where)


_NAMED = 4
"""Files that a message names."""


def _paths(origin: object) -> tuple[str, ...]:
    match origin:
        case FromSource(path=path):
            return (path,)
        case FromSources(paths=paths):
            return paths
        case _:
            return ()


def _segment(action: Action) -> str:
    return f" (segment {action.segment})" if action.segment else ""
