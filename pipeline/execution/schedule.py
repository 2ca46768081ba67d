"""Decide what starts when and where: needs before users, the urgent and then the longest path first, no more than fits.

It knows no files and no processes: `perform` makes one action, in a thread of its own.
"""

from __future__ import annotations

import heapq
import queue
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from enum import Enum
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from pipeline.execution.demand import Demand, urgencies
from pipeline.execution.interruption import Interruption
from pipeline.execution.maker import Host
from pipeline.faults import EnvironmentFault
from pipeline.operations.base import Pool
from pipeline.plan.action import Action, FromAction
from pipeline.simulation.paths import paths_from
from pipeline.values import dataclass

if TYPE_CHECKING:
    from concurrent.futures import Executor

_TICK_SECONDS = 0.2
"""How often Ctrl-C and the demand are looked at while nothing ends."""

_POOLS: Mapping[Pool, int] = {"join": 1}
"""How many actions of a pool run at once on a host: a join moves bytes, two would wait for the disk."""

_AHEAD_SECONDS = 5.0
"""What somebody waits for and will take longer than this lets others run beside it: they would be held up for too long. So does
a show's own program, of which nobody knows how long it takes.
"""

_THREADS = 4096


class Ending(Enum):
    """How an action ended: stored, failed, or stopped before it was done."""

    WELL = "well"
    BADLY = "badly"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Start:
    """An action that begins on a host. `stop` will be set to end it; `ran` frees its slot, for storing needs none."""

    action: Action
    host: str
    stop: threading.Event
    ran: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms on which a build runs: what may end it, what is wanted of it, whether it goes on after a failure."""

    interruption: Interruption = field(default_factory=Interruption)
    demand: Demand = field(default_factory=Demand)
    keep_going: bool = False


@dataclass(frozen=True, slots=True)
class Estimates:
    """What each action will probably take: key -> seconds, key -> the most memory it holds, in bytes."""

    seconds: Mapping[str, float]
    peak_bytes: Mapping[str, int]


def needs_of(actions: Iterable[Action]) -> dict[str, set[str]]:
    """Return key -> keys of the actions among these whose outputs it reads."""
    by_key = {action.key: action for action in actions}
    return {key: {origin for origin in origins(action) if origin in by_key} for key, action in by_key.items()}


def origins(action: Action) -> set[str]:
    """Return the keys of the actions whose outputs this one reads."""
    return {given.origin.key for given in action.inputs if isinstance(given.origin, FromAction)}


def run(
    actions: Sequence[Action],
    perform: Callable[[Start], Ending],
    hosts: Callable[[], Sequence[Host]],
    estimates: Estimates,
    terms: Terms,
) -> set[str]:
    """Run actions, each after those among them that it needs; return the keys that ended well.

    What needs a failed action is never started; unless the terms say to keep going, nothing is started after the first failure.
    What runs is always waited for. Raises EnvironmentFault where no host can take what is left, and what `perform` raises.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_THREADS, thread_name_prefix="action") as executor:
        return _Schedule(actions, perform, hosts, estimates, terms).run(executor)


@dataclass
class _Load:
    """What a host is busy with."""

    running: int = 0
    storing: int = 0
    pools: dict[Pool, int] = field(default_factory=dict)
    held_bytes: int = 0

    def fits(self, host: Host, action: Action, peak_bytes: int, spared: int) -> bool:
        """Say whether the host can begin the action now, with so many slots `spared`. One that is too large runs there alone."""
        return (
            self.running + spared < host.slots
            and self.running + self.storing < 2 * host.slots
            and self.pools.get(action.pool, 0) < _POOLS.get(action.pool, host.slots)
            and (self.running == 0 or self.held_bytes + peak_bytes <= host.memory_bytes)
            and host.offers(action)
        )

    def count(self, action: Action, peak_bytes: int, by: int) -> None:
        """Count an action in (1) or out (-1)."""
        self.running += by
        self.pools[action.pool] = self.pools.get(action.pool, 0) + by
        self.held_bytes += by * peak_bytes


@dataclass
class _Started:
    """An action under way. `is_storing` once its slot is free."""

    action: Action
    load: _Load
    peak_bytes: int
    stop: threading.Event = field(default_factory=threading.Event)
    is_storing: bool = False


class _Schedule:
    """The state of one run: what is ready, what is under way, what each host is busy with."""

    def __init__(
        self,
        actions: Sequence[Action],
        perform: Callable[[Start], Ending],
        hosts: Callable[[], Sequence[Host]],
        estimates: Estimates,
        terms: Terms,
    ) -> None:
        self._perform, self._hosts, self._estimates, self._terms = perform, hosts, estimates, terms
        self._by_key = {action.key: action for action in actions}
        self._numbers = {action.key: number for number, action in enumerate(actions)}
        self._needs = needs_of(actions)
        self._after = paths_from(self._needs, estimates.seconds)
        self._users_first = tuple(reversed(tuple(TopologicalSorter(self._needs).static_order())))
        self._order = TopologicalSorter(self._needs)
        self._order.prepare()
        self._wish = terms.demand.wish
        self._urgencies = urgencies(self._wish, self._needs, self._users_first)
        self._ready: list[tuple[int, float, int, str]] = []
        self._unwanted: list[str] = []
        self._started: dict[str, _Started] = {}
        self._loads: dict[str, _Load] = {}
        self._told: queue.SimpleQueue[tuple[_Started, Ending | BaseException | None]] = queue.SimpleQueue()
        self._is_broken = False

    def run(self, executor: Executor) -> set[str]:
        well: set[str] = set()
        while True:
            for key in self._order.get_ready():
                self._push(key)
            self._follow_demand()
            self._start_what_fits(executor)
            if not self._started:
                if self._ready and not self._is_ending():
                    address = self._by_key[self._ready[0][-1]].address
                    raise EnvironmentFault(f"no host offers the tools for {address}", "bring them all to the same version")
                return well
            well |= self._hear()

    def _is_ending(self) -> bool:
        return self._is_broken or self._terms.interruption.is_asked

    def _push(self, key: str) -> None:
        if key in self._urgencies:
            heapq.heappush(self._ready, (self._urgencies[key], -self._after[key], self._numbers[key], key))
        else:
            self._unwanted.append(key)

    def _follow_demand(self) -> None:
        wish = self._terms.demand.wish
        if wish is not self._wish:
            self._wish = wish
            self._urgencies = urgencies(wish, self._needs, self._users_first)
            waiting = [entry[-1] for entry in self._ready] + self._unwanted
            self._ready, self._unwanted = [], []
            for key in waiting:
                self._push(key)
        for key, started in self._started.items():
            if self._terms.interruption.stop.is_set() or key not in self._urgencies:
                started.stop.set()

    def _start_what_fits(self, executor: Executor) -> None:
        if self._is_ending() or not self._ready:
            return
        hosts = self._hosts()
        put_off = []
        is_awaited = self._is_awaited()
        while self._ready:
            # A span encodes by more than one thread: beside another on two cores it takes twice as long.
            spared = int(is_awaited and self._ready[0][0] > self._wish.ahead)
            if not any(self._load(host).running + spared < host.slots for host in hosts):
                break
            entry = heapq.heappop(self._ready)
            action = self._by_key[entry[-1]]
            peak = self._estimates.peak_bytes[action.key]
            fitting = [host for host in hosts if self._load(host).fits(host, action, peak, spared)]
            if not fitting:
                put_off.append(entry)
                continue
            host = max(fitting, key=lambda host: host.slots - self._load(host).running)
            self._start(action, host.name, peak, executor)
        for entry in put_off:
            heapq.heappush(self._ready, entry)

    def _is_awaited(self) -> bool:
        """Say whether anything is ready or under way that somebody waits for, and that will soon be done."""
        ahead = [self._ready[0][-1]] if self._ready and self._ready[0][0] <= self._wish.ahead else []
        ahead += [key for key in self._started if self._urgencies.get(key, self._wish.ahead + 1) <= self._wish.ahead]
        return any(
            self._estimates.seconds[key] <= _AHEAD_SECONDS and not self._by_key[key].operation.is_foreign for key in ahead
        )

    def _load(self, host: Host) -> _Load:
        return self._loads.setdefault(host.name, _Load())

    def _start(self, action: Action, host: str, peak_bytes: int, executor: Executor) -> None:
        started = self._started[action.key] = _Started(action, self._loads[host], peak_bytes)
        started.load.count(action, peak_bytes, 1)
        start = Start(action, host, started.stop, lambda: self._told.put((started, None)))

        def work() -> None:
            try:
                ending: Ending | BaseException = self._perform(start)
            except BaseException as fault:  # noqa: BLE001 - the thread of the build raises it
                ending = fault
            self._told.put((started, ending))

        executor.submit(work)

    def _hear(self) -> set[str]:
        """Wait for something to be told, a tick at most; return the keys that ended well."""
        well: set[str] = set()
        try:
            told = [self._told.get(timeout=_TICK_SECONDS)]
        except queue.Empty:
            return well
        while not self._told.empty():
            told.append(self._told.get())
        for started, ending in told:
            key = started.action.key
            if not started.is_storing:
                started.is_storing = True
                started.load.count(started.action, started.peak_bytes, -1)
                started.load.storing += 1
            if ending is None:
                continue
            started.load.storing -= 1
            del self._started[key]
            if isinstance(ending, BaseException):
                raise ending
            if ending is Ending.WELL:
                well.add(key)
                self._order.done(key)
            elif ending is Ending.STOPPED:
                self._push(key)  # it may be wanted again
            else:
                self._is_broken = self._is_broken or not self._terms.keep_going
        return well
