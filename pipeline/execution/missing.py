"""What plans lack and what making it would cost: questions that run nothing and take milliseconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Protocol

from pipeline.execution import schedule
from pipeline.execution.history import History
from pipeline.execution.store import Store
from pipeline.operations.promises import VideoPromise
from pipeline.plan.action import Action, Plan
from pipeline.simulation.paths import paths_from
from pipeline.values import dataclass


class Stored(Protocol):
    """What knows which actions need not run."""

    def has(self, key: str) -> bool:
        """Say whether every output of `key` is stored."""
        ...


def missing(plans: Sequence[Plan], store: Stored) -> tuple[tuple[Action, ...], tuple[Action, ...]]:
    """Return what must run for the plans' results, in plan order, and the stored actions that it or the results use.

    An intermediate that is missing while all that read it are stored is not made again.
    """
    by_key: dict[str, Action] = {}
    for plan in plans:
        for action in plan.actions:
            by_key.setdefault(action.key, action)
    wanted = [origin.key for plan in plans for origin in plan.results.values()]
    to_run: dict[str, Action] = {}
    stored: dict[str, Action] = {}
    while wanted:
        key = wanted.pop()
        if key in to_run or key in stored:
            continue
        if store.has(key):
            stored[key] = by_key[key]
        else:
            to_run[key] = by_key[key]
            wanted.extend(schedule.origins(by_key[key]))
    return tuple(a for k, a in by_key.items() if k in to_run), tuple(a for k, a in by_key.items() if k in stored)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a build would take: the actions that would run, the seconds of picture that they encode, and their time.

    `work_seconds` is the estimated work of all of them, `wall_seconds` how long it will take on so many slots. Both come from
    earlier runs. It is an upper bound: what turns out to read the bytes of an earlier run is not run again.
    """

    actions: tuple[Action, ...]
    picture_seconds: Fraction
    work_seconds: float
    wall_seconds: float


def cost(plans: Sequence[Plan], store: Store, *, slots: int) -> Cost:
    """Return what a build of the plans would take now."""
    to_run, _ = missing(plans, store)
    history = History(store.memory, plans)
    seconds = {action.key: history.seconds(action) for action in to_run}
    picture = sum((_picture_seconds(action) for action in to_run), Fraction(0))
    return Cost(to_run, picture, sum(seconds.values()), wall_seconds(to_run, seconds, slots))


def wall_seconds(actions: Sequence[Action], seconds: Mapping[str, float], slots: int) -> float:
    """Estimate the time of a build: its work over its slots, or its longest chain where that is more."""
    after = paths_from(schedule.needs_of(actions), seconds)
    return max([sum(seconds[action.key] for action in actions) / slots, *after.values()])


def _picture_seconds(action: Action) -> Fraction:
    if action.pool != "encode":
        return Fraction(0)
    promises = [output.promise for output in action.outputs]
    return sum((Fraction(p.frames) / p.rate for p in promises if isinstance(p, VideoPromise)), Fraction(0))
