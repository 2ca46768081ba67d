"""Who is credited, under which heading, in which order: the roll and the list of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.credits.works import Work, lineage
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.people import Credit, FieldValue, Person
from pipeline.timeline.model import Contribution
from pipeline.words import Words, spoken

ENGLISH = spoken("en")


@dataclass(frozen=True, slots=True)
class Section:
    """The credits of one segment under their heading."""

    heading: str
    entries: tuple[Credit, ...]


def sections(
    contributions: Sequence[tuple[str, Contribution]],
    people: Mapping[str, Person],
    works: Mapping[str, Work] | None = None,
    role_order: Sequence[str] = (),
    words: Words = ENGLISH,
) -> tuple[Section, ...]:
    """Return the credits: a section a heading, in order of appearance, then what all of it is built on.

    `contributions` come with their segment's title, in the episode's order. Within a section people are ordered by their most
    important role (as in `role_order`; roles that are not in it follow as they appear), then by sort key; each is named once.
    Headings of their own are in the language of `words`. What is neither seen nor heard (no frames)
    credits no one. Raises InputFault for a person who is not among `people`.
    """
    used = [(heading, contribution) for heading, contribution in contributions if contribution.range.frames]
    headed: dict[str, list[tuple[str, str]]] = {}
    for heading, contribution in used:
        headed.setdefault(heading, []).extend((person, contribution.role) for person in contribution.people)
    present = [contribution for _, contribution in contributions]
    built_on = lineage([contribution for _, contribution in used], works or {}, present).works
    closing = [(person, _role_of(work, words)) for work in built_on for person in work.people]
    places = {person: contribution.where for _, contribution in used for person in contribution.people}
    places |= {person: work.where for work in built_on for person in work.people if person not in places}
    _refuse_strangers(places, people)
    listed = [*headed.items(), (words.say("built_on"), closing)]
    order = tuple(dict.fromkeys(one for role in role_order for one in (role, words.role(role))))
    return tuple(Section(heading, _entries(pairs, people, order)) for heading, pairs in listed if pairs)


def roll(
    contributions: Sequence[tuple[str, Contribution]],
    people: Mapping[str, Person],
    thanks: Sequence[str] = (),
    works: Mapping[str, Work] | None = None,
    role_order: Sequence[str] = (),
    words: Words = ENGLISH,
) -> dict[str, FieldValue]:
    """Return the fields of the `credits` card: `sections` of `heading` and `entries`, and `thanks`.

    The arguments are those of `sections`.
    """
    return {
        "sections": tuple(
            {"heading": section.heading, "entries": section.entries}
            for section in sections(contributions, people, works, role_order, words)
        ),
        "thanks": tuple(thanks),
    }


def thanked(thanks: Sequence[str], people: Mapping[str, Person]) -> tuple[str, ...]:
    """Return whom an episode thanks: people by their names, all else as it is written."""
    return tuple(people[one].name if one in people else one for one in thanks)


def _role_of(work: Work, words: Words) -> str:
    if work.role and work.title:
        return words.say("role_of_work", role=work.role, title=work.title)
    return work.role or work.title


def _entries(pairs: Sequence[tuple[str, str]], people: Mapping[str, Person], role_order: Sequence[str]) -> tuple[Credit, ...]:
    ranks = {role.casefold(): rank for rank, role in enumerate(role_order)}
    for _, role in pairs:
        ranks.setdefault(role.casefold(), len(ranks))
    roles: dict[str, dict[str, str]] = {}
    for person, role in pairs:
        mine = roles.setdefault(person, {})
        if role:
            mine.setdefault(role.casefold(), role)
    entries = []
    for person, mine in roles.items():
        ordered = sorted(mine, key=ranks.__getitem__)
        first = ranks[ordered[0]] if ordered else len(ranks)
        entries.append((first, people[person].sort_key, Credit(people[person], tuple(mine[role] for role in ordered))))
    return tuple(entry for _, _, entry in sorted(entries, key=lambda item: item[:2]))


def _refuse_strangers(places: Mapping[str, Where | None], people: Mapping[str, Person]) -> None:
    unknown = tuple(
        Diagnostic(where or Where("people.yaml"), f"{person!r} is not in people.yaml", "add the person there")
        for person, where in places.items()
        if person not in people
    )
    if unknown:
        raise InputFault(unknown)
