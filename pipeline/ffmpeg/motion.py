"""Slow movement over a still: a window glides through the picture, smooth to a fraction of a pixel, the same in every span."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, NamedTuple

from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.conform import CENTRE, Finish, conform
from pipeline.ffmpeg.graph import Video
from pipeline.media.info import VideoInfo

Move = Literal["ken-burns", "zoom-in", "zoom-out", "pan-left", "pan-right"]

_CLOSE = Fraction(7, 8)
"""The narrowest window, as a share of the picture: closer, and a still made at the canvas's size grows soft."""

_NEAR = Fraction(31, 32)
"""Where a Ken Burns move begins: not at the picture's edge, so that it can glide as well as zoom."""


class _Window(NamedTuple):
    """What is seen: its size as a share of the picture's, and where it lies in the room that is left (0 to 1 each way)."""

    size: Fraction
    across: Fraction
    down: Fraction


def move(
    picture: Video, info: VideoInfo, kind: Move, *, focus: tuple[Fraction, Fraction], width: int, height: int, rate: Fraction,
    offset: int, frames: int, total: int, finish: Finish | None = None,
) -> Video:
    """Glide over a still that is shown for `total` frames in all: `frames` of them from frame `offset`, `width` x `height`.

    Takes one upright frame (see `source.read_still`) and yields a stream in the working format; the box is covered. Zooms go to,
    or come from, `focus` (shares of the picture's width and height); `pan-left` moves the window to the left. `finish` is done
    to the picture before it moves. The pace is even and follows from `total` alone. Measured at 1080p: 50 ms a frame of one
    core; `zoompan` and `crop` move by whole pixels, and shake.
    """
    fitted = conform(picture, info, width=width, height=height, fit="cover", focus=focus, finish=finish)
    still = filters.repeat(fitted, frames, rate)
    begin, end = _windows(kind, focus)
    progress = f"(on+({offset - 1}))/{max(1, total - 1)}"  # `on` counts from 1
    left = _between(begin.across * (1 - begin.size), end.across * (1 - end.size), progress)
    top = _between(begin.down * (1 - begin.size), end.down * (1 - end.size), progress)
    size = _between(begin.size, end.size, progress)
    x0, x1, y0, y1 = f"W*{left}", f"W*({left}+{size})", f"H*{top}", f"H*({top}+{size})"
    return graph.video(
        "perspective", still, x0=x0, y0=y0, x1=x1, y1=y0, x2=x0, y2=y1, x3=x1, y3=y1, interpolation="cubic", sense="source",
        eval="frame",
    )


def _windows(kind: Move, focus: tuple[Fraction, Fraction]) -> tuple[_Window, _Window]:
    whole, close = _Window(Fraction(1), *CENTRE), _Window(_CLOSE, *focus)
    match kind:
        case "zoom-in":
            return whole, close
        case "zoom-out":
            return close, whole
        case "pan-left":
            return _Window(_CLOSE, Fraction(1), focus[1]), _Window(_CLOSE, Fraction(0), focus[1])
        case "pan-right":
            return _Window(_CLOSE, Fraction(0), focus[1]), _Window(_CLOSE, Fraction(1), focus[1])
        case "ken-burns":
            return _Window(_NEAR, 1 - focus[0], 1 - focus[1]), close


def _between(begin: Fraction, end: Fraction, progress: str) -> str:
    step = end - begin
    return f"({begin.numerator}/{begin.denominator}+({step.numerator})/{step.denominator}*{progress})"
