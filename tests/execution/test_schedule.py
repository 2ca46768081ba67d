from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.execution import schedule
from pipeline.execution.demand import Demand
from pipeline.execution.history import History, around, remember_around
from pipeline.execution.interruption import Interruption
from pipeline.execution.maker import Host
from pipeline.execution.memory import Memory
from pipeline.execution.schedule import Ending, Estimates, Start, Terms
from pipeline.faults import EnvironmentFault
from pipeline.plan.action import Action, Identity
from pipeline.simulation.paths import paths_from
from tests.execution.fakes import a_plan, an_action
from tests.execution.operations import Span

MUCH = 1 << 40


class Trace:
    """Perform actions by sleeping a little, and note what ran beside what, and where."""

    def __init__(self, *failing: str) -> None:
        self.begun: list[str] = []
        self.running: set[str] = set()
        self.beside: list[frozenset[str]] = []
        self.hosts: dict[str, str] = {}
        self._failing = failing
        self._lock = threading.Lock()

    def __call__(self, start: Start) -> Ending:
        address = start.action.address
        with self._lock:
            self.begun.append(address)
            self.running.add(address)
            self.beside.append(frozenset(self.running))
            self.hosts[address] = start.host
        time.sleep(0.01)
        with self._lock:
            self.running.discard(address)
        return Ending.BADLY if address in self._failing else Ending.WELL


def run(
    actions: list[Action],
    perform: Callable[[Start], Ending],
    *hosts: Host,
    seconds: dict[str, float] | None = None,
    peaks: dict[str, int] | None = None,
    interruption: Interruption | None = None,
    demand: Demand | None = None,
    keep_going: bool = False,
) -> set[str]:
    """Run actions on hosts, by default on one with one slot; return the addresses that ended well."""
    estimates = Estimates(
        {action.key: (seconds or {}).get(action.address, 1.0) for action in actions},
        {action.key: (peaks or {}).get(action.address, 0) for action in actions},
    )
    done = schedule.run(
        actions,
        perform,
        lambda: hosts or (Host("one", 1, MUCH),),
        estimates,
        Terms(interruption or Interruption(), demand or Demand(), keep_going),
    )
    return {action.address for action in actions if action.key in done}


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
    run([*joins, *draws], trace, Host("one", 3, MUCH))
    assert max(map(len, trace.beside)) == 3
    assert max(sum("join" in name for name in names) for names in trace.beside) == 1
    assert len(trace.begun) == 9


def test_storing_takes_no_slot_but_its_users_wait() -> None:
    first, free = an_action("first"), an_action("free")
    user = an_action("user", first)
    is_free_done, told = threading.Event(), []

    def perform(start: Start) -> Ending:
        told.append(start.action.address)
        start.ran()
        if start.action is first:
            assert is_free_done.wait(10)  # one slot, and yet the next action runs meanwhile
        told.append(f"{start.action.address} stored")
        is_free_done.set()
        return Ending.WELL

    done = run([first, free, user], perform, seconds={"first": 2.0})
    assert told == ["first", "free", "free stored", "first stored", "user", "user stored"]
    assert len(done) == 3


def test_a_slow_disk_holds_the_work_up_before_it_fills() -> None:
    actions = [an_action(str(number)) for number in range(20)]
    storing, most = 0, 0
    lock, is_full = threading.Lock(), threading.Event()

    def perform(start: Start) -> Ending:
        nonlocal storing, most
        start.ran()
        with lock:
            storing += 1
            most = max(most, storing)
        is_full.wait(0.3)  # nothing is stored until as many wait as may
        with lock:
            storing -= 1
        return Ending.WELL

    assert len(run(actions, perform, Host("one", 2, MUCH))) == 20
    assert most == 4


def test_memory_bounds_what_runs_at_once_but_never_stops_all() -> None:
    actions = [an_action(name) for name in ("a", "b", "c", "huge")]
    trace = Trace()
    peaks = {"a": 60, "b": 60, "c": 30, "huge": 500}
    done = run(actions, trace, Host("one", 4, 100), peaks=peaks)
    assert len(done) == 4
    assert all(sum(peaks[name] for name in names) <= 100 or names == {"huge"} for names in trace.beside)
    assert any(len(names) == 2 for names in trace.beside)


def test_each_host_has_its_own_limits() -> None:
    joins = [an_action(f"join{n}", pool="join") for n in range(6)]
    trace = Trace()
    done = run(joins, trace, Host("one", 3, MUCH), Host("two", 3, MUCH))
    assert len(done) == 6
    assert set(trace.hosts.values()) == {"one", "two"}
    assert max(map(len, trace.beside)) == 2  # one join a host


def test_an_action_goes_to_the_host_with_most_free_slots() -> None:
    actions = [an_action(str(n)) for n in range(4)]
    trace = Trace()
    run(actions, trace, Host("small", 1, MUCH), Host("large", 3, MUCH))
    assert trace.hosts["0"] == trace.hosts["1"] == "large"
    assert set(trace.hosts.values()) == {"small", "large"}


def test_an_action_goes_where_its_tool_is_and_a_tool_that_nobody_has_is_told() -> None:
    old, new = (Action(Span(18, 1, ""), (), Identity("code", version), address=version) for version in ("8", "9"))
    hosts = (Host("old", 4, MUCH, frozenset({"code", "8"})), Host("new", 1, MUCH, frozenset({"code", "9"})))
    trace = Trace()
    assert run([old, new], trace, *hosts) == {"8", "9"}
    assert trace.hosts == {"8": "old", "9": "new"}
    with pytest.raises(EnvironmentFault, match="no host offers the tools for 9"):
        run([old, new], trace, hosts[0])


# ---------------------------------------------------------------------------------------------- demand


def test_the_urgent_goes_first_with_all_that_it_needs() -> None:
    card, far = an_action("card"), an_action("far")
    near = an_action("near", card)
    join = an_action("join", near, far)
    trace = Trace()
    demand = Demand({near.key: 0, far.key: 5})
    run([far, card, near, join], trace, seconds={"far": 100.0}, demand=demand)
    assert trace.begun == ["card", "near", "far", "join"]


@pytest.mark.parametrize(("seconds", "alone"), [(1.0, True), (60.0, False)])
def test_beside_what_somebody_waits_for_a_slot_is_left_free_unless_it_takes_long(seconds: float, alone: bool) -> None:
    card, far, other = an_action("card"), an_action("far"), an_action("other")
    near = an_action("near", card)
    trace = Trace()
    demand = Demand({near.key: 0, far.key: 5, other.key: 6}, ahead=0)
    told = {"card": seconds, "near": seconds}
    assert run([far, other, card, near], trace, Host("two", 2, MUCH), seconds=told, demand=demand) == {*told, "far", "other"}
    assert (not any({"card", "near"} & beside and len(beside) > 1 for beside in trace.beside)) == alone
    assert frozenset({"far", "other"}) in trace.beside or not alone, "the others run side by side"


def test_what_somebody_waits_for_and_fails_holds_nothing_up() -> None:
    card, far = an_action("card"), an_action("far")
    near = an_action("near", card)
    trace = Trace("card")
    demand = Demand({near.key: 0}, ahead=0)
    assert run([far, card, near], trace, Host("two", 2, MUCH), demand=demand, keep_going=True) == {"far"}


def test_a_changed_rank_changes_what_starts_next() -> None:
    actions = [an_action(str(n)) for n in range(4)]
    demand = Demand({action.key: number for number, action in enumerate(actions)})
    trace = Trace()

    def perform(start: Start) -> Ending:
        if start.action is actions[0]:
            demand.change({actions[3].key: 1, actions[2].key: 2, actions[1].key: 3})
        return trace(start)

    run(actions, perform, demand=demand)
    assert trace.begun == ["0", "3", "2", "1"]


def test_what_is_no_longer_wanted_is_not_started_and_ended_where_it_runs() -> None:
    running, later = an_action("running"), an_action("later")
    wanted = an_action("wanted", an_action("its card"))
    user = an_action("user", running)
    card = next(iter(schedule.origins(wanted)))
    actions = [running, later, an_action("its card"), wanted, user]
    demand = Demand({running.key: 0})
    begun = []

    def perform(start: Start) -> Ending:
        begun.append(start.action.address)
        if start.action is running:
            demand.change(wanted={wanted.key})
            assert start.stop.wait(10)
            return Ending.STOPPED
        assert not start.stop.is_set()
        return Ending.WELL

    assert run(actions, perform, demand=demand) == {"wanted", "its card"}
    assert begun == ["running", "its card", "wanted"]
    assert card == actions[2].key


def test_what_is_wanted_again_runs_again() -> None:
    flickering, other = an_action("flickering"), an_action("other")
    demand = Demand({flickering.key: 0})
    begun = []

    def perform(start: Start) -> Ending:
        begun.append(start.action.address)
        if begun == ["flickering"]:
            demand.change(wanted={other.key})
            assert start.stop.wait(10)
            return Ending.STOPPED
        if start.action is other:
            demand.change()
        return Ending.WELL

    assert run([flickering, other], perform, demand=demand) == {"flickering", "other"}
    assert begun == ["flickering", "other", "flickering"]


# ---------------------------------------------------------------------------------------------- ends


@pytest.mark.parametrize(("keep_going", "begun"), [(False, {"bad"}), (True, {"bad", "free"})])
def test_a_failure_stops_its_users_and_without_keep_going_all(keep_going: bool, begun: set[str]) -> None:
    bad, free = an_action("bad"), an_action("free")
    trace = Trace("bad")
    done = run([bad, free, an_action("user", bad)], trace, keep_going=keep_going)
    assert set(trace.begun) == begun
    assert done == ({"free"} if keep_going else set())


@pytest.mark.parametrize("event", ["drain", "stop"])
def test_an_interruption_starts_nothing_more_and_waits(event: str) -> None:
    interruption = Interruption()
    trace = Trace()

    def perform(start: Start) -> Ending:
        getattr(interruption, event).set()
        return trace(start)

    done = run([an_action(str(n)) for n in range(5)], perform, Host("one", 2, 1), interruption=interruption, keep_going=True)
    assert 1 <= len(done) <= 2
    assert not trace.running


def test_a_stop_reaches_all_that_runs() -> None:
    interruption = Interruption()
    stopped = []

    def perform(start: Start) -> Ending:
        if start.action.address == "1":
            interruption.stop.set()
        assert start.stop.wait(10)
        stopped.append(start.action.address)
        return Ending.STOPPED

    assert run([an_action(str(n)) for n in range(3)], perform, Host("one", 2, 1), interruption=interruption) == set()
    assert sorted(stopped) == ["0", "1"]


def test_a_bug_is_raised_after_the_others_have_ended() -> None:
    slow, broken = an_action("slow"), an_action("broken")
    has_ended = threading.Event()

    def perform(start: Start) -> Ending:
        if start.action is broken:
            raise LookupError("a bug")
        time.sleep(0.1)
        has_ended.set()
        return Ending.WELL

    with pytest.raises(LookupError, match="a bug"):
        run([slow, broken], perform, Host("one", 2, MUCH))
    assert has_ended.is_set()


def test_paths_from_are_the_longest_ways() -> None:
    a = an_action("a")
    b = an_action("b", a)
    c = an_action("c", a)
    d = an_action("d", b, c)
    seconds = {a.key: 1.0, b.key: 10.0, c.key: 2.0, d.key: 3.0}
    assert paths_from(schedule.needs_of([a, b, c, d]), seconds) == {a.key: 14.0, b.key: 13.0, c.key: 5.0, d.key: 3.0}


def test_times_come_from_the_same_address_then_from_the_operation_then_from_the_pool(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m")
    before = an_action("a", cost=2)
    history = History(memory, [a_plan(before)])
    assert history.seconds(before) == 2.0  # nothing is known: the rough cost
    history.remember(before, 6.0, 1000)
    changed = an_action("a", fields={"new": "1"}, cost=4)
    other = an_action("b", cost=4)
    sound = an_action("c", cost=4, pool="sound")
    history = History(memory, [a_plan(changed, other, sound)])
    assert history.seconds(changed) == 12.0
    assert history.peak_bytes(changed) == 1000
    assert history.seconds(other) == 12.0  # three seconds a unit of cost so far
    assert history.peak_bytes(other) == 0
    assert history.seconds(sound) == 4.0
    another = replace(other, operation=Span(23, 1, ""), address="d")  # of the same pool, never run
    history = History(memory, [a_plan(other, another)])
    assert history.seconds(another) == 12.0
    history.remember(other, 40.0, 0)
    history = History(memory, [a_plan(other, another)])
    assert history.seconds(other) == 40.0
    assert history.seconds(another) == pytest.approx(4 * (6 * 0.98 + 40) / (2 * 0.98 + 4))
    history.remember(another, 1.0, 0)
    history = History(memory, [a_plan(again := replace(another, operation=Span(23, 2, ""), address="e"))])
    assert history.seconds(again) == 1.0, "runs of the same operation say more than those of its pool"
    memory.close()


def test_what_builds_take_besides_their_actions_is_learnt(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m")
    assert around(memory) == 0
    remember_around(memory, 2.0)
    assert around(memory) == 2.0
    remember_around(memory, 3.0)
    assert around(memory) == 2.3
    memory.put("around builds", "what?")
    assert around(memory) == 0
    memory.close()
