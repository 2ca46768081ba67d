"""Stubs for people.yaml: whoever of a list is not there yet, each under a key of their own. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from pipeline.intake.listing import Contributor, is_same_handle, is_same_name
from pipeline.intake.written import flow
from pipeline.manifest.names import slug, unique
from pipeline.people import Person
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the list with the key in people.yaml; `is_new` says that it is to be added, as `line`.

    `differs` are values of the list that people.yaml has otherwise or lacks, as (field, in the list, in people.yaml).
    """

    key: str
    contributor: Contributor
    is_new: bool
    line: str = ""
    differs: tuple[tuple[str, str, str], ...] = ()


def known(contributors: Sequence[Contributor], people: Mapping[str, Person]) -> tuple[Known, ...]:
    """Return everyone of a list with their key. Nobody without a name and a handle has one; they are left out.

    Nobody of people.yaml is two of the list: where two with one name and two handles could be a person without one, the first is.
    """
    taken = dict.fromkeys(people)
    by_handle = {one: person for one in contributors if (person := _with_handle(one, people)) is not None}
    free = {key: person for key, person in people.items() if person not in by_handle.values()}
    found = []
    for one in contributors:
        if not (one.name or one.handle):
            continue
        there = by_handle.get(one)
        if there is None and (there := _with_name(one, free)) is not None:
            del free[there.key]
        if there is not None:
            found.append(Known(there.key, one, False, differs=_differences(one, there)))
            continue
        key = unique(key_of(one.name, one.handle), taken)
        taken[key] = None
        fields = {
            "name": one.name or one.handle.lstrip("@"), "handle": one.handle, "place": one.place, "sort": one.sort,
            "pronunciation": one.pronunciation, "url": one.url,
        }  # fmt: skip
        found.append(Known(key, one, True, f"{key}: {flow(fields)}"))
    return tuple(found)


def key_of(name: str, handle: str) -> str:
    """Return a key that is easy to type: a Latin name without its accents, or else a Latin handle, or else the name as it is.

    A handle of digits alone tells nobody who it is.
    """
    latin, account = _typed(name), _typed(handle)
    if latin.isascii() and latin:
        return latin
    if account.isascii() and any(sign.isalpha() for sign in account):
        return account
    return latin or account or "person"


def appended(content: bytes, lines: Sequence[str], indent: int, note: str) -> bytes:
    """Return people.yaml with lines after all that is there, under a comment; what is there stays to the byte."""
    newline = "\r\n" if b"\r\n" in content else "\n"
    gap = newline if content and not content.endswith((b"\n", b"\r")) else ""
    margin = " " * indent
    added = "".join(f"{margin}{line}{newline}" for line in (f"# {note}", *lines))
    return content + (gap + (newline if content else "") + added).encode()


def _typed(text: str) -> str:
    """Return a text as a key: a slug, its Latin letters without accents."""
    out: list[str] = []
    for sign in unicodedata.normalize("NFC", slug(text)):
        base = unicodedata.normalize("NFD", sign)[0]
        if unicodedata.category(sign) == "Mn" and (not out or out[-1].isascii()):
            continue  # an accent that no composed letter has
        out.append(base if base.isascii() else sign)
    return "".join(out).strip("-")


def _with_handle(one: Contributor, people: Mapping[str, Person]) -> Person | None:
    same = (person for person in people.values() if one.handle and person.handle and is_same_handle(one.handle, person.handle))
    return next(same, None)


def _with_name(one: Contributor, people: Mapping[str, Person]) -> Person | None:
    """Return who has the name of someone, and no other handle."""
    for person in people.values():
        if one.name and is_same_name(one.name, person.name) and not (one.handle and person.handle):
            return person
    return None


def _differences(one: Contributor, there: Person) -> tuple[tuple[str, str, str], ...]:
    pairs = (("name", one.name, there.name), ("handle", one.handle, there.handle), ("place", one.place, there.place))
    return tuple(
        (field, listed, kept)
        for field, listed, kept in pairs
        if listed and not (is_same_handle(listed, kept) if field == "handle" else is_same_name(listed, kept))
    )
