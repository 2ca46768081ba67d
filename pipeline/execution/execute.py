"""Execute plans: find what is missing, run it, store it. Floor 6, the only step of a build with effects."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TypeVar

from pipeline.execution import builds, probe, schedule
from pipeline.execution.events import Done, Event, Failed, Finished, Planned, Progress, Reused, Started
from pipeline.execution.history import History
from pipeline.execution.runner import Outcome, Runner
from pipeline.execution.sandbox import Sandbox, check_declared, sandbox_for
from pipeline.execution.schedule import Interruption, Limits
from pipeline.execution.sources import Sources, State
from pipeline.execution.store import Store, disk_faults, disk_full, is_full
from pipeline.faults import (
    ActionFailed,
    EnvironmentFault,
    Interrupted,
    PromiseBroken,
    StoreCorrupt,
    TogetherFault,
)
from pipeline.plan.action import Action, FromAction, Plan

T = TypeVar("T")

_REPAIRS = 5
"""How often stored files may turn out damaged in one build before the disk is to blame."""


@dataclass(frozen=True)
class Results:
    """Give the outputs of a build. `ran` and `failed` by key; `findings` tell of actions that did not repeat their bytes."""

    store: Store
    ran: tuple[str, ...]
    failed: Mapping[str, ActionFailed]
    findings: tuple[str, ...] = ()

    def path(self, origin: FromAction) -> Path:
        """Return the stored file of an output; read it, never write to it. Raises KeyError where it was not made."""
        return self.store.path(origin)

    def is_complete(self, plan: Plan) -> bool:
        """Say whether all results of a plan are stored."""
        return all(self.store.has(origin.key) for origin in plan.results.values())


def missing(plans: Sequence[Plan], store: Store) -> tuple[tuple[Action, ...], tuple[Action, ...]]:
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


def execute(
    plans: Sequence[Plan],
    store: Store,
    runner: Runner,
    *,
    sources: Sources,
    workers: int,
    listen: Callable[[Event], None] = lambda event: None,
    keep_going: bool = False,
    interruption: Interruption | None = None,
    limits: Limits | None = None,
) -> Results:
    """Make what the plans' results need and the store lacks; actions that plans share run once.

    `listen` is called from several threads, one call at a time. Ctrl-C once finishes what runs, twice ends it.
    Raises the first ActionFailed after what ran has ended; with `keep_going` failures are in the results instead. Raises
    EnvironmentFault (also with `keep_going`: the next action would meet the same machine) and Interrupted.
    """
    interruption = interruption or Interruption()
    limits = limits or Limits.of_machine(workers)
    build = _Build(store, runner, sources, History(store.memory, plans), _serial(listen), interruption)
    reused: set[str] = set()
    actions: tuple[Action, ...] = ()
    with _signals(interruption):
        for repair in range(_REPAIRS):
            actions, stored = missing(plans, store)
            fresh = [action for action in stored if action.key not in reused and action.key not in build.ran]
            reused |= {action.key for action in fresh}
            if repair == 0:
                seconds = {action.key: build.history.seconds(action) for action in actions}
                build.listen(Planned(build.now(), actions, len(stored), wall_seconds(actions, seconds, workers)))
            for action in fresh:
                build.listen(Reused(build.now(), action))
            build.run(actions, limits, keep_going=keep_going)
            if not build.damaged:
                break
            build.damaged.clear()
        else:
            build.fault = build.fault or EnvironmentFault(f"{store.folder} is damaged again and again", "check the disk")
    left = [action for action in actions if not any(action.key in ended for ended in (build.ran, build.found, build.failed))]
    build.listen(Done(build.now(), len(build.ran), len(reused | build.found), len(build.failed), len(left)))
    if build.fault is not None:
        raise build.fault
    if interruption.drain.is_set() or interruption.stop.is_set():
        raise Interrupted
    if build.failed and not keep_going:
        raise next(iter(build.failed.values()))
    results = Results(store, tuple(build.ran), dict(build.failed), tuple(build.findings))
    for plan in plans:
        if results.is_complete(plan):
            builds.write(store, plan)
    return results


def wall_seconds(actions: Sequence[Action], seconds: Mapping[str, float], workers: int) -> float:
    """Estimate the time of a build: its work over its workers, or its longest chain where that is more."""
    after = schedule.paths_from(schedule.needs_of(actions), seconds)
    return max([sum(seconds[action.key] for action in actions) / workers, *after.values()])


@dataclass
class _Build:
    """Hold what one build shares among its threads."""

    store: Store
    runner: Runner
    sources: Sources
    history: History
    listen: Callable[[Event], None]
    interruption: Interruption
    ran: dict[str, None] = field(default_factory=dict)
    failed: dict[str, ActionFailed] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    found: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)
    fault: TogetherFault | None = None
    begun: float = field(default_factory=time.monotonic)

    def now(self) -> float:
        return time.monotonic() - self.begun

    def run(self, actions: Sequence[Action], limits: Limits, *, keep_going: bool) -> None:
        if not actions:
            return
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(2 * limits.workers, thread_name_prefix="action") as executor:
            schedule.run(
                [action for action in actions if action.key not in self.failed],
                self.perform,
                executor,
                limits,
                seconds={action.key: self.history.seconds(action) for action in actions},
                peak_bytes={action.key: self.history.peak_bytes(action) for action in actions},
                interruption=self.interruption,
                keep_going=keep_going,
            )

    def perform(self, action: Action) -> Callable[[], bool] | None:
        """Make one action's outputs; return what stores them, or None where that failed. Faults are kept, not raised."""
        return self._keeping_faults(action, lambda: self._make(action))

    def _make(self, action: Action) -> Callable[[], bool] | None:
        with ExitStack() as stack:
            if not stack.enter_context(self.store.lock(action.key, self.interruption.stop.is_set)):
                return None
            if self.store.has(action.key) or self.store.cut_off(action):
                self.found.add(action.key)
                self.listen(Reused(self.now(), action, was_planned=True))
                return lambda: True
            self.listen(Started(self.now(), action))
            stack.enter_context(disk_faults(self.store.folder))
            sandbox = stack.enter_context(sandbox_for(action, self.store, self.sources))
            states = self.sources.prove(action)
            outcome = self.runner.run(
                action, sandbox, lambda share: self.listen(Progress(self.now(), action, share)), self.interruption.stop
            )
            keep = partial(self._keep, action, sandbox, states, outcome, stack.pop_all())
            return lambda: self._keeping_faults(action, keep) is not None

    def _keep(
        self,
        action: Action,
        sandbox: Sandbox,
        states: dict[Path, State],
        outcome: Outcome,
        opened: AbstractContextManager[object],
    ) -> Action:
        with opened:
            check_promises(action, sandbox, self.store)
            self.sources.prove_again(action, states)
            _, finding = self.store.publish(action, sandbox.outputs, outcome.seconds, outcome.peak_bytes)
        self.ran[action.key] = None
        if finding:
            self.findings.append(finding)
        self.history.remember(action, outcome.seconds, outcome.peak_bytes)
        self.listen(Finished(self.now(), action, outcome.seconds, outcome.peak_bytes, finding))
        return action

    def _keeping_faults(self, action: Action, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except StoreCorrupt:
            self.damaged.add(action.key)  # set aside by now; the next round makes it again and then this action
        except ActionFailed as fault:
            self.failed[action.key] = fault
            self.listen(Failed(self.now(), action, fault))
        except Interrupted:
            self.interruption.drain.set()
        except TogetherFault as fault:
            self.fault = self.fault or fault
            self.interruption.drain.set()
            self.listen(Failed(self.now(), action, fault))
        except BaseException:
            self.interruption.drain.set()  # a bug: let the others end, the scheduler raises it
            raise
        return None


def check_promises(action: Action, sandbox: Sandbox, store: Store) -> None:
    """Raise PromiseBroken unless each output is there and as promised, EnvironmentFault where a full disk is why."""
    try:
        check_declared(action, sandbox)
        for output in action.outputs:
            try:
                probe.check(sandbox.outputs[output.name], output.promise)
            except probe.Broken as fault:
                message = f"output {output.name!r} {fault}"
                raise PromiseBroken(action.address, message, where=action.where) from fault
    except PromiseBroken as fault:
        if is_full(store.folder):
            raise disk_full(store.folder) from fault
        raise


def _serial(listen: Callable[[Event], None]) -> Callable[[Event], None]:
    lock = threading.Lock()

    def told(event: Event) -> None:
        with lock:
            listen(event)

    return told


@contextmanager
def _signals(interruption: Interruption) -> Iterator[None]:
    """Let Ctrl-C drain and then stop, and SIGTERM stop, while the work runs. Only the main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupted(number: int, frame: FrameType | None) -> None:
        if interruption.drain.is_set() or number == signal.SIGTERM:
            interruption.stop.set()
        interruption.drain.set()

    earlier = {number: signal.signal(number, interrupted) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
