"""Ctrl-C and SIGTERM in the main thread, as any command that plans, waits or builds meets them."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from pipeline.execution.interruption import Interruption, signals
from pipeline.faults import Interrupted
from tests.execution.fakes import Build, a_plan, an_action, an_episode


def send(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


def test_ctrl_c_once_drains_and_twice_stops() -> None:
    interruption = Interruption()
    with signals(interruption):
        send(signal.SIGINT)
        assert (interruption.drain.is_set(), interruption.stop.is_set(), interruption.is_asked) == (True, False, True)
        send(signal.SIGINT)
        assert interruption.stop.is_set()


def test_sigterm_stops_at_once() -> None:
    interruption = Interruption()
    with signals(interruption):
        send(signal.SIGTERM)
    assert interruption.drain.is_set()
    assert interruption.stop.is_set()


def test_afterwards_and_before_ctrl_c_is_what_it_was(build: Build) -> None:
    with pytest.raises(KeyboardInterrupt):
        send(signal.SIGINT)  # a command that plans and runs nothing ends at once
    with pytest.raises(RuntimeError), signals(Interruption()):
        raise RuntimeError
    build.run(an_episode(build.folder).plan())
    with pytest.raises(KeyboardInterrupt):
        send(signal.SIGINT)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_build_in_the_main_thread_ends_after_what_runs(build: Build) -> None:
    first = an_action("first")
    build.runner.meanwhile = lambda action: send(signal.SIGINT)
    with pytest.raises(Interrupted), build.store() as store:
        build.results(store, a_plan(first, an_action("second", first)))
    assert build.runner.ran == ["first"]
    with build.store() as store:
        assert store.has(first.key)


def test_a_build_in_another_thread_leaves_signals_alone(build: Build) -> None:
    plan = an_episode(build.folder).plan()
    seen: list[object] = []
    build.runner.meanwhile = lambda action: seen.append(signal.getsignal(signal.SIGINT))
    thread = threading.Thread(target=build.run, args=(plan,))
    thread.start()
    thread.join(30)
    assert set(seen) == {signal.default_int_handler}
    with build.store() as store:
        assert all(store.has(action.key) for action in plan.actions)


def test_what_was_asked_before_it_began_starts_nothing(build: Build) -> None:
    interruption = Interruption()
    interruption.drain.set()
    with pytest.raises(Interrupted):
        build.run(an_episode(build.folder).plan(), interruption=interruption)
    assert build.runner.ran == []
