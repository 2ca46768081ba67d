"""What people did in an episode, as it is compared with another cut of it: from a cut, or from the ledger of a package. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import field
from fractions import Fraction

from pipeline.credits.reasons import BUILT_ON, MEDIUM, Credited
from pipeline.timebase import half_up
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did: in a segment as a role, on screen, audible or as text; or what is built on."""

    segment: str
    role: str
    medium: str

    def __str__(self) -> str:
        """Return it in words."""
        parts = [self.role, f"in {self.segment}" if self.segment else "", self.medium]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Account:
    """One person and what they did, each with the milliseconds that it is seen or heard."""

    name: str
    deeds: Mapping[Deed, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a person from one cut to another: deeds with the milliseconds before and after, 0 for none."""

    person: str
    name: str
    deeds: tuple[tuple[Deed, int, int], ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Who came, went, gained and lost. Somebody may gain one thing and lose another."""

    came: tuple[Change, ...]
    went: tuple[Change, ...]
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]

    @property
    def is_none(self) -> bool:
        """Say whether nothing changed for anybody."""
        return not (self.came or self.went or self.gained or self.lost)


def of_cut(found: Sequence[Credited], rate: Fraction) -> Mapping[str, Account]:
    """Return the accounts of those who are credited in a cut, by their keys."""
    accounts = {}
    for one in found:
        deeds: dict[Deed, int] = {}
        for reason in one.reasons:
            deed = Deed(reason.segment, reason.role or reason.title, MEDIUM.get(reason.medium, BUILT_ON))
            frames = sum(range_.frames for range_ in reason.ranges)
            deeds[deed] = deeds.get(deed, 0) + (half_up(1000 * frames / rate) if reason.segment else 0)
        accounts[one.person.key] = Account(one.person.name, deeds)
    return accounts


def of_sheet(ledger_csv: str) -> Mapping[str, Account]:
    """Return the accounts that the ledger of a package holds. Raises KeyError, ValueError where it is no ledger."""
    names: dict[str, str] = {}
    deeds: dict[str, dict[Deed, int]] = {}
    for row in _rows(ledger_csv):
        if not row["person"] or not (row["from_frame"] or row["medium"] == BUILT_ON):
            continue
        names.setdefault(row["person"], row["name"])
        mine = deeds.setdefault(row["person"], {})
        deed = Deed(row["segment"], row["role"] or row["work"], row["medium"])
        mine[deed] = mine.get(deed, 0) + half_up(1000 * Fraction(row["seconds"] or 0))
    return {key: Account(names[key], mine) for key, mine in deeds.items()}


def changes(old: Mapping[str, Account], new: Mapping[str, Account]) -> Changes:
    """Return what became of everyone from one cut to another; people are the same by their keys."""
    gained, lost = [], []
    for key in [key for key in new if key in old]:
        before, after = old[key].deeds, new[key].deeds
        all_ = dict.fromkeys([*after, *before])
        more = [deed for deed in all_ if after.get(deed, -1) > before.get(deed, -1)]
        less = [deed for deed in all_ if after.get(deed, -1) < before.get(deed, -1)]
        gained += [_change(key, new[key].name, more, before, after)] if more else []
        lost += [_change(key, new[key].name, less, before, after)] if less else []
    return Changes(
        tuple(_change(key, one.name, [*one.deeds], {}, one.deeds) for key, one in new.items() if key not in old),
        tuple(_change(key, one.name, [*one.deeds], one.deeds, {}) for key, one in old.items() if key not in new),
        tuple(gained),
        tuple(lost),
    )


def _change(key: str, name: str, deeds: Sequence[Deed], before: Mapping[Deed, int], after: Mapping[Deed, int]) -> Change:
    return Change(key, name, tuple((deed, before.get(deed, 0), after.get(deed, 0)) for deed in deeds))


def _rows(text: str) -> list[dict[str, str]]:
    # What a spreadsheet would run as a formula was written behind an apostrophe.
    def cell(value: str) -> str:
        return value[1:] if value.startswith(("'=", "'+", "'-", "'@", "'\t", "'\r")) else value

    return [{name: cell(value) for name, value in row.items()} for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))]
