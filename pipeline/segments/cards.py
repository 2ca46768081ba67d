"""What opening, card and end share: a card that fills the picture, with music. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pipeline.people import FieldValue
from pipeline.segments.base import Built, CardShown, Context, SegmentShape
from pipeline.segments.caption import cues
from pipeline.segments.fields import Loc, TimeField
from pipeline.segments.host import Host
from pipeline.segments.insets import Insets, lay_over
from pipeline.segments.medium import BedField, Overlaid
from pipeline.segments.overlay import card, lower_third, presented, shown_people, tracks
from pipeline.segments.sound import beds
from pipeline.segments.spoken import sounded
from pipeline.segments.text_over import TextsOver
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


class OverlaidCard(CardShape, Overlaid):
    """A card of the theme over which pictures and texts may lie."""

    elsewhere: ClassVar[Mapping[str, tuple[str, str]]] = {
        "layout": ("a card fills the picture, so nothing runs beside it", "write picture_in_picture without `layout`"),
        "text": ("a card says its own words", "write text_over: for a text over it"),
    }

    text_over: TextsOver = ()
    """Texts over it, one or a list: Oaxaca, 1998, or {text: ..., at: 2, length: 4, place: bottom}."""


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
    told, insets = cues(context, shape.captions, frames, [sounded(context, ("bed",), shape.bed, bed)]), Insets()
    if isinstance(shape, OverlaidCard):
        host = Host(
            (), title, whole, shape.picture_in_picture, shape.text_over, len(bed), (), named=named, has_captions=bool(told),
            texts_field="text_over",
        )  # fmt: skip
        lay_over(context, host, insets, is_whole=True)
    stack = Stack(
        frames=frames,
        picture=(*insets.over(Track("card", tuple(_items(context, shown)))), *tracks("lower-third", named)),
        sound=(*bed, *insets.sound),
        cues=told,
    )
    also = presented(context, ("lower_third",), shape.lower_third, made, 0, frames)
    return Built(stack, (*made, *insets.made, *also))


def _items(context: Context, shown: Sequence[CardShown]) -> Iterator[Item]:
    for one in shown:
        if one.bare:
            yield Gap(one.bare)
        yield card(context, (), one.card, one.fields, one.frames, one.people)
