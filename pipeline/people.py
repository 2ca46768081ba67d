"""People as they want to be named, and what a card may be filled with. Pure data."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from typing import TypeAlias

from pipeline.faults import Where
from pipeline.terms import NO_RELEASE, Release
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """One contributor. `key` is what manifests write in `by:`, empty for a name that only a card shows; `name` is spelled as the
    person spells it.

    `handle`, `place`, `pronunciation` and `url` may be empty; `sort` is the text to sort by, `name` where it is empty. `places`
    tells where each of these is written; it is no part of the person. `number` is the person's place in people.yaml, from 1, and
    0 for whoever is not there. `pro` is the society that collects for them, `ipi` their number there, `guardian` the release
    of a minor's guardian, `coordinates` the latitude and longitude of `place` in degrees: no card shows these, so they are not
    compared.
    """

    key: str
    name: str
    handle: str = ""
    place: str = ""
    sort: str = ""
    pronunciation: str = ""
    url: str = ""
    number: int = 0
    pro: str = field(default="", compare=False)
    ipi: str = field(default="", compare=False)
    is_minor: bool = field(default=False, compare=False)
    guardian: Release = field(default=NO_RELEASE, compare=False)
    places: Mapping[str, Where] = field(default_factory=dict, compare=False, hash=False, repr=False)
    coordinates: tuple[Fraction, Fraction] | None = field(default=None, compare=False)

    @property
    def sort_key(self) -> tuple[str, str, str]:
        """Return what sorts people alike on every machine: no case, no accents, then the exact name, then the key."""
        folded = unicodedata.normalize("NFKD", (self.sort or self.name).casefold())
        return "".join(c for c in folded if not unicodedata.combining(c)), self.name, self.key


@dataclass(frozen=True, slots=True)
class Credit:
    """A person and what they do: each role once, in order of importance or of appearance."""

    person: Person
    roles: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the person's name."""
        return self.person.name

    @property
    def role(self) -> str:
        """Return all roles as one text, empty where there are none."""
        return ", ".join(self.roles)


FieldValue: TypeAlias = "str | int | Credit | Sequence[FieldValue] | Mapping[str, FieldValue] | None"
"""What a field of a card may hold: a text, a number, a person, or lists and groups of these. None is a field left out."""


def names_in(value: FieldValue) -> tuple[str, ...]:
    """Return the names of all people in a field's value, each once, in order."""
    match value:
        case Credit():
            return (value.name,)
        case str() | int() | None:
            return ()
        case Mapping():
            members: Sequence[FieldValue] = tuple(value.values())
        case _:
            members = value
    return tuple(dict.fromkeys(name for member in members for name in names_in(member)))
