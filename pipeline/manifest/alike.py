"""People who are easily taken for one another: keys and names that look the same, or are. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from pipeline.documents.node import Node
from pipeline.faults import Diagnostic, Severity, Where, appearance, foreign_letter
from pipeline.people import Person

_WORD = re.compile(r"[^\W\d_]+")


def alike(root: Node, persons: Mapping[str, Person]) -> Iterator[Diagnostic]:
    """Yield a warning for each key or name of people.yaml that looks like one above it, or mixes letters that look the same."""
    keys = {key.strip(): at.where for key, at in root.keys.items()}
    told: set[str] = set()
    for key, twin in _twins(persons, str):
        differ = "only in capitals" if key.casefold() == twin.casefold() else "in what can hardly be seen"
        message = f"the keys {key!r} and {twin!r} (line {keys[twin].line}) differ {differ}{_letters(key, twin)}"
        told.add(key)
        hint = "rename one of them, or remove it where both are one person"
        yield Diagnostic(keys[key], message, hint, Severity.WARNING)
    named = {key: person.places.get("name", keys[key]) for key, person in persons.items()}
    for key, twin in _twins(persons, lambda key: persons[key].name):
        one, other = persons[key], persons[twin]
        if _told_apart(one, other):
            continue
        told.add(key)
        differ = "are both called" if one.name == other.name else f"look alike: {other.name!r} and"
        message = f"{twin!r} (line {named[twin].line}) and {key!r} {differ} {one.name!r}{_letters(one.name, other.name)}"
        hint = "where both are one person, keep one; else give each a place or a handle, or a name that tells them apart"
        yield Diagnostic(named[key], message, hint, Severity.WARNING)
    for key, person in persons.items():
        if key not in told:
            yield from _mixed(key, keys[key])
            yield from _mixed(person.name, named[key]) if person.name != key else ()


def _twins(persons: Mapping[str, Person], text: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Yield the keys of two people whose texts look the same but for case, the later one first."""
    first: dict[str, str] = {}
    for key in persons:
        look = appearance(text(key)).casefold()
        if look in first:
            yield key, first[look]
        first.setdefault(look, key)


def _told_apart(one: Person, other: Person) -> bool:
    """Say whether two people of one name have something else that tells them apart."""
    pairs = ((one.handle, other.handle), (one.place, other.place), (one.url, other.url))
    return any(mine and yours and appearance(mine).casefold() != appearance(yours).casefold() for mine, yours in pairs)


def _letters(text: str, other: str) -> str:
    """Return in brackets where two texts differ that look the same; nothing where it can be seen."""
    found = next(((a, b) for a, b in zip(text, other, strict=False) if a.casefold() != b.casefold()), None)
    return "" if found is None else f" (U+{ord(found[0]):04X}, U+{ord(found[1]):04X})"


def _mixed(text: str, where: Where) -> Iterator[Diagnostic]:
    for word in _WORD.findall(text):
        if (letter := foreign_letter(word)) is not None:
            message = f"{word!r} mixes scripts: its letter {letter!r} (U+{ord(letter):04X}) only looks like the others"
            yield Diagnostic(where, message, "write all of it in one alphabet", Severity.WARNING)
            return
