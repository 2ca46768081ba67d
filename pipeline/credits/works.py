"""What contributions are made from, and whom that credits: the closure over `builds_on`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from pipeline.credits.splits import Split
from pipeline.faults import Where
from pipeline.terms import EVERYWHERE, Scope
from pipeline.timeline.model import Contribution
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """Something that contributions are made from and that need not be in the episode itself: a song, a poem, a drawing.

    `key` is what `builds_on:` names. `people` are keys of people.yaml. `aka` are further titles. `iswc` is the number of a
    musical work; `splits` say who has how much of it, by the convention that all shares of a right are `split_total` per cent.
    `places` are those of a `Contribution`.
    """

    key: str
    people: tuple[str, ...]
    role: str = ""
    title: str = ""
    builds_on: tuple[str, ...] = ()
    license: str = ""
    release: str = ""
    url: str = ""
    scope: Scope = EVERYWHERE
    publisher: str = ""
    iswc: str = ""
    aka: tuple[str, ...] = ()
    splits: tuple[Split, ...] = ()
    split_total: int = 100
    where: Where | None = field(default=None, compare=False)
    places: Mapping[str, Where] = field(default_factory=dict, compare=False, hash=False, repr=False)


@dataclass(frozen=True, slots=True)
class Lineage:
    """What contributions are made from: each work once, nearest first; what leads back to itself; what is not known.

    `circles` holds names from one work around to itself. `unknown` holds the name, and where it was written.
    """

    works: tuple[Work, ...]
    circles: tuple[tuple[str, ...], ...]
    unknown: tuple[tuple[str, Where | None], ...]


def lineage(contributions: Sequence[Contribution], works: Mapping[str, Work], known: Sequence[Contribution] = ()) -> Lineage:
    """Follow `builds_on` of the contributions to its roots, through everything between.

    A name is a key of `works`, or the file or title of a contribution among `contributions` and `known`. Contributions
    that others build on are in the episode themselves, so they are followed and not listed as works.
    """
    found: dict[str, Work] = {}
    circles: dict[frozenset[str], tuple[str, ...]] = {}
    unknown: dict[str, Where | None] = {}
    finished: set[str] = set()
    present = (*contributions, *known)
    for contribution in contributions:
        start = contribution.path or contribution.title
        # Depth first with an own stack: a chain of works may be longer than Python's recursion.
        path: list[str] = [start]
        stack: list[Iterator[str]] = [iter(contribution.builds_on)]
        makers: list[Work | Contribution] = [contribution]
        while stack:
            name = next(stack[-1], None)
            if name is None:
                stack.pop()
                makers.pop()
                finished.add(path.pop())
                continue
            parent, canonical = _resolve(name, works, present)
            if parent is None:
                unknown.setdefault(name, makers[-1].places.get(name, makers[-1].where))
            elif canonical in path:
                circle = (*path[path.index(canonical) :], canonical)
                circles.setdefault(frozenset(circle), circle)
            else:
                if isinstance(parent, Work):
                    found.setdefault(canonical, parent)
                if canonical not in finished:
                    path.append(canonical)
                    stack.append(iter(parent.builds_on))
                    makers.append(parent)
    return Lineage(tuple(found.values()), tuple(circles.values()), tuple(unknown.items()))


def nameable(contributions: Sequence[Contribution], works: Mapping[str, Work]) -> list[str]:
    """Return all that `builds_on` can name: keys of works, titles of contributions, and their paths, whole or less."""
    found = [*works]
    for one in contributions:
        steps = one.path.split("/")
        found += [text for text in (one.title, *("/".join(steps[at:]) for at in range(len(steps)))) if text]
    return found


def _resolve(name: str, works: Mapping[str, Work], present: Iterable[Contribution]) -> tuple[Work | Contribution | None, str]:
    """Return what `name` means and one spelling of it, by which it is followed once."""
    if name in works:
        return works[name], name
    for contribution in present:
        # Manifests name files inside the media folder, the timeline inside the show folder.
        is_file = contribution.path == name or contribution.path.endswith(f"/{name}")
        if is_file or (contribution.title and contribution.title == name):
            return contribution, contribution.path or contribution.title
    return None, name
