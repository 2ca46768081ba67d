"""Threads that do what comes, side by side, and end with the process: nobody has to wait for a server that does not answer."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable


class DaemonThreads:
    """So many threads, begun when they are first needed. Tasks keep what goes wrong to themselves."""

    def __init__(self, count: int, name: str) -> None:
        self._count, self._name = count, name
        self._tasks: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._changed = threading.Condition()
        self._left = self._threads = 0
        self._is_left = False

    def do(self, task: Callable[[], None]) -> None:
        """Have a task done as soon as a thread is free."""
        with self._changed:
            self._left += 1
            if self._threads < min(self._count, self._left):
                self._threads += 1
                threading.Thread(target=self._work, name=self._name, daemon=True).start()
        self._tasks.put(task)

    def wait(self, seconds: float) -> int:
        """Wait until all is done, for so many seconds at most; return how many tasks are left."""
        with self._changed:
            self._changed.wait_for(lambda: self._left == 0, seconds)
            return self._left

    def leave(self) -> None:
        """Begin no further task."""
        self._is_left = True

    def _work(self) -> None:
        while True:
            task = self._tasks.get()
            try:
                if not self._is_left:
                    task()
            finally:
                with self._changed:
                    self._left -= 1
                    self._changed.notify_all()
