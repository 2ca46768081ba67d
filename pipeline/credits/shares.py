"""What each person gets of what an episode or a season earns, by the rule of the show. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from typing import Literal

from pipeline.credits.ledger import Use, union
from pipeline.people import Person
from pipeline.timebase import FrameRange
from pipeline.values import dataclass

WHOLE = 10_000
"""Basis points in all: hundredths of a percent."""


@dataclass(frozen=True, slots=True)
class Payout:
    """The rule of a show: all alike, by the time that somebody is seen or heard, or by the weights of roles.

    A role that has no weight has `otherwise`.
    """

    by: Literal["equal", "time", "weight"] = "equal"
    weights: Mapping[str, int] = field(default_factory=dict)
    otherwise: int = 1

    def weight(self, role: str) -> int:
        """Return the weight of a role, however it is written."""
        return next((weight for name, weight in self.weights.items() if name.casefold() == role.casefold()), self.otherwise)


def parts(uses: Sequence[Use], rate: Fraction, rule: Payout) -> Mapping[Person, Fraction]:
    """Return the part of each person who is seen or heard in an episode: 1 each, exact seconds, or the weights of what they did.

    A frame with several contributions of a person counts once, and so does what is both seen and heard.
    """
    found: dict[Person, Fraction] = {}
    ranges: dict[Person, list[FrameRange]] = {}
    done: set[tuple[Person, str, str, str]] = set()
    for use in uses:
        for person in use.people:
            ranges.setdefault(person, []).extend(use.ranges)
            found.setdefault(person, Fraction(rule.by == "equal"))
            deed = (person, use.segment, use.role.casefold(), use.path or use.title)
            if rule.by == "weight" and deed not in done:
                done.add(deed)
                found[person] += rule.weight(use.role)
    if rule.by == "time":
        return {person: sum(one.frames for one in union(ranges[person])) / rate for person in found}
    return found


def together(episodes: Iterable[Mapping[Person, Fraction]]) -> Mapping[Person, Fraction]:
    """Return the parts of people over several episodes; somebody is the same person by their key."""
    known: dict[str, Person] = {}
    sums: dict[str, Fraction] = {}
    for episode in episodes:
        for person, part in episode.items():
            known[person.key] = person
            sums[person.key] = sums.get(person.key, Fraction(0)) + part
    return {known[key]: part for key, part in sums.items()}


def shares(found: Mapping[Person, Fraction]) -> Mapping[Person, int]:
    """Return the parts as whole basis points that sum to 10,000 exactly; nobody's where there is nothing to share.

    What rounding down leaves goes to the largest remainders, one each; among equal ones to who sorts first.
    """
    total = sum(found.values())
    if not total:
        return dict.fromkeys(found, 0)
    exact = {person: part * WHOLE / total for person, part in found.items()}
    points = {person: int(share) for person, share in exact.items()}
    first = sorted(found, key=lambda person: (points[person] - exact[person], person.sort_key))
    for person in first[: WHOLE - sum(points.values())]:
        points[person] += 1
    return points
