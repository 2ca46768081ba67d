"""The cuts of a programme: the frames with which another picture begins, known exactly because the timeline made them. Pure."""

from __future__ import annotations

from fractions import Fraction

from pipeline.timebase import frames_of
from pipeline.timeline.model import WHOLE, CardMedia, ColourMedia, SourceMedia
from pipeline.timeline.programme import Programme
from pipeline.timeline.regions import Layer, Region, Shown, TransitionLayer, window


def cuts(programme: Programme) -> tuple[int, ...]:
    """Return the frames of the programme that are the first of another picture, in order; its own first frame is none.

    A dissolve or a fade is no cut, nor is what lies over the picture: names, titles and smaller pictures over a film. A film that
    goes on where it was left is the same picture; one that is named again elsewhere in its time is another.
    """
    found: list[int] = []
    last: Region | None = None
    for placed in programme.segments:
        for region in window(placed.segment.stack, placed.seen.shifted(-placed.start)):
            frame = placed.start + region.range.start
            is_crossed = placed.segment.transition is not None and frame == placed.seen.start
            if last is not None and not is_crossed and not _is_same(last, region, programme.rate):
                found.append(frame)
            last = region
    return tuple(found)


def _base(region: Region) -> tuple[Layer, ...]:
    """Return what is seen of a region but for cards and smaller pictures over it: the topmost layer that fills the picture.

    What lies on a plain colour belongs to it: pictures beside each other.
    """
    layers = [layer for number, layer in enumerate(region.layers) if number == 0 or not _is_card(layer)]
    for number in range(len(layers) - 1, -1, -1):
        layer = layers[number]
        if _fills(layer):
            is_ground = isinstance(layer, Shown) and isinstance(layer.clip.media, ColourMedia)
            return tuple(layers[number:]) if is_ground else (layer,)
    return tuple(layers)


def _is_card(layer: Layer) -> bool:
    return isinstance(layer, Shown) and isinstance(layer.clip.media, CardMedia)


def _fills(layer: Layer) -> bool:
    return isinstance(layer, TransitionLayer) or layer.clip.placement.box == WHOLE


def _is_same(before: Region, after: Region, rate: Fraction) -> bool:
    """Say whether one picture goes on, or passes into another without a cut."""
    first, second = _base(before), _base(after)
    if len(first) != len(second):
        return False
    return all(_goes_on(one, other, before.range.frames, rate) for one, other in zip(first, second, strict=True))


def _goes_on(before: Layer, after: Layer, frames: int, rate: Fraction) -> bool:
    if isinstance(before, TransitionLayer) or isinstance(after, TransitionLayer):
        return True
    first, second = before.clip, after.clip
    if (second.fade_in and after.offset == 0) or (first.fade_out and before.offset + frames == first.frames):
        return True
    if (first.media, first.placement, first.treatment) != (second.media, second.placement, second.treatment):
        return False
    if not isinstance(first.media, SourceMedia):
        return True
    if first.reverse or second.reverse:
        return first == second and before.offset + frames == after.offset
    left = frames_of(first.start + first.pace.file((before.offset + frames) / rate), rate)
    return left == frames_of(second.start + second.pace.file(after.offset / rate), rate)
