"""A clip before a screen of one colour, which becomes transparent: as filters, and as actions that find and draw it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from pipeline.ffmpeg import grading, keying
from pipeline.ffmpeg.conform import View, contained
from pipeline.ffmpeg.grading import Table
from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.pixels import Pixels
from pipeline.media.info import VideoInfo
from pipeline.operations.draw_key import DrawKey
from pipeline.operations.find_key import FindKey
from pipeline.plan import encode
from pipeline.plan.action import Input
from pipeline.plan.drawing import Drawings
from pipeline.plan.sampling import Paint, bare, pixels, times
from pipeline.timeline.key import Key
from pipeline.timeline.model import Clip

_SMALL = 160
"""Pixels of the longer side of a picture in which a screen is looked for."""


def keyed(
    clip: Clip, shape: VideoInfo, drawings: Drawings, inputs: encode.Inputs, paint: Paint, tables: Sequence[Table]
) -> Callable[[Video, View], Video] | None:
    """Return what lets the screen of a clip's picture go once that has its size, and then takes its colours through tables.

    None where no screen is to go.
    """
    key = clip.treatment.key
    if key is None:
        return None
    measured = () if key.colour else (_found(clip, key, shape, drawings, paint),)
    operation = DrawKey(key.colour, key.softness, key.spill)
    drawn = drawings.made(operation, measured, "key", "tables of a chroma key", clip, Fraction(1, 2))
    matte, clean = (inputs.name(drawn.output(name), ".cube") for name in ("matte", "clean"))

    def cut_out(stream: Video, view: View) -> Video:
        size = view.width, view.height
        return keying.keyed(stream, matte, clean, *size, key.spill, lambda rgb: grading.tabled(rgb, tables))

    return cut_out


def _found(clip: Clip, key: Key, shape: VideoInfo, drawings: Drawings, paint: Paint) -> Input:
    small, inputs, looks = contained(shape, _SMALL, _SMALL), encode.Inputs(), times(key.start, key.seconds)
    box = Pixels(0, 0, small.width, small.height)
    choices = tuple(
        pixels(bare(clip, time, box, drawings, paint, inputs), box.width, box.height, "rgb24") for time in looks
    )
    operation = FindKey(choices, box.width, box.height, str(getattr(clip.media, "path", "")))
    made = drawings.ask(operation, inputs.all(), "screen", "colour of the screen", clip, Fraction(len(looks), 3))
    return Input("measured", made, ".json")
