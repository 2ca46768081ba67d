from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pipeline.execution import schedule
from pipeline.execution.history import History
from pipeline.execution.memory import Memory
from pipeline.execution.schedule import Interruption, Limits
from pipeline.plan.action import Action
from tests.execution.fakes import a_plan, an_action


class Trace:
    """Perform actions by sleeping a little, and note what ran beside what."""

    def __init__(self, *failing: str) -> None:
        self.begun: list[str] = []
        self.running: set[str] = set()
        self.beside: list[frozenset[str]] = []
        self._failing = failing
        self._lock = threading.Lock()

    def __call__(self, action: Action) -> Callable[[], bool] | None:
        with self._lock:
            self.begun.append(action.address)
            self.running.add(action.address)
            self.beside.append(frozenset(self.running))
        time.sleep(0.01)
        with self._lock:
            self.running.discard(action.address)
        return (lambda: True) if action.address not in self._failing else None


def run(actions: list[Action], trace: Trace, workers: int = 1, **more: Any) -> set[str]:
    limits = more.pop("limits", Limits(workers, {}, 1 << 40))
    seconds = more.pop("seconds", {})
    peaks = more.pop("peaks", {})
    with ThreadPoolExecutor(workers) as executor:
        return schedule.run(
            actions,
            trace,
            executor,
            limits,
            seconds={action.key: seconds.get(action.address, 1.0) for action in actions},
            peak_bytes={action.key: peaks.get(action.address, 0) for action in actions},
            interruption=more.pop("interruption", Interruption()),
            keep_going=more.pop("keep_going", False),
        )


def test_the_longest_way_goes_first_and_needs_before_users() -> None:
    short, long = an_action("short"), an_action("long")
    first = an_action("first")
    second = an_action("second", first)
    end = an_action("end", second, long, short)
    trace = Trace()
    run([short, long, first, second, end], trace, seconds={"short": 1, "long": 5, "first": 2, "second": 4, "end": 1})
    assert trace.begun == ["first", "long", "second", "short", "end"]


def test_pools_and_workers_bound_what_runs_at_once() -> None:
    joins = [an_action(f"join{n}", pool="join") for n in range(3)]
    draws = [an_action(f"draw{n}", pool="draw") for n in range(6)]
    trace = Trace()
    run([*joins, *draws], trace, 3, limits=Limits(3, {"join": 1}, 1 << 40))
    assert max(map(len, trace.beside)) == 3
    assert max(sum("join" in name for name in names) for names in trace.beside) == 1
    assert len(trace.begun) == 9


def test_storing_takes_no_workers_place_but_its_users_wait() -> None:
    first, free = an_action("first"), an_action("free")
    user = an_action("user", first)
    is_free_done, told = threading.Event(), []

    def perform(action: Action) -> Callable[[], bool]:
        told.append(action.address)

        def store() -> bool:
            if action is first:
                assert is_free_done.wait(10)  # one worker, and yet the next action runs meanwhile
            told.append(f"{action.address} stored")
            is_free_done.set()
            return True

        return store

    actions = [first, free, user]
    more: Any = {"peak_bytes": {action.key: 0 for action in actions}, "interruption": Interruption(), "keep_going": False}
    with ThreadPoolExecutor(2) as executor:
        done = schedule.run(
            actions, perform, executor, Limits(1, {}, 1), seconds={first.key: 2.0, free.key: 1.0, user.key: 1.0}, **more
        )
    assert told == ["first", "free", "free stored", "first stored", "user", "user stored"]
    assert len(done) == 3


def test_what_is_not_stored_has_failed() -> None:
    first = an_action("first")
    actions = [first, an_action("user", first)]
    zeros = {action.key: 0 for action in actions}
    more: Any = {"seconds": zeros, "peak_bytes": zeros, "interruption": Interruption(), "keep_going": True}
    with ThreadPoolExecutor(2) as executor:
        assert schedule.run(actions, lambda action: lambda: False, executor, Limits(1, {}, 1), **more) == set()


def test_memory_bounds_what_runs_at_once_but_never_stops_all() -> None:
    actions = [an_action(name) for name in ("a", "b", "c", "huge")]
    trace = Trace()
    peaks = {"a": 60, "b": 60, "c": 30, "huge": 500}
    done = run(actions, trace, 4, limits=Limits(4, {}, 100), peaks=peaks)
    assert len(done) == 4
    assert all(sum(peaks[name] for name in names) <= 100 or names == {"huge"} for names in trace.beside)
    assert any(len(names) == 2 for names in trace.beside)


@pytest.mark.parametrize(("keep_going", "begun"), [(False, {"bad"}), (True, {"bad", "free"})])
def test_a_failure_stops_its_users_and_without_keep_going_all(keep_going: bool, begun: set[str]) -> None:
    bad, free = an_action("bad"), an_action("free")
    trace = Trace("bad")
    done = run([bad, free, an_action("user", bad)], trace, keep_going=keep_going)
    assert set(trace.begun) == begun
    assert done == ({free.key} if keep_going else set())


@pytest.mark.parametrize("event", ["drain", "stop"])
def test_an_interruption_starts_nothing_more_and_waits(event: str) -> None:
    interruption = Interruption()
    trace = Trace()

    def perform(action: Action) -> Callable[[], bool] | None:
        getattr(interruption, event).set()
        return trace(action)

    actions = [an_action(str(n)) for n in range(5)]
    with ThreadPoolExecutor(2) as executor:
        zeros = {action.key: 0 for action in actions}
        done = schedule.run(
            actions,
            perform,
            executor,
            Limits(2, {}, 1),
            seconds=zeros,
            peak_bytes=zeros,
            interruption=interruption,
            keep_going=True,
        )
    assert 1 <= len(done) <= 2
    assert not trace.running


def test_paths_from_are_the_longest_ways() -> None:
    a = an_action("a")
    b = an_action("b", a)
    c = an_action("c", a)
    d = an_action("d", b, c)
    seconds = {a.key: 1.0, b.key: 10.0, c.key: 2.0, d.key: 3.0}
    assert schedule.paths_from(schedule.needs_of([a, b, c, d]), seconds) == {a.key: 14.0, b.key: 13.0, c.key: 5.0, d.key: 3.0}


def test_times_come_from_the_same_address_then_from_the_pool(tmp_path) -> None:
    memory = Memory(tmp_path / "m")
    before = an_action("a", cost=2)
    history = History(memory, [a_plan(before)])
    assert history.seconds(before) == 2.0  # nothing is known: the rough cost
    history.remember(before, 6.0, 1000)
    changed = an_action("a", parameters={"new": "1"}, cost=4)
    other = an_action("b", cost=4)
    sound = an_action("c", cost=4, pool="sound")
    history = History(memory, [a_plan(changed, other, sound)])
    assert history.seconds(changed) == 12.0
    assert history.peak_bytes(changed) == 1000
    assert history.seconds(other) == 12.0  # three seconds a unit of cost so far
    assert history.peak_bytes(other) == 0
    assert history.seconds(sound) == 4.0
    memory.close()
