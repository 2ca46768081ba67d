"""Several things are asked at once; a Ctrl-C ends the wait for them, whichever thread the system gives it to."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from pipeline.media.side_by_side import side_by_side


@pytest.fixture
def held() -> Iterator[threading.Event]:
    """What threads of a test wait for, ten seconds at most."""
    event = threading.Event()
    yield event
    event.set()


def test_they_are_asked_at_once_and_answered_in_order() -> None:
    together = threading.Barrier(3, timeout=10)

    def ask(number: int) -> int:
        together.wait()
        time.sleep(0.02 * (3 - number))  # the last is ready first
        return number * number

    assert side_by_side(ask, range(3), 3) == [0, 1, 4]


def test_no_more_than_the_threads_are_asked_at_once() -> None:
    guard, now, most = threading.Lock(), 0, 0

    def ask(_: int) -> None:
        nonlocal now, most
        with guard:
            now += 1
            most = max(most, now)
        time.sleep(0.01)
        with guard:
            now -= 1

    side_by_side(ask, range(8), 2)
    assert most == 2


def test_nobody_waits_for_the_others_after_a_fault(held: threading.Event) -> None:
    asked = []

    def ask(number: int) -> None:
        asked.append(number)
        if number == 0:
            raise ValueError("no answer")
        held.wait(10)

    begun = time.monotonic()
    with pytest.raises(ValueError, match="no answer"):
        side_by_side(ask, range(9), 2)
    assert time.monotonic() - begun < 5
    held.set()
    assert len(asked) < 5  # those that had not begun are never asked


@pytest.mark.parametrize("is_lost", [False, True], ids=["to the main thread", "to another thread"])
def test_ctrl_c_ends_the_wait(is_lost: bool, held: threading.Event) -> None:
    """One that another thread was given woke nobody, as one that came just before the wait: that lasted as long as the work."""

    def ask(number: int) -> None:
        if number == 0:
            time.sleep(0.1)  # the main thread waits by now
            if is_lost:
                signal.pthread_kill(threading.get_ident(), signal.SIGINT)
            else:
                os.kill(os.getpid(), signal.SIGINT)
        held.wait(10)

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        side_by_side(ask, range(3), 3)
    assert time.monotonic() - begun < 5
