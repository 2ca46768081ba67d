"""What the actions of plans took when they were made, as jobs for a simulation; and where they never were, what they would take.

Of an action that is in the store its record tells: the seconds on the wall or of processors, whichever are more, since a slot is
one core. Of another one `History` tells what stood in its place. Where nothing did, the time comes from a deliverable that was
made, if one is named: from the action at the same place, by the factor of parts of its kind that were made for both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Literal

from pipeline.execution.history import Basis, History, beside
from pipeline.execution.missing import missing
from pipeline.execution.record import Record
from pipeline.execution.schedule import origins
from pipeline.execution.store import Store
from pipeline.operations.base import name_of, words_of
from pipeline.plan.action import Action, FromAction, FromSource, FromSources, Plan
from pipeline.simulation.model import Job
from pipeline.values import dataclass

Source = Literal["record", "scaled", Basis]
"""Where a time is from: its record, the same part of another deliverable, or as `History` says."""

_FEW = 5
"""Ratios of which the outermost are what is told of their spread; of more it is the tenths at either end."""


@dataclass(frozen=True, slots=True)
class Factor:
    """How many times longer parts of a kind take than those of another deliverable; most take from `low` to `high` times.

    It is measured on so many `parts` that were made for both. Without any it is that of the plans' costs, and so of pixels.
    """

    kind: str
    times: float
    low: float
    high: float
    parts: int


@dataclass(frozen=True, slots=True)
class Timed:
    """An action and the seconds that it takes on a slot, between which they lie as far as is known, and where they are from."""

    action: Action
    seconds: float
    low: float
    high: float
    source: Source


@dataclass(frozen=True, slots=True)
class Recorded:
    """The actions that plans are made of from nothing, with their times; what scaled those that were never made, the most first.

    `held` seconds an action keeps its slot besides its run, `settled` seconds later its outputs can be read. `sizes` are the
    bytes of outputs and of the show's own files; those of `unsized` actions are not known.
    """

    timed: tuple[Timed, ...]
    factors: tuple[Factor, ...]
    held: float
    settled: float
    sizes: Mapping[str, int]
    unsized: int

    def jobs(self, bound: Literal["seconds", "low", "high"] = "seconds") -> tuple[Job, ...]:
        """Return the actions as jobs that take the times told, or the least or the most that they may."""
        return tuple(
            Job(
                one.action.key,
                (one.seconds if bound == "seconds" else one.low if bound == "low" else one.high) + self.held,
                tuple(sorted(origins(one.action))),
                {name: self.sizes.get(name, 0) for name in _read(one.action)},
                tuple(_named(one.action.key, output.name) for output in one.action.outputs),
                one.action.pool == "join",
            )
            for one in self.timed
        )


class _Nothing:
    """A store in which nothing is."""

    def has(self, key: str) -> bool:
        """Say that it is not stored."""
        return False


def recorded(plans: Sequence[Plan], store: Store, root: Path, scaled_from: Mapping[str, Plan] | None = None) -> Recorded:
    """Return what plans are made of and what that takes; the show's own files lie in the folder `root`.

    `scaled_from` are plans of what was made, by the names of the plans whose parts were not.
    """
    others = scaled_from or {}
    actions, _ = missing(plans, _Nothing())
    records = {action.key: store.record(action.key) for action in actions}
    twins = _twins(plans, others)
    for twin in twins.values():
        records.setdefault(twin.key, store.record(twin.key))
    factors = _factors(actions, twins, records) if others else {}
    history = History(store.memory, plans)
    timed = tuple(_timed(action, records, twins.get(action.key), factors, history) for action in actions)
    made, unsized = _made_sizes(actions, twins, records)
    scaled: dict[str, float] = defaultdict(float)
    for one in timed:
        scaled[_kind(one.action)] += one.seconds if one.source == "scaled" else 0.0
    most = sorted(factors.values(), key=lambda factor: -scaled[factor.kind])
    held, settled = beside(store.memory)
    return Recorded(timed, tuple(most), held, settled, made | dict(_source_sizes(actions, root)), unsized)


def _twins(plans: Iterable[Plan], others: Mapping[str, Plan]) -> dict[str, Action]:
    """Return for the key of each action the one at the same place in the other plan."""
    found: dict[str, Action] = {}
    for plan in plans:
        if (other := others.get(plan.name)) is not None:
            by_place = {action.address: action for action in other.actions}
            found |= {action.key: by_place[action.address] for action in plan.actions if action.address in by_place}
    return found


def _seconds(record: Record) -> float:
    return max(record.seconds, record.cpu_seconds)


def _kind(action: Action) -> str:
    return f"{words_of(name_of(type(action.operation)))} ({action.pool})"


def _factors(actions: Iterable[Action], twins: Mapping[str, Action], records: Mapping[str, Record | None]) -> dict[str, Factor]:
    """Return the factor of each kind of which something has to be scaled."""
    pairs: dict[str, list[tuple[float, float]]] = defaultdict(list)
    costs: dict[str, list[float]] = defaultdict(list)
    wanted = dict[str, None]()
    for action in actions:
        twin = twins.get(action.key)
        if twin is None or twin.key == action.key or (before := records[twin.key]) is None:
            continue
        kind, now = _kind(action), records[action.key]
        if now is None:
            wanted[kind] = None
            costs[kind].append(float(action.cost) / max(float(twin.cost), 1e-6))
        elif min(_seconds(before), _seconds(now)) > 0:
            pairs[kind].append((_seconds(before), _seconds(now)))
    return {kind: _factor(kind, pairs[kind], costs[kind]) for kind in wanted}


def _factor(kind: str, pairs: Sequence[tuple[float, float]], costs: Sequence[float]) -> Factor:
    if not pairs:
        times = median(costs)
        return Factor(kind, times, times, times, 0)
    ratios = sorted(now / before for before, now in pairs)
    out = len(ratios) // 10 if len(ratios) > _FEW else 0
    times = sum(now for _, now in pairs) / sum(before for before, _ in pairs)
    return Factor(kind, times, min(ratios[out], times), max(ratios[-1 - out], times), len(pairs))


def _timed(
    action: Action, records: Mapping[str, Record | None], twin: Action | None, factors: Mapping[str, Factor], history: History
) -> Timed:
    if (own := records[action.key]) is not None:
        return Timed(action, _seconds(own), _seconds(own), _seconds(own), "record")
    estimate, basis = history.estimate(action)
    before = records[twin.key] if twin is not None else None
    if basis != "place" and before is not None and (factor := factors.get(_kind(action))) is not None:
        seconds = _seconds(before)
        return Timed(action, seconds * factor.times, seconds * factor.low, seconds * factor.high, "scaled")
    return Timed(action, estimate, estimate, estimate, basis)


# ---------------------------------------------------------------------------------------------- bytes


def _named(key: str, output: str) -> str:
    return f"{key} {output}"


def _read(action: Action) -> Iterator[str]:
    for given in action.inputs:
        match given.origin:
            case FromSource(content):
                yield content
            case FromSources(contents):
                yield from contents
            case FromAction(key, output):
                yield _named(key, output)


def _made_sizes(
    actions: Sequence[Action], twins: Mapping[str, Action], records: Mapping[str, Record | None]
) -> tuple[dict[str, int], int]:
    """Return the bytes of outputs by name, and of how many actions they are not known.

    Of what was never made it is those of the same part of what was, else those that its kind leaves for its cost.
    """
    spent: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for action in actions:
        if (record := records[action.key]) is not None:
            spent[_kind(action)][0] += sum(output.size for output in record.outputs)
            spent[_kind(action)][1] += float(action.cost)
    sizes: dict[str, int] = {}
    unsized = 0
    for action in actions:
        twin = twins.get(action.key)
        before = records[twin.key] if twin is not None else None
        if (record := records[action.key]) is not None:
            sizes |= {_named(action.key, output.name): output.size for output in record.outputs}
        elif twin is not None and before is not None:
            times = float(action.cost) / max(float(twin.cost), 1e-6)
            sizes |= {_named(action.key, output.name): round(output.size * times) for output in before.outputs}
        else:
            left, cost = spent[_kind(action)]
            unsized += not cost
            share = left / cost * float(action.cost) / len(action.outputs) if cost else 0
            sizes |= {_named(action.key, output.name): round(share) for output in action.outputs}
    return sizes, unsized


def _source_sizes(actions: Iterable[Action], root: Path) -> Iterator[tuple[str, int]]:
    paths = dict[str, str]()
    for action in actions:
        for given in action.inputs:
            match given.origin:
                case FromSource(content, path):
                    paths[content] = path
                case FromSources(contents, several):
                    paths |= dict(zip(contents, several, strict=True))
                case FromAction():
                    pass
    for content, path in paths.items():
        try:
            yield content, (root / path).stat().st_size
        except OSError:  # it is told where it is read
            yield content, 0
