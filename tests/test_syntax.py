"""Trees of Python's syntax, asked for by several threads at once."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable

import pytest

from pipeline import syntax

SOURCE = "x = (((((1 + 2) * 3) - 4) / 5),)\n" * 60


@pytest.fixture
def hurried() -> object:
    """Let threads come between each other as often as they can: garbage is collected within a tree, and runs others' code."""
    before, often = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(1e-6)
    gc.set_threshold(5)

    class Rest:
        def __del__(self) -> None:
            threading.Event().wait(1e-6)

    def litter() -> None:
        rest = Rest()
        rest.again = rest  # type: ignore[attr-defined]

    yield litter
    sys.setswitchinterval(before)
    gc.set_threshold(*often)


def test_several_threads_get_their_trees(hurried: Callable[[], None]) -> None:
    faults: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(20):
                hurried()
                assert len(syntax.parsed(SOURCE).body) == 60
                assert syntax.written("'a b'") == "a b"
        except BaseException as fault:  # noqa: BLE001 - seen in the test's own thread
            faults.append(fault)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
