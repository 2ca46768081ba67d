"""A clip as it was shot, at some of its times, for what is measured of it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.pixels import Pixels
from pipeline.operations.ffmpeg import Arguments
from pipeline.plan import encode
from pipeline.plan.drawing import Drawings
from pipeline.timeline.colour import AS_SHOT
from pipeline.timeline.model import Clip, Fit, Placement
from pipeline.timeline.pace import AS_FILMED

Paint = Callable[[Clip, Pixels, encode.Inputs], Video]
"""Paints the first frame of a clip in a box."""

_LOOKS = 9
"""Pictures of a clip by which its light is judged."""


def times(start: Fraction, seconds: Fraction) -> list[Fraction]:
    """Return the times in a file by which `seconds` of it from `start` on are judged: of a still, one."""
    looks = _LOOKS if seconds else 1
    return [start + (2 * number + 1) * seconds / (2 * looks) for number in range(looks)]


def bare(clip: Clip, time: Fraction, box: Pixels, drawings: Drawings, paint: Paint, inputs: encode.Inputs) -> Video:
    """Return the picture of a clip at a time of its file, upright and as it was shot."""
    shot = replace(
        clip, start=time, frames=1, held=0, fade_in=0, fade_out=0, opening=None, placement=Placement(Fit.COVER), behind=(),
        is_clear=False, pace=AS_FILMED, reverse=Fraction(0),
        treatment=replace(clip.treatment, grade=AS_SHOT, key=None, hidden=(), steady=None, denoise="off"),
    )  # fmt: skip
    with drawings.on_behalf_of(clip):  # the bare one is in no span
        return paint(shot, box, inputs)


def pixels(seen: Video, width: int, height: int, pixel_format: str) -> Arguments:
    """Return the arguments by which ffmpeg writes the one picture as bare pixels, in full-range RGB."""
    deep = filters.scale(seen, width, height, pixel_format, out_range="full")
    written = graph.write("out", deep, options={"frames:v": 1, "c:v": "rawvideo", "f": "rawvideo"})
    return encode.arguments(written)
