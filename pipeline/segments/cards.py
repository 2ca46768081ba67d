"""What opening, card and end share: a card that fills the picture, with music. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.people import FieldValue
from pipeline.segments.base import Built, Context, SegmentShape
from pipeline.segments.caption import cues
from pipeline.segments.fields import TimeField
from pipeline.segments.medium import BedField
from pipeline.segments.overlay import card, lower_third, tracks
from pipeline.segments.sound import beds
from pipeline.timeline.model import Stack, Track


class CardShape(SegmentShape):
    """A card of the theme that fills the picture."""

    length: TimeField | None = None
    """How long it is shown; as the theme has it where left out."""
    bed: BedField = None
    """Music under it."""


def build_card(
    shape: CardShape, context: Context, name: str, fields: Mapping[str, FieldValue]
) -> Built | None:
    """Show a card, with its music."""
    frames = context.frames(context.card_seconds(name, shape.length))
    if frames < 1:
        context.fault(("length",), "a card of less than a frame is not seen", "write a longer length")
        return None
    bed, made = beds(context, ("bed",), shape.bed, frames)
    named = lower_third(context, ("lower_third",), shape.lower_third, made, 0, frames)
    stack = Stack(
        frames=frames,
        picture=(Track("card", (card(context, (), name, fields, frames),)), *tracks("lower-third", named)),
        sound=bed,
        cues=cues(context, shape.captions, frames),
    )
    return Built(stack, made)
