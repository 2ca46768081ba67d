"""`- credits:` the roll; who is in it is computed from the cut."""

from __future__ import annotations

from pydantic import Field

from pipeline.segments.base import Built, Context, Kind
from pipeline.segments.cards import CardShape, build_card
from pipeline.segments.overlay import named_as
from pipeline.segments.shown import PeopleOrTexts, ShownLine


class Credits(CardShape):
    """The credits roll: everyone who is on screen or audible, computed from the cut."""

    title: ShownLine | None = Field(default=None, alias="credits")
    """The heading above the roll."""
    thanks: PeopleOrTexts = ()
    """Lines of thanks at the end of the roll: keys of people.yaml, or texts."""


def build(shape: Credits, context: Context) -> Built | None:
    """Roll the names of the context; before these are known, keep the place and tell what is wrong with music."""
    thanks = tuple(named_as(context, ("thanks", number), key) for number, key in enumerate(shape.thanks))
    fields = {"sections": (), "thanks": thanks, "title": shape.title or "", **context.credits}
    return build_card(shape, context, "credits", fields)


KIND = Kind("credits", Credits, build, chapter=False)
