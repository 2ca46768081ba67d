"""Keep a depot healthy and small: verify, collect, count. What is young is left alone: somebody may be building with it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from pipeline.execution import depot as depots
from pipeline.execution.depot import ACTIONS, BUILDS, OBJECTS, PROBES, Depot, DepotFault, Entry, believed
from pipeline.execution.shared_store import BUILD
from pipeline.execution.upkeep import KEPT_BUILDS, Collected
from pipeline.faults import EnvironmentFault
from pipeline.media.side_by_side import side_by_side
from pipeline.plan.action import QUALITY
from pipeline.values import dataclass

GRACE_DAYS = 14
"""How long what no kept build consists of stays: a build may be under way, or stopped to go on after a holiday."""

_DAY_SECONDS = 24 * 3600
_AT_ONCE = 8
_LOOKS = 2
"""How often what seems damaged is read: it may have been damaged on its way."""

_SEVERAL = 500
"""Names that are removed by one request: S3 takes 1000."""

_OBJECT = re.compile(rf"{OBJECTS}/[0-9a-f]{{2}}/([0-9a-f]{{64}})")
_RECORD = re.compile(rf"{ACTIONS}/[\w-]+/[0-9a-f]{{2}}/([0-9a-f]{{64}})\.json")
_BUILD = re.compile(rf"{BUILDS}/([0-9a-f]{{16}})/[0-9a-f]{{32}}\.json")
_LEFT = re.compile(rf"{PROBES}/.*|(?:{ACTIONS}|{OBJECTS}|{BUILDS})/(?:.*/)?\.new-[^/]*|\.new-[^/]*")
"""What a killed program leaves."""


@dataclass(frozen=True, slots=True)
class DepotVerified:
    """What a verification read; `damaged` names what it removed, `incomplete` counts records whose files are gone."""

    objects: int
    records: int
    damaged: tuple[str, ...]
    incomplete: int


@dataclass(frozen=True, slots=True)
class DepotStats:
    """How much a depot holds. `builds`: show, episode and deliverable -> number of build records. Sizes in bytes."""

    records: int
    objects: int
    size_bytes: int
    builds: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A build record: the show, the episode and its deliverable, the keys."""

    show: str
    name: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Found:
    """A record as it lies there: where, of which action, and the digests of what it names; None where it is damaged."""

    entry: Entry
    key: str
    named: frozenset[str] | None


def verify(depot: Depot, *, part: int = 1, parts: int = 1) -> DepotVerified:
    """Read every file again, or the `part`-th of `parts` shares, and every record; remove damaged ones.

    Whoever builds next with what was removed puts it there again. Raises EnvironmentFault where the depot cannot be reached.
    """
    with _told(depot):
        objects = dict(_objects(depot))
        share = [(one, entry) for one, entry in objects.items() if int(one[:8], 16) % parts == part - 1]
        whole = side_by_side(lambda asked: _is_whole(depot, asked[1].name, asked[0]), share, _AT_ONCE)
        broken = {one: entry.name for (one, entry), is_whole in zip(share, whole, strict=True) if not is_whole}
        found = _records(depot)
        damaged = [*broken.values(), *(one.entry.name for one in found if one.named is None)]
        _remove(depot, damaged)
        if damaged:
            depots.begin_anew(depot)
        there = objects.keys() - broken.keys()
        return DepotVerified(len(share), len(found), tuple(damaged), sum(not (one.named or there) <= there for one in found))


def collect(depot: Depot, *, keep_builds: int = KEPT_BUILDS, grace_days: float = GRACE_DAYS) -> Collected:
    """Remove what none of the last `keep_builds` builds of any episode consists of, once it is `grace_days` old.

    By the depot's own clock. Raises EnvironmentFault where the depot cannot be reached.
    """
    with _told(depot):
        since = depots.clock(depot) - grace_days * _DAY_SECONDS

        def stays(entry: Entry) -> bool:
            return entry.since > since

        kept: list[Entry] = []
        old: list[Entry] = []
        for builds in _builds(depot).values():
            for place, entry in enumerate(builds):
                (kept if place < keep_builds or stays(entry) else old).append(entry)
        told = side_by_side(lambda entry: _read(depot, entry), kept, _AT_ONCE)
        reached = frozenset[str]().union(*(build.keys for build in told if build is not None))
        found = _records(depot)
        removed = [one.entry for one in found if one.key not in reached and not stays(one.entry)]
        gone = {entry.name for entry in removed}
        needed = frozenset[str]().union(*(one.named for one in found if one.named and one.entry.name not in gone))
        objects = list(_objects(depot))
        unneeded = [entry for one, entry in objects if one not in needed and not stays(entry)]
        unneeded += [entry for entry in depot.entries("") if _LEFT.fullmatch(entry.name) and not stays(entry)]
        # Records first: killed in between, a file is garbage and nothing lies.
        _remove(depot, [entry.name for entry in (*old, *removed, *unneeded)])
        if removed or unneeded:
            depots.begin_anew(depot)
        kept_bytes = sum(entry.size for one, entry in objects if one in needed or stays(entry))
        return Collected(len(removed), sum(entry.size for entry in unneeded), len(found) - len(removed), kept_bytes)


def stats(depot: Depot) -> DepotStats:
    """Count what a depot holds. Raises EnvironmentFault where it cannot be reached."""
    with _told(depot):
        several = list(_builds(depot).values())
        counted: dict[tuple[str, str], int] = {}
        for builds, told in zip(several, side_by_side(lambda one: _read(depot, one[0]), several, _AT_ONCE), strict=True):
            if told is not None and not told.name.endswith(QUALITY):  # what was measured on a build is no build of its own
                counted[told.show, told.name] = counted.get((told.show, told.name), 0) + len(builds)
        sizes = [entry.size for _, entry in _objects(depot)]
        records = sum(_RECORD.fullmatch(entry.name) is not None for entry in depot.entries(ACTIONS))
        return DepotStats(records, len(sizes), sum(sizes), counted)


@contextmanager
def _told(depot: Depot) -> Iterator[None]:
    """Turn a depot's faults into one that is told and ends the command."""
    try:
        yield
    except DepotFault as fault:
        raise EnvironmentFault(f"the depot {depot.place} failed: {fault}", "see that it can be reached and written to") from fault


def _objects(depot: Depot) -> Iterator[tuple[str, Entry]]:
    """Yield every file by its digest."""
    for entry in depot.entries(OBJECTS):
        if match := _OBJECT.fullmatch(entry.name):
            yield match[1], entry


def _builds(depot: Depot) -> Mapping[str, list[Entry]]:
    """Return the build records of each episode and deliverable, the newest first."""
    found: dict[str, list[Entry]] = {}
    for entry in depot.entries(BUILDS):
        if match := _BUILD.fullmatch(entry.name):
            found.setdefault(match[1], []).append(entry)
    return {name: sorted(entries, key=lambda entry: -entry.since) for name, entries in found.items()}


def _records(depot: Depot) -> list[_Found]:
    asked = [(entry, match[1]) for entry in depot.entries(ACTIONS) if (match := _RECORD.fullmatch(entry.name))]
    named = side_by_side(lambda one: _named(depot, one[0].name, one[1]), asked, _AT_ONCE)
    return [_Found(entry, key, digests) for (entry, key), digests in zip(asked, named, strict=True)]


def _named(depot: Depot, name: str, key: str) -> frozenset[str] | None:
    for _ in range(_LOOKS):
        record = believed(depot.read(name) or b"", key)
        if record is not None:
            return frozenset(one.digest for one in record.outputs)
    return None


def _is_whole(depot: Depot, name: str, wanted: str) -> bool:
    for _ in range(_LOOKS):
        found = hashlib.sha256()
        for piece in depot.stream(name) or ():
            found.update(piece)
        if found.hexdigest() == wanted:
            return True
    return False


def _read(depot: Depot, entry: Entry) -> _Kept | None:
    try:
        told = json.loads(depot.read(entry.name) or b"")
    except ValueError:
        return None
    match told:
        case {"schema": str(schema), "show": str(show), "name": str(episode), "keys": list(keys)} if schema == BUILD:
            return _Kept(show, episode, frozenset(map(str, keys)))
        case _:
            return None


def _remove(depot: Depot, names: Sequence[str]) -> None:
    for first in range(0, len(names), _SEVERAL):
        depot.remove(names[first : first + _SEVERAL])
