"""What a film that is shown otherwise than it was shot must have: told at its line where it has not. Pure."""

from __future__ import annotations

from fractions import Fraction

from pipeline.media.info import VideoInfo
from pipeline.segments.base import Context
from pipeline.segments.fields import Loc
from pipeline.segments.medium import Look, Medium
from pipeline.segments.paced import Paced
from pipeline.timebase import clock
from pipeline.timeline.pace import Pace

_LONGEST_BACKWARDS = 120
"""Seconds of a film that may be shown backwards: of 1080p they are some 10 GB while they are stored."""


def tell_still(context: Context, loc: Loc, file: str, paced: Paced) -> None:
    """Tell which fields that are of films alone a still was given."""
    for name, is_said in (("speed", paced.is_changed), ("freeze", paced.freeze is not None), ("reverse", paced.reverse)):
        if is_said:
            context.fault((*loc, name), f"{file} is a still, which has no `{name}`", "remove it")


def stands(context: Context, loc: Loc, medium: Look, cut: tuple[Fraction, Fraction] | None) -> tuple[Fraction, Fraction] | None:
    """Return what is used of a file; None after telling that the moment at which it is to stand is not in it."""
    if cut is None or medium.freeze is None:
        return cut
    at, (start, seconds) = context.seconds(medium.freeze.at), cut
    if start <= at <= start + seconds:
        return cut
    message = f"what is used of the file lasts from {clock(start)} to {clock(start + seconds)}, and it is to stand at {clock(at)}"
    context.fault((*loc, "freeze", "at"), message, "write a time in between, as the file counts")
    return None


def tell_ramp(context: Context, loc: Loc, file: str, paced: Paced, end: Fraction) -> None:
    """Warn of a ramp all of whose points are after the end of its file, so that nothing becomes faster or slower."""
    if paced.speed is None or (first := context.seconds(paced.speed.ramp[0].at)) < end:
        return
    message = f"{file} ends at {clock(end)}, and the ramp begins at {clock(first)}: all of it has one speed"
    context.warn((*loc, "speed", "ramp", 0, "at"), message, "write times in the file, as `in` and `out` are")


def lasting(context: Context, look: Look, pace: Pace, seconds: Fraction) -> Fraction:
    """Return how long a clip is that shows so many seconds of its file: what is written, even if its picture stands then."""
    whole = pace.until(seconds)
    length = look.length if isinstance(look, Medium) else None
    return whole if length is None else min(whole, context.seconds(length))


def turned(context: Context, loc: Loc, look: Look, video: VideoInfo, seconds: Fraction) -> Fraction | None:
    """Return how many seconds of a film are shown backwards, of those that are used; None after telling that it cannot be."""
    if not look.reverse:
        return Fraction(0)
    if video.passages:
        message = "the picture of this file changes in mid-file, and cannot be shown backwards"
        context.fault((*loc, "reverse"), message, "export it again, or use another film")
        return None
    if seconds > _LONGEST_BACKWARDS:
        message = f"{clock(seconds)} of a film would be shown backwards, which are stored frame by frame"
        context.fault((*loc, "reverse"), message, f"use at most {clock(Fraction(_LONGEST_BACKWARDS))} of it")
        return None
    return seconds
