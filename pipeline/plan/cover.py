"""Draw the picture that stands for an episode as a card of the theme, around the frame that was taken for it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.cards.slots import Focus
from pipeline.operations.encode_thumbnail import EncodeThumbnail
from pipeline.operations.promises import ImagePromise
from pipeline.plan import thumbnail
from pipeline.plan.action import Action, FromAction, Input
from pipeline.plan.drawing import Drawings
from pipeline.plan.footage import Footage
from pipeline.plan.frames import focus_of
from pipeline.plan.painted import PaintedSpans
from pipeline.plan.spans import Span
from pipeline.plan.thumbnail import Chosen
from pipeline.timeline.frames import NO_FOOTAGE
from pipeline.timeline.model import CardMedia, Clip, Frame, Timeline
from pipeline.timeline.regions import Shown
from pipeline.values import dataclass


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
    size: tuple[int, int], before: PaintedSpans, pixels: tuple[int, int] | None = None,
) -> Action | None:
    """Return the action that makes the thumbnail of the theme's card, of this size, whose picture `first` is what was `taken`.

    Of the card are left its upper left `pixels`, where these are given. It is taken from `before` where it is as it was. None
    where the theme has no such card. Raises CardFault.
    """
    media, span = timeline.thumbnail_card, spans[wanted.place]
    if media is None:
        return None
    segment = timeline.segments[span.segment]
    layers = [(layer.clip, layer.offset + wanted.numbers[0]) for layer in span.layers if isinstance(layer, Shown)]
    seen = tuple((clip, number) for clip, number in layers if not isinstance(clip.media, NO_FOOTAGE))
    pictures = {"first": Frame(seen)} if seen else {}
    kind = "" if segment.kind == "card" else segment.kind
    clip = Clip(replace(media, fields={**media.fields, "kind": kind}, pictures=pictures), 1, where=segment.where)
    drawings.segment = segment
    card = _card(clip, drawings, _Taken(taken.output(), footage, size), before)
    operation = EncodeThumbnail(ImagePromise(*(pixels or size)), thumbnail.MOST)
    return Action(
        operation,
        (Input("card", card, ".png"),),
        drawings.tools.identity(operation),
        address="programme/cover",
        title="thumbnail",
        shows=(("title", timeline.title),),
        cost=Fraction(1, 5),
    )


def _card(clip: Clip, drawings: Drawings, taken: _Taken, before: PaintedSpans) -> FromAction:
    """Ask for the card of a clip: its template is not filled again where nothing has changed that decides how it is drawn."""
    assert isinstance(clip.media, CardMedia)
    focus = {name: taken.focus(frame) for name, frame in clip.media.pictures.items()}
    model = before.card_model(clip, taken.canvas, focus, taken.picture)
    if known := before.card(model):
        return [drawings.add(one, clip) for one in known][-1].output()
    begun = len(drawings.asked)
    (drawn,) = drawings.card(clip, *taken.canvas, taken).outputs
    before.put_card(model, tuple(asked for _, asked in drawings.asked[begun:]))
    return drawn
