"""Say of each span what in it is meant, so that quality control finds the rest. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.plan.spans import Span
from pipeline.timeline.model import CardMedia, Clip, ColourMedia, SourceMedia
from pipeline.timeline.regions import Layer, Shown, TransitionLayer


def may_stand(span: Span) -> bool:
    """Say whether nothing that a span shows need move: cards, stills, colours, and what is drawn and may hold.

    A video of a contributor is expected to move wherever it is seen, but in a transition, which is short.
    """
    return span.is_transition or not any(_is_video(clip) for clip in _clips(span.layers))


def may_be_black(span: Span) -> bool:
    """Say whether a span may be black: where it fades, or shows no more than cards and colours."""
    layers = tuple(_blends(span.layers))
    if any(layer.transition.kind == "fade-black" for layer in layers):
        return True
    clips = tuple(_clips(span.layers))
    if any(clip.fade_in or clip.fade_out for clip in clips if not isinstance(clip.media, CardMedia)):
        return True
    return all(isinstance(clip.media, CardMedia | ColourMedia) for clip in clips)


def goes_on(before: Span, span: Span, rate: Fraction, info: Callable[[MediaPath], MediaInfo]) -> bool:
    """Say whether a span shows one whole video on, right where the span before has left it, at the programme's rate `rate`."""
    if before.segment != span.segment or not before.layers or not span.layers:
        return False
    one, other = before.layers[0], span.layers[0]
    if not (isinstance(one, Shown) and isinstance(other, Shown)) or one.clip != other.clip:
        return False
    if not isinstance(one.clip.media, SourceMedia) or other.offset != one.offset + before.frames:
        return False
    video = info(one.clip.media.path).video
    return video is not None and video.rate == rate and not video.is_variable


def _is_video(clip: Clip) -> bool:
    return isinstance(clip.media, SourceMedia)


def _clips(layers: Sequence[Layer]) -> Iterator[Clip]:
    for layer in layers:
        if isinstance(layer, Shown):
            yield layer.clip
        else:
            yield from _clips((*layer.outgoing, *layer.incoming))


def _blends(layers: Sequence[Layer]) -> Iterator[TransitionLayer]:
    for layer in layers:
        if isinstance(layer, TransitionLayer):
            yield layer
            yield from _blends((*layer.outgoing, *layer.incoming))
