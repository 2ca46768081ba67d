"""Draw the picture that stands for an episode as a card of the theme, around the frame that was taken for it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pipeline.cards.slots import Focus
from pipeline.operations.encode_thumbnail import EncodeThumbnail
from pipeline.operations.promises import ImagePromise
from pipeline.plan import thumbnail
from pipeline.plan.action import Action, FromAction, Input
from pipeline.plan.drawing import Drawings
from pipeline.plan.footage import Footage
from pipeline.plan.frames import focus_of
from pipeline.plan.spans import Span
from pipeline.plan.thumbnail import Chosen
from pipeline.profiles.model import VideoProfile
from pipeline.timeline.frames import NO_FOOTAGE
from pipeline.timeline.model import Clip, Frame, Timeline
from pipeline.timeline.regions import Shown


@dataclass(frozen=True, slots=True)
class _Taken:
    """The frame that was taken out of what was encoded: it is there, and need not be painted."""

    picture: FromAction
    footage: Footage
    canvas: tuple[int, int]

    def focus(self, frame: Frame) -> Focus:
        return focus_of(frame, self.footage, self.canvas)

    def paint(self, frame: Frame, clip: Clip) -> FromAction:
        return self.picture


def cover(
    timeline: Timeline, wanted: Chosen, spans: Sequence[Span], taken: Action, drawings: Drawings, footage: Footage,
    video: VideoProfile,
) -> Action | None:
    """Return the action that makes the thumbnail of the theme's card, whose picture `first` is what was `taken`.

    None where the theme has no such card. Raises CardFault.
    """
    media, span = timeline.thumbnail_card, spans[wanted.place]
    if media is None:
        return None
    segment = timeline.segments[span.segment]
    size = thumbnail.size(video)
    layers = [(layer.clip, layer.offset + wanted.numbers[0]) for layer in span.layers if isinstance(layer, Shown)]
    seen = tuple((clip, number) for clip, number in layers if not isinstance(clip.media, NO_FOOTAGE))
    pictures = {"first": Frame(seen)} if seen else {}
    kind = "" if segment.kind == "card" else segment.kind
    clip = Clip(replace(media, fields={**media.fields, "kind": kind}, pictures=pictures), 1, where=segment.where)
    drawings.segment = segment
    drawn = drawings.card(clip, *size, _Taken(taken.output(), footage, size))
    operation = EncodeThumbnail(ImagePromise(*size), thumbnail.MOST)
    return Action(
        operation,
        (Input("card", drawn.outputs[0], ".png"),),
        drawings.tools.identity(operation),
        address="programme/cover",
        title="thumbnail",
        shows=(("title", timeline.title),),
        cost=Fraction(1, 5),
    )
