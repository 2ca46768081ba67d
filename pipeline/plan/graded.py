"""What is done to the colours of a clip, as filters and as actions that measure and draw what they need. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from pipeline.ffmpeg import filters
from pipeline.ffmpeg.conform import contained
from pipeline.ffmpeg.grading import Table
from pipeline.ffmpeg.pixels import Pixels, even
from pipeline.media.info import MediaInfo, VideoInfo
from pipeline.media.paths import MediaPath
from pipeline.operations.draw_curves import DrawCurves
from pipeline.operations.measure_light import MeasureLight
from pipeline.plan import encode
from pipeline.plan.action import FromAction, FromSource, Input
from pipeline.plan.drawing import Drawings
from pipeline.plan.sampling import Paint, bare, pixels, times
from pipeline.timeline.colour import Grade, Grey, GreyPoint, Lamp, Match, Scene
from pipeline.timeline.model import Clip, SourceMedia, StillMedia
from pipeline.timeline.treatment import AS_IT_IS

Info = Callable[[MediaPath], MediaInfo]

_SMALL, _LARGE = 96, 640
"""Pixels of the longer side of a picture of which all is measured, and of one of which a point is."""

_PATCH = Fraction(1, 40)
"""The width of what is measured around a point, as a share of the picture's longer side: 48 pixels of 1920."""


def graded(
    clip: Clip, shape: VideoInfo, drawings: Drawings, inputs: encode.Inputs, paint: Paint, info: Info
) -> tuple[Table, ...]:
    """Return the tables through which the colours of a clip go, in order. `shape` is of its picture.

    `info` tells the facts of a file by its path.
    """
    return tuple(_tables(clip, shape, drawings, inputs, paint, info))


def _tables(
    clip: Clip, shape: VideoInfo, drawings: Drawings, inputs: encode.Inputs, paint: Paint, info: Info
) -> Iterator[Table]:
    grade = clip.treatment.grade
    if grade.balance is not None or grade.exposure:
        yield Table(inputs.name(_curves(grade, clip, shape, drawings, paint, info), ".cube"), 1)
    if grade.lut is not None:
        yield Table(inputs.name(FromSource(grade.lut.digest, str(grade.lut.path)), ".cube"), grade.lut.sides)


def _curves(grade: Grade, clip: Clip, shape: VideoInfo, drawings: Drawings, paint: Paint, info: Info) -> FromAction:
    measured: tuple[Input, ...] = ()
    operation = DrawCurves(grade.exposure)
    match grade.balance:
        case Scene(start=start, seconds=seconds):
            measured = (_measured(clip, times(start, seconds), None, shape, drawings, paint, "scene"),)
        case GreyPoint(point=point, at=at):
            measured = (_measured(clip, [at], point, shape, drawings, paint, "point"),)
        case Match() as wanted:
            measured = _both(wanted, clip, shape, drawings, paint, info)
        case Grey(colour=colour):
            operation = replace(operation, colour=colour)
        case Lamp(kelvin=kelvin):
            operation = replace(operation, kelvin=kelvin)
        case None:
            pass
    return drawings.ask(operation, measured, "curves", "curves of colour", clip, Fraction(1, 10))


def _both(
    wanted: Match, clip: Clip, shape: VideoInfo, drawings: Drawings, paint: Paint, info: Info
) -> tuple[Input, ...]:
    """Ask for where the colours of a clip lie, and those of the one that it is to match."""
    own, other = wanted.own, wanted.other
    facts = info(wanted.path).video
    assert facts is not None, f"{wanted.path} has no picture; assembly has let it through"
    media = SourceMedia(wanted.path, wanted.digest) if other.seconds else StillMedia(wanted.path, wanted.digest)
    like = replace(clip, media=media, treatment=AS_IT_IS)
    looks = times(other.start, other.seconds)
    first = _measured(clip, times(own.start, own.seconds), None, shape, drawings, paint, "colours")
    with drawings.on_behalf_of(clip):  # the other is in no span
        second = _measured(like, looks, None, facts, drawings, paint, "colours")
    return replace(first, name="own"), replace(second, name="other")


def _measured(
    clip: Clip, looks: list[Fraction], point: tuple[Fraction, Fraction] | None, shape: VideoInfo, drawings: Drawings,
    paint: Paint, what: Literal["scene", "point", "colours"],
) -> Input:
    """Ask for the colour that should be grey, at a point of the picture or by all of it, or where colours lie; return it."""
    longest = _SMALL if point is None else _LARGE
    small = contained(shape, longest, longest)
    box, inputs, choices = Pixels(0, 0, small.width, small.height), encode.Inputs(), []
    for time in looks:
        seen, size = bare(clip, time, box, drawings, paint, inputs), (box.width, box.height)
        if point is not None:
            side = min(max(8, even(longest * _PATCH)), *size)
            x, y = (min(max(0, even(share * of - Fraction(side, 2))), of - side) for share, of in zip(point, size, strict=True))
            seen, size = filters.crop(seen, side, side, x, y), (side, side)
        choices.append(pixels(seen, *size, "rgb48le"))
    operation = MeasureLight(tuple(choices), what)
    made = drawings.ask(operation, inputs.all(), "light", "light of the picture", clip, Fraction(len(looks), 3))
    return Input("measured", made, ".json")
