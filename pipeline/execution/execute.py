"""Execute plans: find what is missing, have it made, tell how it goes. The only step of a build with effects."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import field
from pathlib import Path

from pipeline.execution import builds, schedule
from pipeline.execution.demand import Demand
from pipeline.execution.events import Done, Dropped, Event, Failed, Finished, Planned, Progress, Reused, Started
from pipeline.execution.history import History, remember_beside
from pipeline.execution.interruption import Interruption, signals
from pipeline.execution.maker import Maker
from pipeline.execution.missing import missing, wall_seconds
from pipeline.execution.order import Order
from pipeline.execution.schedule import Ending, Estimates, Start, Terms
from pipeline.execution.store import Store
from pipeline.faults import ActionFailed, EnvironmentFault, Interrupted, StoreCorrupt, TogetherFault
from pipeline.plan.action import Action, FromAction, Plan
from pipeline.values import dataclass

_REPAIRS = 5
"""How often stored files may turn out damaged in one build before the disk is to blame."""


@dataclass(frozen=True)
class Results:
    """The outputs of a build. `ran` and `failed` by key; `findings` tell of actions that did not repeat their bytes."""

    store: Store
    ran: tuple[str, ...]
    failed: Mapping[str, ActionFailed]
    findings: tuple[str, ...] = ()

    def path(self, origin: FromAction) -> Path:
        """Return the stored file of an output; never write to it. Raises KeyError where it was not made, StoreCorrupt."""
        return self.store.proven_path(self.store.output(origin))

    def is_complete(self, plan: Plan) -> bool:
        """Say whether all results of a plan are stored."""
        return all(self.store.has(origin.key) for origin in plan.results.values())


def execute(
    plans: Sequence[Plan],
    store: Store,
    maker: Maker,
    *,
    listen: Callable[[Event], None] = lambda event: None,
    keep_going: bool = False,
    interruption: Interruption | None = None,
    demand: Demand | None = None,
) -> Results:
    """Have the maker make what the plans' results need and the store lacks; actions that plans share run once.

    `listen` is called from several threads, one call at a time. Ctrl-C once finishes what runs, twice ends it. What `demand`
    no longer wants is left out: a plan may then be incomplete though nothing failed. The maker stays open for the next build.
    Raises the first ActionFailed after what ran has ended; with `keep_going` failures are in the results instead. Raises
    EnvironmentFault (also with `keep_going`: the next action would meet the same machine) and Interrupted.
    """
    terms = Terms(interruption or Interruption(), demand or Demand(), keep_going)
    build = _Build(store, maker, History(store.memory, plans), _serial(listen), terms)
    with signals(terms.interruption):
        actions = _run(build, plans)
    left = [action for action in actions if not any(action.key in ended for ended in (build.ran, build.found, build.failed))]
    build.listen(Done(build.now(), len(build.ran), len(build.reused | build.found), len(build.failed), len(left)))
    if build.fault is not None:
        raise build.fault
    if terms.interruption.is_asked:
        raise Interrupted
    if build.failed and not keep_going:
        raise next(iter(build.failed.values()))
    results = Results(store, tuple(build.ran), dict(build.failed), tuple(build.findings))
    for plan in plans:
        if results.is_complete(plan):
            builds.write(store, plan)
    return results


def _run(build: _Build, plans: Sequence[Plan]) -> tuple[Action, ...]:
    """Run what is missing, and again where a stored file turned out damaged; return what was missing last."""
    actions: tuple[Action, ...] = ()
    for repair in range(_REPAIRS):
        gathered = build.store.gather(plans, lambda: build.terms.interruption.is_asked)
        actions, stored = missing(plans, build.store)
        fresh = [action for action in stored if action.key not in build.reused and action.key not in build.ran]
        build.reused |= {action.key for action in fresh}
        seconds = {action.key: build.history.seconds(action) for action in actions}
        if repair == 0:
            slots = sum(host.slots for host in build.maker.hosts())
            build.listen(Planned(build.now(), actions, len(stored), wall_seconds(actions, seconds, slots), slots, gathered))
        for action in fresh:
            build.listen(Reused(build.now(), action))
        if actions:
            peaks = {action.key: build.history.peak_bytes(action) for action in actions}
            with _proving(build.store, actions, stored):
                schedule.run(
                    [action for action in actions if action.key not in build.failed],
                    build.perform,
                    build.maker.hosts,
                    Estimates(seconds, peaks),
                    build.terms,
                )
        if not build.damaged:
            return actions
        build.damaged.clear()
    build.fault = build.fault or EnvironmentFault(f"{build.store.folder} is damaged again and again", "check the disk")
    return actions


@contextmanager
def _proving(store: Store, actions: Sequence[Action], stored: Sequence[Action]) -> Iterator[None]:
    """Prove the stored files that actions will read, while those run on which they wait: the join reads all spans."""
    from_before = {action.key for action in stored}
    origins = [given.origin for action in actions for given in action.inputs if isinstance(given.origin, FromAction)]
    is_over = threading.Event()

    def prove() -> None:
        for origin in origins:
            if is_over.is_set():
                return
            if origin.key in from_before:
                with suppress(StoreCorrupt, KeyError, OSError):  # set aside by now; told by what reads it
                    store.proven_path(store.output(origin))

    aside = threading.Thread(target=prove, name="proving", daemon=True)
    aside.start()
    try:
        yield
    finally:
        is_over.set()


@dataclass
class _Build:
    """What one build shares among its threads."""

    store: Store
    maker: Maker
    history: History
    listen: Callable[[Event], None]
    terms: Terms
    ran: dict[str, None] = field(default_factory=dict)
    failed: dict[str, ActionFailed] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    reused: set[str] = field(default_factory=set)
    found: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)
    fault: TogetherFault | None = None
    begun: float = field(default_factory=time.monotonic)

    def now(self) -> float:
        return time.monotonic() - self.begun

    def perform(self, start: Start) -> Ending:
        """Have one action made and stored. Faults are kept, not raised."""
        action = start.action
        try:
            return self._make(start)
        except StoreCorrupt:
            self.damaged.add(action.key)  # set aside by now; the next round makes it again and then this action
        except ActionFailed as fault:
            self.failed[action.key] = fault
            self.listen(Failed(self.now(), action, fault))
        except Interrupted:
            if not start.stop.is_set():
                self.terms.interruption.drain.set()  # whoever ran it was told to end, so we are
            self.listen(Dropped(self.now(), action))
            return Ending.STOPPED
        except TogetherFault as fault:
            self.fault = self.fault or fault
            self.terms.interruption.drain.set()
            self.listen(Failed(self.now(), action, fault))
        except BaseException:
            self.terms.interruption.drain.set()  # a bug: let the others end, the scheduler raises it
            raise
        return Ending.BADLY

    def _make(self, start: Start) -> Ending:
        action = start.action
        with self.store.lock(action.key, start.stop.is_set) as is_held:
            if not is_held:
                return Ending.STOPPED
            if self.store.has(action.key) or self.store.cut_off(order := order_of(action, self.store)):
                self.found.add(action.key)
                self.listen(Reused(self.now(), action, was_planned=True))
                return Ending.WELL
            self.listen(Started(self.now(), action))
            reporter = _Reporter(self, start, self.now())
            made = self.maker.make(order, start.host, reporter, start.stop)
            ended = self.now()
        self.ran[action.key] = None
        if made.finding:
            self.findings.append(made.finding)
        self.history.remember(action, made.seconds, made.peak_bytes)
        if reporter.ran_at is not None:
            remember_beside(self.store.memory, reporter.ran_at - reporter.begun - made.seconds, ended - reporter.ran_at)
        self.listen(Finished(self.now(), action, made.seconds, made.peak_bytes, made.finding))
        return Ending.WELL


@dataclass(slots=True)
class _Reporter:
    """The listener of one order in a build: when it began, and when its run ended."""

    build: _Build
    start: Start
    begun: float
    ran_at: float | None = None

    def progress(self, share: float) -> None:
        self.build.listen(Progress(self.build.now(), self.start.action, share))

    def ran(self) -> None:
        self.ran_at = self.build.now()
        self.start.ran()


def order_of(action: Action, store: Store) -> Order:
    """Return the order for an action whose inputs are stored. Raises StoreCorrupt where a record of one is gone."""
    origins = [given.origin for given in action.inputs if isinstance(given.origin, FromAction)]
    try:
        return Order(action, {origin: store.output(origin) for origin in origins})
    except KeyError as fault:
        raise StoreCorrupt(str(store.folder), str(fault.args[0]), "no record") from fault


def _serial(listen: Callable[[Event], None]) -> Callable[[Event], None]:
    lock = threading.Lock()

    def told(event: Event) -> None:
        with lock:
            listen(event)

    return told
