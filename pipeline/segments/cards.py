"""What opening, card and end share: a card that fills the picture, with music. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.people import FieldValue
from pipeline.segments.base import Built, CardShown, Context, SegmentShape
from pipeline.segments.caption import cues
from pipeline.segments.fields import Loc, TimeField
from pipeline.segments.medium import BedField
from pipeline.segments.overlay import card, lower_third, presented, shown_people, tracks
from pipeline.segments.sound import beds
from pipeline.segments.spoken import sounded
from pipeline.timebase import FrameRange
from pipeline.timeline.model import Gap, Item, Stack, Track

Named = tuple[str, str, Loc]
"""Someone whom a card names: their key, what they did ("" where that is not said), and where they are named."""


class CardShape(SegmentShape):
    """A card of the theme that fills the picture."""

    length: TimeField | None = None
    """How long it is shown; as the theme has it where left out."""
    bed: BedField = None
    """Music under it; off leaves out the show's."""


def build_card(
    shape: CardShape, context: Context, name: str, fields: Mapping[str, FieldValue], people: Sequence[Named] = ()
) -> Built | None:
    """Show a card, with its music. `people` are those whom it names."""
    frames = context.frames(context.card_seconds(name, shape.length))
    if frames < 1:
        context.fault(("length",), "a card of less than a frame is not seen", "write a longer length")
        return None
    return build_cards(shape, context, (CardShown(name, fields, frames),), people)


def build_cards(shape: CardShape, context: Context, shown: Sequence[CardShown], people: Sequence[Named] = ()) -> Built:
    """Show cards one after another, with their music. `people` are those whom they name."""
    frames = sum(one.bare + one.frames for one in shown)
    bed, heard = beds(context, ("bed",), shape.bed, frames)
    whole, title = FrameRange(0, frames), shape.name_line
    named_by = tuple(shown_people(context, loc, (key,), whole, role, title) for key, role, loc in people)
    made = (*named_by, *heard)
    named = lower_third(context, ("lower_third",), shape.lower_third, made, 0, frames)
    stack = Stack(
        frames=frames,
        picture=(
            Track("card", tuple(_items(context, shown))),
            *tracks("lower-third", named),
        ),
        sound=bed,
        cues=cues(context, shape.captions, frames, [sounded(context, ("bed",), shape.bed, bed)]),
    )
    also = presented(context, ("lower_third",), shape.lower_third, made, 0, frames)
    return Built(stack, (*made, *also))


def _items(context: Context, shown: Sequence[CardShown]) -> Iterator[Item]:
    for one in shown:
        if one.bare:
            yield Gap(one.bare)
        yield card(context, (), one.card, one.fields, one.frames, one.people)
