"""A build whose asker changes their mind: the urgent first, what is needless dropped, the workers kept."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.execution.demand import Demand
from pipeline.execution.events import Done, Dropped, Finished, Started
from pipeline.execution.execute import execute
from pipeline.execution.local_maker import LocalMaker
from pipeline.execution.runner import LocalRunner
from pipeline.execution.sources import ShowSources
from pipeline.execution.toolchain import find_ffmpeg
from pipeline.plan.action import Action, Plan
from tests.execution import test_runner
from tests.execution.fakes import Build, FakeRunner, a_plan, an_action, an_episode
from tests.execution.operations import Spins, Writes
from tests.processes import is_gone


def until(is_so: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_is_near_is_begun_first(build: Build) -> None:
    plan = an_episode(build.folder).plan()
    near = next(action for action in plan.actions if action.address == "poem/picture/1")
    with build.store() as store:
        build.results(store, plan, demand=Demand({near.key: 0}))
    assert build.runner.ran[0] == "poem/card/0"  # what it needs; the slot serves others while that is stored
    assert len(build.runner.ran) == len(plan.actions)


def test_what_is_dropped_is_no_failure_and_leaves_the_rest(build: Build) -> None:
    old, kept = an_action("old"), an_action("kept")
    plan = Plan("p", (old, kept, an_action("user", old)), {"old": old.output(), "kept": kept.output()})
    demand = Demand({old.key: 0})
    build.runner = FakeRunner(old="hangs")
    build.runner.meanwhile = lambda action: demand.change(wanted={kept.key})
    with build.store() as store:
        results = build.results(store, plan, demand=demand)
        assert (results.ran, results.failed) == ((kept.key,), {})
        assert not results.is_complete(plan)
        assert store.builds("p", 1) == []  # no build of it is finished
    told = [type(event) for event in build.events if isinstance(event, Started | Finished | Dropped) and event.action is old]
    assert told == [Started, Dropped]
    done = build.events[-1]
    assert isinstance(done, Done)
    assert (done.ran, done.failed, done.skipped) == (1, 0, 1)
    build.runner = FakeRunner()
    assert build.run(plan) == ["old"]


def test_what_waits_for_another_build_can_be_dropped(build: Build) -> None:
    action = an_action("a")
    demand = Demand()
    with build.store() as store, build.store() as other, other.lock(action.key, lambda: False) as is_held:
        assert is_held
        threading.Timer(0.3, demand.change, kwargs={"wanted": ()}).start()
        results = build.results(store, a_plan(action), demand=demand)
        assert (results.ran, build.runner.ran) == ((), [])


def test_a_newer_plan_is_made_by_the_same_warm_workers(tmp_path: Path) -> None:
    build = Build(tmp_path)
    pid = tmp_path / "pid"
    spinning = test_runner.an_action(Spins(str(pid)), address="endless")
    old = Plan("p", (spinning,), {"a": spinning.output()})
    runner = LocalRunner(find_ffmpeg().path)

    def worker_of(maker: LocalMaker, action: Action) -> int:
        results = execute([a_plan(action)], store, maker)
        return int(json.loads(results.path(action.output()).read_text())["pid"])

    with build.store() as store:
        maker = LocalMaker(store, runner, ShowSources(tmp_path, store.memory), slots=1)
        try:
            first = worker_of(maker, test_runner.an_action(Writes(1)))
            demand = Demand()
            building = threading.Thread(target=execute, args=([old], store, maker), kwargs={"demand": demand})
            building.start()
            until(lambda: pid.exists() and pid.read_text())
            begun = time.monotonic()
            demand.change(wanted=())
            building.join(10)
            assert not building.is_alive()
            assert time.monotonic() - begun < 5
            assert is_gone(int(pid.read_text()))
            second = worker_of(maker, test_runner.an_action(Writes(2)))
            third = worker_of(maker, test_runner.an_action(Writes(3)))
        finally:
            maker.close()
    assert second == third != os.getpid()  # it stays for the next build
    assert first != second  # the endless one had it and was ended with it


@pytest.mark.parametrize("wanted", [None, ()])
def test_all_or_nothing(build: Build, wanted: tuple[str, ...] | None) -> None:
    plan = an_episode(build.folder).plan()
    with build.store() as store:
        results = build.results(store, plan, demand=Demand(wanted=wanted))
    assert len(results.ran) == (len(plan.actions) if wanted is None else 0)
