"""What is done to clips and sounds that no timeline holds, in a producer's words: whoever edits it has to do it there. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline.timebase import clock
from pipeline.timeline.colour import Grey, GreyPoint, Lamp, Match, Scene
from pipeline.timeline.edge import Edge
from pipeline.timeline.model import Clip, ColourMedia, Media, SoundClip, SourceMedia, StillMedia
from pipeline.timeline.pace import Pace
from pipeline.timeline.placement import WHOLE, Box
from pipeline.timeline.sound_treatment import SoundTreatment


def of_picture(clip: Clip) -> tuple[str, ...]:
    """Return what is done to a picture, each as `field: value`, in the order in which it is done."""
    return tuple(_picture(clip))


def of_sound(clip: SoundClip) -> tuple[str, ...]:
    """Return what is done to a sound besides its level, each as `field: value`."""
    return tuple(_sound(clip))


def _picture(clip: Clip) -> Iterator[str]:
    treatment = clip.treatment
    yield from _time(clip.pace)
    if clip.reverse:
        yield "reverse: on"
    if treatment.steady is not None:
        yield "stabilise: on"
    if treatment.crop != WHOLE:
        yield f"crop: {_sides(treatment.crop)}"
    if treatment.rotate:
        yield f"rotate: {float(treatment.rotate):g}"
    if treatment.mirror != "none":
        yield f"mirror: {treatment.mirror}"
    if treatment.denoise != "off":
        yield f"denoise_picture: {treatment.denoise}"
    for hidden in treatment.hidden:
        _, box = hidden.points[0]
        yield f"blur: {_place(box)}{', moving' if len(hidden.points) > 1 else ''}"
    yield from _colours(clip)
    if treatment.key is not None:
        yield f"chroma_key: {treatment.key.colour or 'on'}"
    if treatment.mask is not None:
        yield f"mask: {_shape(treatment.mask)}"
    if clip.placement.box != WHOLE:
        yield f"box: {_place(clip.placement.box)}"
    if clip.placement.move != "none":
        yield f"move: {clip.placement.move}"
    yield from _around(clip)
    for behind in clip.behind[:1]:
        yield f"background: {_named(behind.media)}"


def _named(media: Media) -> str:
    match media:
        case SourceMedia() | StillMedia():
            return str(media.path)
        case ColourMedia():
            return media.colour
        case _:
            return "a scene"


def _time(pace: Pace) -> Iterator[str]:
    if pace.is_even:
        return
    moving = [speed for _, speed in pace.points if speed]
    if len(set(moving)) > 1:
        yield f"speed: from {float(min(moving)):g} to {float(max(moving)):g} on the way"
    for part in pace.stretches():
        if not part.speed and not part.rises and part.seconds:
            yield f"freeze: for {clock(part.seconds)} at {clock(part.shown)} of the clip"


def _colours(clip: Clip) -> Iterator[str]:
    grade = clip.treatment.grade
    match grade.balance:
        case None:
            pass
        case Match() as other:
            yield f"match: {other.path}"
        case Scene():
            yield "white_balance: auto"
        case GreyPoint(point=(across, down)):
            yield f"white_balance: grey at {_share(across)} {_share(down)}"
        case Grey() as grey:
            yield f"white_balance: {grey.colour}"
        case Lamp() as lamp:
            yield f"white_balance: {lamp.kelvin} K"
    if grade.exposure:
        yield f"exposure: {float(grade.exposure):g}"
    if grade.lut is not None:
        yield f"lut: {grade.lut.path}"


def _around(clip: Clip) -> Iterator[str]:
    edge = clip.edge
    if edge is not None:
        if edge.shape or edge.outline != "rounded" or edge.corners:
            yield f"mask: {_shape(edge)}"
        if edge.border:
            yield f"border: {edge.colour}"
        if edge.shadow:
            yield "shadow: on"
    if clip.slide:
        yield f"entrance: slide {clip.slide}"


def _sound(clip: SoundClip) -> Iterator[str]:
    yield from _time(clip.pace)
    if clip.reverse:
        yield "reverse: on"
    if clip.pitch != "keep":
        yield f"pitch: {clip.pitch}"
    yield from _cleaned(clip.treatment)


def _cleaned(treatment: SoundTreatment) -> Iterator[str]:
    if treatment.mono:
        yield f"mono: {treatment.mono}"
    if treatment.highpass:
        yield f"highpass: {treatment.highpass} Hz"
    if treatment.denoise:
        yield "denoise: on"
    if treatment.declick:
        yield "declick: on"
    if treatment.quiet is not None:
        begin, end = treatment.quiet
        yield f"denoise: by what is heard from {clock(begin)} to {clock(end)}"
    if treatment.eq:
        yield f"eq: {treatment.eq}"
    if treatment.deess:
        yield "deess: on"
    if treatment.level:
        yield "level: on"


def _shape(edge: Edge) -> str:
    return edge.shape or edge.outline


def _sides(kept: Box) -> str:
    gone = {"left": kept.x, "right": 1 - kept.x - kept.width, "top": kept.y, "bottom": 1 - kept.y - kept.height}
    return ", ".join(f"{side} {_share(part)}" for side, part in gone.items() if part)


def _place(box: Box) -> str:
    return " ".join(map(_share, (box.x, box.y, box.width, box.height)))


def _share(part: Fraction) -> str:
    return f"{float(round(100 * part, 1)):g}%"
