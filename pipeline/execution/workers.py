"""Worker processes that stay warm between requests and end together."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.execution.runner import Worker


class Workers:
    """Worker processes that run `module`, begun when they are first needed. Threads may share them.

    None outlives `close`: one that is then asked, or is only being started, is ended by the thread that has it.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._guard = threading.Lock()
        self._closed = threading.Event()
        self._idle: list[Worker] = []

    @contextmanager
    def one(self, task: str = "") -> Iterator[Worker]:
        """Lend a worker that has done such a task, for it has paid for the imports; else any; else a new one.

        It is ended where what is done with it raises. Raises Interrupted once all are closed, also while it is lent.
        """
        worker = self._taken(task)
        try:
            yield worker
        except BaseException:
            worker.kill()
            raise
        worker.served.add(task)
        with self._guard:
            if is_kept := not self._closed.is_set() and worker.is_alive:
                self._idle.append(worker)
        if not is_kept:
            worker.kill()

    def close(self) -> None:
        """End them all: at once those that wait, within moments those that are lent. They cannot be used any more."""
        self._closed.set()
        with self._guard:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.kill()

    def _taken(self, task: str) -> Worker:
        from pipeline.execution.runner import Worker
        from pipeline.faults import Interrupted

        with self._guard:
            if self._closed.is_set():
                raise Interrupted
            if self._idle:
                known = (number for number, worker in enumerate(self._idle) if task in worker.served)
                return self._idle.pop(next(known, -1))
        return Worker(self._module, self._closed)
