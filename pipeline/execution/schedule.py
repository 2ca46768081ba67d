"""Decide what starts when: needs before users, the longest path first, no more at once than fits. Floor 6.

It knows no files and no processes: `perform` runs one action on a `concurrent.futures` executor, which is the seam for a cluster.
"""

from __future__ import annotations

import heapq
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from pipeline.plan.action import Action, FromAction, Pool

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

_TICK_SECONDS = 0.2
"""How often Ctrl-C is looked at while nothing ends."""

_MEMORY_SHARE = 0.75
"""Share of the machine's memory that running actions may expect to hold together."""


@dataclass(frozen=True, slots=True)
class Interruption:
    """Ask a build to end: `drain` starts nothing more, `stop` also ends what runs."""

    drain: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bound what runs at once: all actions, those of each pool, and the memory that they are expected to hold (bytes)."""

    workers: int
    pools: Mapping[Pool, int]
    memory_bytes: int

    @staticmethod
    def of_machine(workers: int) -> Limits:
        """Return the limits for this machine: one join at a time (it moves bytes, two would wait for the disk)."""
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        return Limits(workers, {"join": 1}, int(memory * _MEMORY_SHARE))


def needs_of(actions: Iterable[Action]) -> dict[str, set[str]]:
    """Return key -> keys of the actions among these whose outputs it reads."""
    by_key = {action.key: action for action in actions}
    return {key: {origin for origin in origins(action) if origin in by_key} for key, action in by_key.items()}


def origins(action: Action) -> set[str]:
    """Return the keys of the actions whose outputs this one reads."""
    return {given.origin.key for given in action.inputs if isinstance(given.origin, FromAction)}


def paths_from(needs: Mapping[str, set[str]], seconds: Mapping[str, float]) -> dict[str, float]:
    """Return for each key the seconds of the longest path from its begin to the end of the work."""
    after: dict[str, float] = dict.fromkeys(needs, 0.0)
    for key in reversed(tuple(TopologicalSorter(needs).static_order())):
        after[key] += seconds[key]
        for need in needs[key]:
            after[need] = max(after[need], after[key])
    return after


def run(
    actions: Sequence[Action],
    perform: Callable[[Action], Callable[[], bool] | None],
    executor: Executor,
    limits: Limits,
    *,
    seconds: Mapping[str, float],
    peak_bytes: Mapping[str, int],
    interruption: Interruption,
    keep_going: bool,
) -> set[str]:
    """Run actions, each after those among them that it needs; return the keys that were performed well.

    `perform` does an action's work and returns what stores it, or None where the work failed; storing says whether it went well.
    Storing mostly waits for the disk, so it takes no worker's place; give the executor threads for it. What needs a failed
    action is never started; without `keep_going` nothing is started after the first failure. What runs is always waited for.
    """
    from concurrent.futures import FIRST_COMPLETED, wait

    by_key = {action.key: action for action in actions}
    needs = needs_of(actions)
    after = paths_from(needs, seconds)
    order = TopologicalSorter(needs)
    order.prepare()
    ready: list[tuple[float, int, str]] = []
    running: dict[Future[Callable[[], bool] | None], str] = {}
    storing: dict[Future[bool], str] = {}
    busy: Counter[str] = Counter()
    held = 0
    well: set[str] = set()
    numbers = {action.key: number for number, action in enumerate(actions)}
    is_broken = False
    while True:
        for key in order.get_ready():
            heapq.heappush(ready, (-after[key], numbers[key], key))
        if not is_broken and not interruption.drain.is_set() and not interruption.stop.is_set():
            put_off: list[tuple[float, int, str]] = []
            while ready and len(running) < limits.workers:
                entry = heapq.heappop(ready)
                action = by_key[entry[2]]
                is_fitting = not running or held + peak_bytes[action.key] <= limits.memory_bytes
                if not is_fitting or busy[action.pool] >= limits.pools.get(action.pool, limits.workers):
                    put_off.append(entry)
                    continue
                running[executor.submit(perform, action)] = action.key
                busy[action.pool] += 1
                held += peak_bytes[action.key]
            for entry in put_off:
                heapq.heappush(ready, entry)
        if not running and not storing:
            return well
        waiting: list[Future[Any]] = [*running, *storing]
        done, _ = wait(waiting, timeout=_TICK_SECONDS, return_when=FIRST_COMPLETED)
        for future in [future for future in running if future in done]:
            key = running.pop(future)
            busy[by_key[key].pool] -= 1
            held -= peak_bytes[key]
            if (store := future.result()) is not None:
                storing[executor.submit(store)] = key
            else:
                is_broken = is_broken or not keep_going
        for stored in [future for future in storing if future in done]:
            key = storing.pop(stored)
            if stored.result():
                well.add(key)
                order.done(key)
            else:
                is_broken = is_broken or not keep_going
