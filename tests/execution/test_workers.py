"""Worker processes are lent, stay warm, and end together: none outlives the close of those who lend them, whenever that comes."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.execution import runner
from pipeline.execution.runner import Worker
from pipeline.execution.workers import Workers
from pipeline.faults import Interrupted
from tests.execution.test_demand import until
from tests.processes import children, is_gone

SLOW, QUICK = "tests.execution.slow_listener", "tests.execution.quick_listener"


class Asking(threading.Thread):
    """A thread that asks a worker, and what came of it."""

    def __init__(self, workers: Workers) -> None:
        super().__init__()
        self._workers = workers
        self.ends: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            with self._workers.one() as worker:
                worker.ask({}, patience=60)
        except BaseException as end:  # noqa: BLE001 - the test looks at it
            self.ends = end


@pytest.fixture
def new() -> Iterator[Callable[[], list[int]]]:
    """The processes that this test has begun and that have not ended; none is left after it."""
    before = set(children())
    yield lambda: sorted({*children()} - before)
    assert all(is_gone(pid) for pid in {*children()} - before)


def ended(asking: Asking) -> BaseException | None:
    asking.join(10)
    assert not asking.is_alive()
    return asking.ends


def test_one_is_lent_again_the_one_that_knows_the_task_first(new: Callable[[], list[int]]) -> None:
    workers = Workers(QUICK)
    with workers.one("paint") as first, workers.one("mix") as second:
        pids = first.pid, second.pid
        assert [first.ask({}, patience=60), second.ask({}, patience=60)] == [{"spoken": ""}] * 2
    for task, pid in zip(("paint", "mix", "paint"), (*pids, pids[0]), strict=True):
        with workers.one(task) as again:
            assert again.pid == pid
            again.ask({}, patience=60)
    assert again.replies == 3
    assert len(new()) == 2
    workers.close()
    assert new() == []


def test_one_that_raises_or_has_died_is_not_lent_again(new: Callable[[], list[int]]) -> None:
    workers = Workers(QUICK)
    with pytest.raises(ValueError, match="wrong"), workers.one() as first:
        raise ValueError("wrong")
    assert is_gone(first.pid)
    with workers.one() as second:
        second.ask({}, patience=60)
        os.kill(second.pid, signal.SIGKILL)
        assert is_gone(second.pid)
    with workers.one() as third:
        assert third.ask({}, patience=60) == {"spoken": ""}
    workers.close()


def test_one_that_is_asked_is_ended_and_who_asks_is_told(new: Callable[[], list[int]]) -> None:
    workers = Workers(SLOW)
    asking = Asking(workers)
    while not new():
        asking.join(0.01)
    workers.close()
    assert isinstance(ended(asking), Interrupted)
    assert new() == []


def test_one_that_is_only_being_started_is_ended(monkeypatch: pytest.MonkeyPatch, new: Callable[[], list[int]]) -> None:
    """Who starts it had been told that it may, and closing neither waits for that nor forgets it."""
    begun, closed = threading.Event(), threading.Event()

    class Slowly(Worker):
        def __init__(self, module: str, over: threading.Event) -> None:
            super().__init__(module, over)
            begun.set()
            assert closed.wait(10)

    monkeypatch.setattr(runner, "Worker", Slowly)
    workers = Workers(SLOW)
    asking = Asking(workers)
    assert begun.wait(10)
    assert len(new()) == 1
    closing = threading.Thread(target=workers.close)
    closing.start()
    closing.join(5)
    assert not closing.is_alive()
    closed.set()
    assert isinstance(ended(asking), Interrupted)
    assert new() == []


def test_one_that_has_just_replied_is_ended(new: Callable[[], list[int]]) -> None:
    """It was put with those that wait, for which nobody came any more."""
    workers = Workers(QUICK)
    with workers.one() as worker:
        worker.ask({}, patience=60)
        workers.close()
    assert is_gone(worker.pid)


def test_none_is_lent_after_the_close(new: Callable[[], list[int]]) -> None:
    workers = Workers(QUICK)
    workers.close()
    with pytest.raises(Interrupted), workers.one():
        pass
    assert new() == []


def test_one_is_killed_once(new: Callable[[], list[int]]) -> None:
    """Its files were closed a second time, when their numbers were others' already."""
    worker = Worker(QUICK, threading.Event())
    worker.kill()
    others = [os.open(os.devnull, os.O_RDONLY) for _ in range(12)]
    worker.kill()
    assert {os.fstat(other).st_rdev for other in others} == {Path(os.devnull).stat().st_rdev}  # none is closed
    for other in others:
        os.close(other)


def test_those_that_are_begun_before_they_are_needed_are_lent_and_end_like_others(new: Callable[[], list[int]]) -> None:
    workers = Workers(QUICK)
    workers.begin(2, ["wave"])
    until(lambda: len(workers._idle) == 2)
    begun = new()
    with workers.one() as worker:
        assert worker.pid in begun
        assert worker.ask({}, patience=60) == {"spoken": ""}
    assert new() == begun
    workers.close()
    assert new() == []


def test_those_that_are_being_begun_at_the_close_end_too(new: Callable[[], list[int]]) -> None:
    workers = Workers(QUICK)
    workers.begin(2, ["wave"])
    workers.close()
    assert new() == []
