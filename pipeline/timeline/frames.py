"""Take a frame out of a segment's footage, with the sheet around a mosaic, so that a card can show it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from pipeline.timebase import FrameRange, frames_of
from pipeline.timeline.model import CardMedia, Clip, ColourMedia, Frame, SoundPictureMedia, Stack, StillMedia
from pipeline.timeline.regions import Layer, Shown, window

STEP = Fraction(1, 2)
"""Seconds from one picture to the next that may be taken, where the one before is flat."""

LATEST = 4
"""Seconds by which it may be later: what has not begun by then begins with nothing to see."""

EXACTLY = (Fraction(0), Fraction(0))
"""Seconds before and after a frame at which no other one does."""

NO_FOOTAGE = (CardMedia, ColourMedia, SoundPictureMedia)
"""Media in which there is nobody and nothing to see."""

_STANDING = (StillMedia, ColourMedia, CardMedia)


def frame_at(stack: Stack, number: int, rate: Fraction, near: tuple[Fraction, Fraction] = EXACTLY) -> Frame | None:
    """Return what is seen of a stack's footage at frame `number`, at `rate` frames a second; None where there is none.

    Within a transition it is what more is seen of. Sound drawn as a picture, and plain colours, are no footage by themselves.
    A frame does, too, that is `near`: less than so many seconds before, up to so many after, in the same clips while none fades.
    """
    layers = _layers(stack, number)
    if all(isinstance(clip.media, NO_FOOTAGE) for clip, _ in layers):
        return None
    if all(isinstance(clip.media, _STANDING) and not clip.fade_in and not clip.opening for clip, _ in layers):
        return Frame(layers)
    left = min(clip.frames - offset for clip, offset in layers)
    steps = (frames_of(STEP * step, rate) for step in range(1, int(LATEST / STEP) + 1))
    return Frame(layers, tuple(step for step in steps if step < left), _room(layers, near, rate))


def opened_at(stack: Stack, number: int, rate: Fraction) -> int:
    """Return at which frame, `number` or one up to `LATEST` later, most windows of a mosaic are open: the first such one."""
    if not any(clip.opening for clip, _ in _layers(stack, number)):
        return number
    every = (number + frames_of(STEP * step, rate) for step in range(int(LATEST / STEP) + 1))
    return max((at for at in every if at < stack.frames), key=lambda at: (_open(stack, at), -at))


def _open(stack: Stack, number: int) -> int:
    """Count the layers that are seen, and not through a window that is closed yet or opens."""
    openings = ((clip.opening, offset) for clip, offset in _layers(stack, number))
    return sum(opening is None or offset >= opening.after + opening.frames for opening, offset in openings)


def beneath(stack: Stack, number: int, rate: Fraction, near: tuple[Fraction, Fraction]) -> Frame | None:
    """Return what lies under a stack's cards at frame `number`, or `near` it (see `frame_at`), footage or not.

    None where nothing does.
    """
    layers = _layers(stack, number)
    if not layers:
        return None
    is_still = all(isinstance(clip.media, _STANDING) and not clip.fade_in and not clip.opening for clip, _ in layers)
    return Frame(layers) if is_still else Frame(layers, near=_room(layers, near, rate))


def _layers(stack: Stack, number: int) -> tuple[tuple[Clip, int], ...]:
    (region,) = window(stack, FrameRange(number, 1))
    return tuple(_seen(region.layers))


def _room(layers: tuple[tuple[Clip, int], ...], near: tuple[Fraction, Fraction], rate: Fraction) -> tuple[int, int]:
    # Frames before and after; what fades is not wholly seen, nor what opens.
    opened = (max(clip.fade_in, clip.opening.after + clip.opening.frames if clip.opening else 0) for clip, _ in layers)
    before = min(offset - whole for whole, (_, offset) in zip(opened, layers, strict=True))
    after = min(clip.frames - clip.fade_out - 1 - offset for clip, offset in layers)
    return max(0, min(before, ceil(near[0] * rate) - 1)), max(0, min(after, floor(near[1] * rate)))


def _seen(layers: tuple[Layer, ...]) -> Iterator[tuple[Clip, int]]:
    for layer in layers:
        if not isinstance(layer, Shown):
            is_past_half = 2 * layer.offset >= layer.transition.frames
            yield from _seen(layer.incoming if is_past_half else layer.outgoing)
        elif not isinstance(layer.clip.media, CardMedia) or layer.clip.media.is_sheet:
            yield layer.clip, layer.offset
