"""What is wanted of a build and how soon, by someone who may change their mind while it runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import field
from types import MappingProxyType

from pipeline.values import dataclass

_LAST = 1 << 62


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted at one moment: `ranks` of keys, lower first; `wanted` keys, None for all.

    Somebody waits for what has a rank of `ahead` or lower: while some of that is to be done, all else leaves it a slot more.
    """

    ranks: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    wanted: frozenset[str] | None = None
    ahead: int = -1


class Demand:
    """The changing wish of whoever asked for a build. Any thread may change it while the build runs.

    A key without a rank comes after those that have one. What a wanted action needs is wanted too, and as urgent. What is no
    longer wanted is not started and, where it runs, ended; that is no failure.
    """

    def __init__(
        self, ranks: Mapping[str, int] | None = None, wanted: Collection[str] | None = None, *, ahead: int = -1
    ) -> None:
        self.wish = Wish()
        self.change(ranks, wanted, ahead=ahead)

    def change(
        self, ranks: Mapping[str, int] | None = None, wanted: Collection[str] | None = None, *, ahead: int = -1
    ) -> None:
        """Replace the wish; the build follows within a fraction of a second."""
        self.wish = Wish(dict(ranks or {}), None if wanted is None else frozenset(wanted), ahead)


def urgencies(wish: Wish, needs: Mapping[str, Collection[str]], users_first: Iterable[str]) -> dict[str, int]:
    """Return the rank of each key that is wanted, by itself or by what needs it.

    `users_first` are all keys, each before those that it needs.
    """
    found: dict[str, int] = {}
    for key in users_first:
        if wish.wanted is None or key in wish.wanted:
            found[key] = min(found.get(key, _LAST), wish.ranks.get(key, _LAST))
        if key in found:
            for need in needs[key]:
                found[need] = min(found.get(need, _LAST), found[key])
    return found
