"""Worker processes that stay warm between requests and end together."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.execution.runner import Worker


_LONGEST_SECONDS = 2.0
"""How long one that is only being started is waited for when all are closed; it would end itself."""


class Workers:
    """Worker processes that run `module`, begun when they are first needed. Threads may share them.

    None outlives `close`: one that is then asked, or is only being started, is ended by the thread that has it.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._guard = threading.Lock()
        self._closed = threading.Event()
        self._idle: list[Worker] = []
        self._beginning: threading.Thread | None = None

    def begin(self, count: int, loading: Sequence[str]) -> None:
        """Begin so many workers before they are needed, aside: each loads the libraries `loading`, then waits to be asked.

        A process that plans meanwhile would start them after it, and wait.
        """
        self._beginning = threading.Thread(target=self._begin, args=(count, loading), name="workers", daemon=True)
        self._beginning.start()

    def _begin(self, count: int, loading: Sequence[str]) -> None:
        from pipeline.execution.runner import Worker

        for _ in range(count):
            if self._closed.is_set():
                return
            with suppress(OSError):  # who asks for one then will tell it
                self._keep(Worker(self._module, self._closed, loading))

    def _keep(self, worker: Worker) -> None:
        with self._guard:
            if is_kept := not self._closed.is_set() and worker.is_alive:
                self._idle.append(worker)
        if not is_kept:
            worker.kill()

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
        self._keep(worker)

    def close(self) -> None:
        """End them all: at once those that wait, within moments those that are lent. They cannot be used any more."""
        self._closed.set()
        if self._beginning is not None:
            self._beginning.join(_LONGEST_SECONDS)
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
