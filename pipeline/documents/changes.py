"""Changes of a text: what gives way to what, by the number of the character. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """The characters `start` up to `end` of a text give way to `put`."""

    start: int
    end: int
    put: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A text after an edit: its bytes, the changes that lead there from the text before, and the line of the first, from 1.

    The characters of changes are counted in the text with its byte order mark, if it has one.
    """

    content: bytes
    changes: tuple[Change, ...]
    line: int


def applied(text: str, changes: Sequence[Change]) -> str:
    """Return a text with changes, which stand in order and apart."""
    pieces, at = [], 0
    for change in changes:
        pieces += [text[at : change.start], change.put]
        at = change.end
    return "".join(pieces) + text[at:]


def in_utf16(text: str, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return changes with their places counted in UTF-16, as browsers count characters."""
    wide = [number for number, character in enumerate(text) if character > "\uffff"]

    def counted(index: int) -> int:
        return index + bisect_left(wide, index)

    return tuple(Change(counted(change.start), counted(change.end), change.put) for change in changes)


def in_order(changes: Iterable[Change]) -> tuple[Change, ...] | None:
    """Return changes by their places, None where two touch the same characters.

    Those that meet in one place stay in the order in which they were asked for.
    """
    found = tuple(sorted(changes, key=lambda change: (change.start, change.end)))
    return None if any(before.end > after.start for before, after in pairwise(found)) else found


def trimmed(text: str, changes: Iterable[Change]) -> Iterator[Change]:
    """Yield changes of a text without what they leave as it is at their ends."""
    for change in changes:
        old = text[change.start : change.end]
        head = _alike(old, change.put)
        tail = _alike(old[head:][::-1], change.put[head:][::-1])
        if old != change.put:
            yield Change(change.start + head, change.end - tail, change.put[head : len(change.put) - tail])


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin alike with."""
    short = min(len(one), len(other))
    return next((number for number in range(short) if one[number] != other[number]), short)
