"""The split of a musical work: who wrote and who publishes it, and how many per cent each of them has. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.credits.works import Work

Right = Literal["performing", "mechanical"]
RIGHTS: tuple[Right, ...] = ("performing", "mechanical")
"""The rights that are shared out: to play a work in public, and to copy it."""

WRITERS = ("composer", "author", "composer and author", "arranger", "adaptor", "translator")
PUBLISHERS = ("publisher", "administrator", "sub-publisher")
"""What writers and publishers do, as societies of authors tell them apart (CISAC's roles C, A, CA, AR, AD, TR; E, AM, SE)."""


@dataclass(frozen=True, slots=True)
class Split:
    """What one writer or publisher has of a work: per cent of each right.

    `person` is a writer's key of people.yaml, `publisher` a publisher's name, with the `society` that collects for it and its
    number there; one of both is empty.
    """

    role: str
    performing: Fraction
    mechanical: Fraction
    person: str = ""
    publisher: str = ""
    society: str = ""
    ipi: str = ""

    def of(self, right: Right) -> Fraction:
        """Return the per cent of a right."""
        return self.performing if right == "performing" else self.mechanical


def split_sums(splits: Sequence[Split], total: int) -> Iterator[tuple[str, Right, Fraction]]:
    """Yield whose shares of which right do not add up, and to what they do.

    By a `total` of 100, writers and publishers share 100 per cent; by one of 200, each side does.
    """
    sides = {"writers": [one for one in splits if one.person], "publishers": [one for one in splits if one.publisher]}
    for side, mine in sides.items() if total == 200 else [("writers and publishers", [*splits])]:
        for right in RIGHTS:
            if mine and (found := sum((one.of(right) for one in mine), Fraction(0))) != 100:
                yield side, right, found


def shared_out(found: Sequence[Work], works: Mapping[str, Work]) -> tuple[Work, ...]:
    """Return those of some works whose splits say who has what of a piece that is built on all of them.

    What a work with a split is itself built on is in that split.
    """
    within: set[str] = set()
    for work in found:
        waiting = [*work.builds_on] if work.splits else []
        while waiting:
            name = waiting.pop()
            if name in works and name not in within:
                within.add(name)
                waiting += works[name].builds_on
    return tuple(work for work in found if work.splits and work.key not in within)


def percent(share: Fraction) -> str:
    """Return a share as people write it: `33.34 %`."""
    return f"{float(share):.6f}".rstrip("0").rstrip(".") + " %"
