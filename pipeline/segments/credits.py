"""`- credits:` everyone, on pages or in a roll; who that is is computed from the cut."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from pipeline.segments.base import Built, Context, Kind
from pipeline.segments.cards import CardShape, build_card, build_cards
from pipeline.segments.fields import one_of
from pipeline.segments.overlay import named_as
from pipeline.segments.shown import PeopleOrTexts, ShownLine

LayoutName = Annotated[Literal["auto", "pages", "roll"], one_of("auto", "pages", "roll")]


class Credits(CardShape):
    """The credits: everyone who is on screen or audible, computed from the cut."""

    elsewhere: ClassVar[Mapping[str, tuple[str, str]]] = {
        "picture_in_picture": ("a picture would lie over names of the credits", "write it over the card or the clip before them"),
        "text": ("a text would lie over names of the credits", "write `thanks`, or text_over of the card before them"),
        "text_over": ("a text would lie over names of the credits", "write `thanks`, or text_over of the card before them"),
    }
    title: ShownLine | None = Field(default=None, alias="credits")
    """The heading above all names."""
    layout: LayoutName = "auto"
    """pages stand one after another, a roll moves; auto is pages up to 60 names and a roll above."""
    thanks: PeopleOrTexts = ()
    """Lines of thanks at the end: keys of people.yaml, or texts."""


def build(shape: Credits, context: Context) -> Built | None:
    """Show the cards of the context; before these are known, keep the place and tell what is wrong with music."""
    thanks = tuple(named_as(context, ("thanks", number), key) for number, key in enumerate(shape.thanks))
    if context.credits:
        return build_cards(shape, context, context.credits)
    return build_card(shape, context, "credits", {"sections": (), "thanks": thanks, "title": shape.title or ""})


KIND = Kind("credits", Credits, build, is_piece=False, chapter=False)
