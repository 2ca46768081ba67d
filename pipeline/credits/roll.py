"""Who is credited, under which heading and role, in which order: what the credits show, and the list of people."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.credits.works import Work, lineage
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.people import Credit, Person
from pipeline.timeline.model import Contribution
from pipeline.values import dataclass
from pipeline.words import Words, spoken

ENGLISH = spoken("en")


Made = tuple[str | None, Contribution]
"""A contribution under the title of its segment; under None where that is a card around the pieces and heads nothing."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role, in the plural where several have it and the language knows that, and whose it is, each once, by sort key."""

    name: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The credits of one piece under their heading: each person with all roles, and each role with all people."""

    heading: str
    entries: tuple[Credit, ...]
    roles: tuple[Role, ...]


def sections(
    contributions: Sequence[Made],
    people: Mapping[str, Person],
    works: Mapping[str, Work] | None = None,
    role_order: Sequence[str] = (),
    words: Words = ENGLISH,
) -> tuple[Section, ...]:
    """Return the credits: whom cards name, a section a piece in order of appearance, the music of cards, what all is built on.

    `contributions` are in the episode's order. Within a section people are ordered by their most
    important role (as in `role_order`; roles that are not in it follow as they appear), then by sort key; each is named once.
    Whom cards name stands first, without a heading. Headings of their own are in the language of
    `words`. What is neither seen nor heard (no frames)
    credits no one. Raises InputFault for a person who is not among `people`.
    """
    used = [(heading, contribution) for heading, contribution in contributions if contribution.range.frames]
    headed: dict[str, list[tuple[str, str]]] = {"": []}
    beds: list[tuple[str, str]] = []
    for heading, contribution in used:
        below = beds if heading is None and contribution.medium == "sound" else headed.setdefault(heading or "", [])
        below.extend((person, contribution.role) for person in contribution.people)
    present = [contribution for _, contribution in contributions]
    built_on = lineage([contribution for _, contribution in used], works or {}, present).works
    closing = [(person, _role_of(work, words)) for work in built_on for person in work.people]
    places = {person: contribution.where for _, contribution in used for person in contribution.people}
    places |= {person: work.where for work in built_on for person in work.people if person not in places}
    _refuse_strangers(places, people)
    listed = [*headed.items(), (words.say("kind_music"), beds), (words.say("built_on"), closing)]
    order = tuple(dict.fromkeys(one for role in role_order for one in (role, words.role(role))))
    return tuple(_section(heading, pairs, people, order, words) for heading, pairs in listed if pairs)


def thanked(thanks: Sequence[str], people: Mapping[str, Person]) -> tuple[str, ...]:
    """Return whom an episode thanks: people by their names, all else as it is written."""
    return tuple(people[one].name if one in people else one for one in thanks)


def told_apart(shown: Sequence[Person]) -> Mapping[str, Person]:
    """Return people by key, with a place only where their names are alike: their own, their handle where places are alike."""
    people = {person.key: person for person in shown}
    alike: dict[str, list[Person]] = {}
    for person in people.values():
        alike.setdefault(unicodedata.normalize("NFKC", person.name).casefold(), []).append(person)
    apart = {}
    for same in alike.values():
        places = {person.place for person in same}
        for person in same:
            other = person.place if len(places) == len(same) else ", ".join(filter(None, (person.place, person.handle)))
            apart[person.key] = replace(person, place=other if len(same) > 1 else "")
    return apart


def _section(
    heading: str, pairs: Sequence[tuple[str, str]], people: Mapping[str, Person], role_order: Sequence[str], words: Words
) -> Section:
    entries = _entries(pairs, people, role_order)
    ranks = _ranks(pairs, role_order)
    by_role: dict[str, tuple[str, list[Person]]] = {}
    for entry in entries:
        for role in entry.roles or ("",):
            by_role.setdefault(role.casefold(), (role, []))[1].append(entry.person)
    # Those without a role come first: beneath a role they would seem to have it.
    ordered = sorted(by_role, key=lambda role: (role != "", ranks.get(role, 0)))
    roles = []
    for key in ordered:
        role, found = by_role[key]
        name = "" if key == heading.casefold() else words.role_of(role, len(found))
        roles.append(Role(name, tuple(sorted(found, key=lambda person: person.sort_key))))
    return Section(heading, entries, tuple(roles))


def _role_of(work: Work, words: Words) -> str:
    if work.role and work.title:
        return words.say("role_of_work", role=work.role, title=work.title)
    return work.role or work.title


def _entries(pairs: Sequence[tuple[str, str]], people: Mapping[str, Person], role_order: Sequence[str]) -> tuple[Credit, ...]:
    ranks = _ranks(pairs, role_order)
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


def _ranks(pairs: Sequence[tuple[str, str]], role_order: Sequence[str]) -> Mapping[str, int]:
    """Return the place of each role among the others: as in `role_order`, then as they appear."""
    ranks = {role.casefold(): rank for rank, role in enumerate(role_order)}
    for _, role in pairs:
        ranks.setdefault(role.casefold(), len(ranks))
    return ranks


def _refuse_strangers(places: Mapping[str, Where | None], people: Mapping[str, Person]) -> None:
    unknown = tuple(
        Diagnostic(where or Where("people.yaml"), f"{person!r} is not in people.yaml", "add the person there")
        for person, where in places.items()
        if person not in people
    )
    if unknown:
        raise InputFault(unknown)
