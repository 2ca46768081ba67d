"""What this machine's maker does besides what every maker does."""

from __future__ import annotations

import threading
import time

import pytest

from pipeline.execution.execute import execute, order_of
from pipeline.execution.local_maker import LocalMaker
from pipeline.execution.sources import ShowSources
from pipeline.execution.store import Store
from pipeline.faults import ActionFailed, Interrupted
from pipeline.plan.action import Action, Plan
from tests.execution.fakes import Build, FakeRunner, an_action
from tests.execution.test_every_maker import Heard


def a_maker(build: Build, store: Store, slots: int) -> LocalMaker:
    return LocalMaker(store, build.runner, ShowSources(build.folder, store.memory), slots=slots)


def test_builds_that_share_it_run_no_more_than_its_slots(build: Build) -> None:
    running = most = 0
    lock = threading.Lock()

    def meanwhile(action: Action) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.03)
        with lock:
            running -= 1

    build.runner.meanwhile = meanwhile
    actions = [an_action(str(number)) for number in range(12)]
    plans = [Plan(f"p{n}", tuple(actions[n::3]), {a.address: a.output() for a in actions[n::3]}) for n in range(3)]
    with build.store() as store:
        maker = a_maker(build, store, 2)
        builds = [threading.Thread(target=execute, args=([plan], store, maker)) for plan in plans]
        for thread in builds:
            thread.start()
        for thread in builds:
            thread.join(30)
        assert all(store.has(action.key) for action in actions)
    assert most == 2


def test_a_slot_comes_back_from_whatever_ends_a_run(build: Build) -> None:
    build.runner = FakeRunner(fails="fails", truncates="truncates", hangs="hangs")
    with build.store() as store:
        maker = a_maker(build, store, 1)
        for address in ("fails", "truncates"):
            with pytest.raises(ActionFailed):
                maker.make(order_of(an_action(address), store), "here", Heard(), threading.Event())
        hanging = order_of(an_action("hangs"), store)
        stop, waiting_stop = threading.Event(), threading.Event()
        ended: list[type] = []

        def hang() -> None:
            with pytest.raises(Interrupted):
                maker.make(hanging, "here", Heard(), stop)
            ended.append(Interrupted)

        thread = threading.Thread(target=hang)
        thread.start()
        while "hangs" not in build.runner.ran:
            time.sleep(0.005)
        threading.Timer(0.1, waiting_stop.set).start()
        with pytest.raises(Interrupted):  # what waits for a slot can be stopped, too
            maker.make(order_of(an_action("waits"), store), "here", Heard(), waiting_stop)
        assert "waits" not in build.runner.ran
        stop.set()
        thread.join(30)
        assert ended == [Interrupted]
        maker.make(order_of(an_action("runs"), store), "here", Heard(), threading.Event())
