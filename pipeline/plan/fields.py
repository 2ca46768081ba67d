"""A span in pictures where each of its frames shows two, a field each: everything is painted at twice the rate. Pure.

The episode is cut in frames, so that no frame holds a picture of one span and one of the next; what moves, moves once a field.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.plan.spans import Span
from pipeline.timebase import FrameRange
from pipeline.timeline.model import CardMedia, Clip, Frame, Media, SceneMedia, Transition
from pipeline.timeline.regions import Layer, Shown
from pipeline.timeline.scenes import BuiltinScene


def in_fields(span: Span) -> Span:
    """Return the span with two pictures for each of its frames."""
    return replace(
        span,
        range=_range(span.range),
        layers=tuple(map(_layer, span.layers)),
        cues=tuple(replace(cue, range=_range(cue.range)) for cue in span.cues),
    )


def _range(frames: FrameRange) -> FrameRange:
    return FrameRange(2 * frames.start, 2 * frames.frames)


def _layer(layer: Layer) -> Layer:
    if isinstance(layer, Shown):
        return Shown(_clip(layer.clip), 2 * layer.offset)
    return replace(
        layer,
        transition=_transition(layer.transition),
        offset=2 * layer.offset,
        outgoing=tuple(map(_layer, layer.outgoing)),
        incoming=tuple(map(_layer, layer.incoming)),
    )


def _transition(transition: Transition) -> Transition:
    matte, edge = (None if clip is None else _clip(clip) for clip in (transition.matte, transition.edge))
    return replace(transition, frames=2 * transition.frames, matte=matte, edge=edge)


def _clip(clip: Clip) -> Clip:
    opening = clip.opening
    return replace(
        clip,
        media=_media(clip.media),
        frames=2 * clip.frames,
        fade_in=2 * clip.fade_in,
        fade_out=2 * clip.fade_out,
        held=2 * clip.held,
        behind=tuple(map(_clip, clip.behind)),
        opening=opening and replace(opening, after=2 * opening.after, frames=2 * opening.frames),
    )


def _media(media: Media) -> Media:
    match media:
        case SceneMedia() | BuiltinScene():
            return replace(media, frames=2 * media.frames)
        case CardMedia():
            return replace(
                media,
                pictures={name: _frame(frame) for name, frame in media.pictures.items()},
                after=2 * media.after,
                waits=2 * media.waits,
                first=2 * media.first,
                whole=2 * media.whole,
            )
        case _:
            return media


def _frame(frame: Frame) -> Frame:
    earlier, later = frame.near
    return Frame(
        tuple((_clip(clip), 2 * number) for clip, number in frame.layers),
        tuple(2 * one for one in frame.later),
        (2 * earlier, 2 * later),
    )
