"""Ask the same of several things at once, in threads, so that Ctrl-C is never missed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

_TICK_SECONDS = 0.2


def side_by_side(ask: Callable[[A], B], things: Iterable[A], threads: int) -> list[B]:
    """Return what is answered of each of several things, in their order. Raises what the first of them raises.

    After that, or a Ctrl-C, nobody waits for the others: those that have begun end with the processes that they wait for.
    """
    # Imported only here: it takes longer to load than a show that is known takes to read.
    from concurrent.futures import ThreadPoolExecutor, wait

    pool = ThreadPoolExecutor(threads)
    answers: list[B] = []
    try:
        for one in [pool.submit(ask, thing) for thing in things]:
            # Python raises KeyboardInterrupt between two steps of the main thread. A signal that comes just before that begins to
            # wait, or that the system gives to another thread, ends no wait; so it takes a step now and then.
            while not one.done():
                wait([one], timeout=_TICK_SECONDS)
            answers.append(one.result())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return answers
