"""`- card:` a title card between segments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from pipeline.people import Credit, FieldValue
from pipeline.segments.base import Built, Context, Kind
from pipeline.segments.cards import CardShape, build_card
from pipeline.segments.fields import Line, Lines, People, mistake, one_of

Template = Annotated[Literal["interstitial", "title", "quote"], one_of("interstitial", "title", "quote")]


class Card(CardShape):
    """A card between segments: interstitial (a heading), title (the episode's title) or quote."""

    title: Line = Field(alias="card")
    """What the card says; for a quote, what it is called in reports."""
    template: Template = "interstitial"
    """Which card of the theme: interstitial, title (with season and number) or quote (needs `lines`)."""
    people: People = ()
    """Whom an interstitial names."""
    lines: Lines = ()
    """The lines of a quote."""
    by: Line = ""
    """Whose words a quote is."""

    @model_validator(mode="after")
    def _belongs(self) -> Card:
        if self.template == "quote" and not self.lines:
            raise mistake("a quote needs `lines`", "write lines: and what was said", ("template",))
        for name, template in (("lines", "quote"), ("by", "quote"), ("people", "interstitial")):
            if getattr(self, name) and self.template != template:
                raise mistake(f"`{name}` belongs to a card with template: {template}", at=(name,))
        return self


def build(shape: Card, context: Context) -> Built | None:
    """Show the theme's card."""
    episode = context.episode
    fields: Mapping[str, FieldValue]
    if shape.template == "quote":
        fields = {"lines": shape.lines, "by": shape.by}
    elif shape.template == "title":
        fields = {"show": episode.show, "title": shape.title, "season": episode.season, "number": episode.number}
    else:
        people = tuple(Credit(context.people[key]) for key in shape.people)
        fields = {"kind": "", "title": shape.title, "people": people}
    return build_card(shape, context, shape.template, fields)


KIND = Kind("card", Card, build, chapter=False, loudness_class="card")
