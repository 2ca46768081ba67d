"""What in a list of people is doubtful: one person who may be two, two who may be one, files and rows that do not meet. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.faults import Diagnostic, Severity, Where, appearance
from pipeline.intake.listing import Contributor, Entry
from pipeline.intake.people import Known
from pipeline.people import Person

_LISTED = 8
"""Names that one sentence lists at most."""


def of_people(contributors: Sequence[Contributor]) -> Iterator[Diagnostic]:
    """Yield a warning for each pair of people who may be one, and for each who may be two: at the later row."""
    named: dict[str, Contributor] = {}
    reached: dict[str, Contributor] = {}
    for one in contributors:
        if one.name and (other := named.setdefault(appearance(one.name).casefold(), one)) is not one:
            handles = f"{other.handle or 'no handle'} and {one.handle or 'no handle'}"
            message = f"{one.name!r} is also the name in line {other.entries[0].where.line}, with another handle ({handles})"
            yield _warning(one.entries[0], message, "two people are made of them: where it is one, correct the handle")
        others = {appearance(entry.name).casefold(): entry for entry in reversed(one.entries) if entry.name}
        others.pop(appearance(one.name).casefold(), None)
        if others:
            first = next(entry for entry in one.entries if entry.name)
            rows = sorted(others.values(), key=lambda entry: entry.where)
            names = _some([f"{entry.name!r} (line {entry.where.line})" for entry in rows])
            message = f"{names}: the same handle as {first.name!r} in line {first.where.line}"
            yield _warning(rows[0], message, "they are taken for one person: where they are several, correct the handles")
        for mail in dict.fromkeys(entry.mail.casefold() for entry in one.entries if entry.mail):
            other = reached.setdefault(mail, one)
            is_told = bool(one.name) and appearance(one.name).casefold() == appearance(other.name).casefold()
            if other is not one and not is_told:
                message = f"{one.called!r} has the same mail address as {other.called!r} in line {other.entries[0].where.line}"
                hint = "two people are made of them: where it is one, give both rows one name or handle"
                yield _warning(one.entries[0], message, hint)


def of_known(persons: Sequence[Known], people: Mapping[str, Person]) -> Iterator[Diagnostic]:
    """Yield a warning for everyone who is new and has the name of someone in people.yaml with another handle.

    Where the list has that one, too, `of_people` has told it.
    """
    listed = {one.key for one in persons if not one.is_new}
    others = [person for key, person in people.items() if key not in listed]
    for one in persons:
        if not one.is_new:
            continue
        look = appearance(one.contributor.name).casefold()
        if there := next((person for person in others if look and appearance(person.name).casefold() == look), None):
            handles = f"{there.handle or 'no handle'} there, {one.contributor.handle or 'no handle'} here"
            message = f"{one.contributor.name!r} is also the name of {there.key} in people.yaml, with another handle ({handles})"
            hint = f"{one.key} is added beside {there.key}: where it is one person, keep one of the two"
            yield _warning(one.contributor.entries[0], message, hint)


def of_files(
    entries: Sequence[Entry], named: Mapping[str, Sequence[tuple[str, Entry]]], sent: Sequence[str]
) -> Iterator[Diagnostic]:
    """Yield a warning for people without a file, for files that nobody is named for, and for files that two people have.

    `named` are the files that rows name, each with who the row is about; `sent` are all that were sent.
    """
    if not entries or not any(entry.files for entry in entries):
        return
    handles = {_account(entry) for entry in entries if entry.files} - {""}
    names = {appearance(entry.name).casefold() for entry in entries if entry.files} - {""}
    empty = [
        entry
        for entry in entries
        if not entry.files and _account(entry) not in handles and appearance(entry.name).casefold() not in names
    ]
    if empty:
        who = _some([f"{entry.name or entry.handle or 'a row without a name'} (line {entry.where.line})" for entry in empty])
        yield _warning(empty[0], f"on the list without a file: {who}", "write the file's name into the row, or ask for it")
    for name, rows in named.items():
        owners = dict(rows[::-1])
        if len(owners) > 1:
            lines = " and ".join(f"{who} (line {entry.where.line})" for who, entry in reversed(owners.items()))
            yield _warning(rows[-1][1], f"{name} is named by several people: {lines}", "all of them are credited: is that so?")
    if strangers := [name for name in sent if name not in named]:
        message = f"files that no row of the list names: {_some(strangers)}"
        hint = "write a row for each, or ask whose they are"
        yield Diagnostic(Where(entries[0].where.path), message, hint, Severity.WARNING)


def _account(entry: Entry) -> str:
    """Return a handle as it is compared."""
    return entry.handle.casefold().lstrip("@")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


def _warning(entry: Entry, message: str, hint: str) -> Diagnostic:
    return Diagnostic(entry.where, message, hint, Severity.WARNING)
