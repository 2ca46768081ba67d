"""`- card:` a title card between segments, or a card that the theme adds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, cast

from pydantic import Field, WithJsonSchema, model_validator

from pipeline.cards.fields import mistakes
from pipeline.faults import did_you_mean
from pipeline.people import Credit, FieldValue
from pipeline.segments.base import Built, Context, Kind
from pipeline.segments.cards import Named, OverlaidCard, build_card
from pipeline.segments.fields import Line, Loc, People, Reads, mistake, text_or_nothing
from pipeline.segments.overlay import named_as
from pipeline.segments.shown import PeopleOrTexts, Shown, ShownLine, ShownLines

BUILT_IN = ("interstitial", "title", "quote")
"""The cards that every theme has and a manifest may show by name."""


def _values(value: object, at: Loc = ()) -> FieldValue:
    """Read what fills a field: a text, nothing, a list or a group."""
    match value:
        case dict():
            return {name: _values(item, (*at, name)) for name, item in value.items()}
        case tuple():
            return tuple(_values(item, (*at, number)) for number, item in enumerate(value))
        case _:
            return text_or_nothing(value, at)


def _fields(value: object) -> Mapping[str, FieldValue]:
    read = _values(value)
    if not isinstance(read, Mapping):
        raise mistake("'fields' is a group of fields", "write each as name: value, below fields:")
    return read


Fields = Annotated[Mapping[str, object], Reads(_fields), WithJsonSchema({"type": "object"}), Shown()]
"""What fills a card that the theme adds: texts, lists of texts, lists of groups. The values are `FieldValue`s, a type that holds
itself, which pydantic cannot resolve."""


class Card(OverlaidCard):
    """A card between segments: interstitial (a heading), title (the episode's title), quote, or one that the theme adds."""

    title: ShownLine = Field(alias="card")
    """What the card says; for a quote or a card of the theme, what it is called in reports."""
    template: Line = "interstitial"
    """Which card of the theme: interstitial, title (with season and number), quote (needs `lines`), or one that the theme adds
    (see `fields`)."""
    people: People = ()
    """Whom an interstitial names, or a card of the theme that has `people` among its fields."""
    lines: ShownLines = ()
    """The lines of a quote."""
    by: PeopleOrTexts = ()
    """Whose words a quote is: keys of people.yaml, or a text."""
    fields: Fields = Field(default_factory=dict)
    """What a card that the theme adds shows: {headline: We are a thousand}. Its theme.yaml says which fields it has."""

    @model_validator(mode="after")
    def _belongs(self) -> Card:
        if self.template == "quote" and not self.lines:
            raise mistake("a quote needs `lines`", "write lines: and what was said", ("template",))
        for name, template in (("lines", "quote"), ("by", "quote")):
            if getattr(self, name) and self.template != template:
                hint = f"write template: {template}, or remove it"
                raise mistake(f"`{name}` belongs to a card with template: {template}", hint, (name,))
        if self.people and self.template in ("title", "quote"):
            hint = "write template: interstitial, or remove it"
            raise mistake("`people` belongs to a card with template: interstitial", hint, ("people",))
        if self.fields and self.template in BUILT_IN:
            hint = "name that card in template:, or write the fields beside it, without fields:"
            raise mistake("`fields` belongs to a card that the theme adds", hint, ("fields",))
        return self


def build(shape: Card, context: Context) -> Built | None:
    """Show the theme's card."""
    episode = context.episode
    fields: Mapping[str, FieldValue] | None
    people = tuple(Credit(context.people[key]) for key in shape.people)
    match shape.template:
        case "quote":
            names = tuple(named_as(context, ("by", number), key) for number, key in enumerate(shape.by))
            fields = {"lines": shape.lines, "by": context.words.listed(names)}
        case "title":
            fields = {"show": episode.show, "title": shape.title, "season": episode.season, "number": episode.number}
        case "interstitial":
            fields = {"kind": "", "title": shape.title, "people": people}
        case _:
            fields = _added(shape, context, people)
    shown: list[Named] = [(key, "", ("people",)) for key in shape.people]
    shown += [(key, context.words.role("words"), ("by", number)) for number, key in enumerate(shape.by) if key in context.people]
    return None if fields is None else build_card(shape, context, shape.template, fields, shown)


def _added(shape: Card, context: Context, people: tuple[Credit, ...]) -> Mapping[str, FieldValue] | None:
    """Return the fields of a card that the theme adds, or None after telling what is wrong with them, each at its line."""
    if context.cards.added is None:  # the theme cannot be read, which is told elsewhere
        return None
    declared = context.cards.added.get(shape.template)
    if declared is None:
        known = (*BUILT_IN, *context.cards.added)
        message = f"the theme {context.theme} has no card {shape.template!r} to show between segments"
        context.fault(("template",), message, did_you_mean(shape.template, known))
        return None
    if people and "people" not in declared:
        context.fault(("people",), f"the card {shape.template} names no people", f"its fields are {', '.join(declared)}")
        return None
    fields = dict(cast("Mapping[str, FieldValue]", shape.fields))
    if people:
        fields["people"] = people
    found = mistakes(shape.template, fields, declared)
    for one in found:
        context.fault(("fields", *one.loc), one.message, one.hint or f"write {one.loc[-1]}: and its text below fields:")
    return None if found else fields


KIND = Kind("card", Card, build, is_piece=False, chapter=False, loudness_class="card")
