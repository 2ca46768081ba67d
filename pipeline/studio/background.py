"""A thread that looks at things while pages are served: begun when it is first needed, ended with the studio."""

from __future__ import annotations

import threading
from collections.abc import Callable

_PATIENCE_SECONDS = 0.5
"""How long is waited at the end for what it is in the middle of; it is a daemon, so nothing waits longer."""


class Background:
    """The thread, and what it and others wait on: `news` guards what they share, `is_open` is false once it is to end."""

    def __init__(self, work: Callable[[], None], name: str) -> None:
        self.news = threading.Condition()
        self.is_open = True
        self._work, self._name = work, name
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Begin it where it has not begun, and tell it that there is something to do. The caller holds `news`."""
        if self._thread is None and self.is_open:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        self.news.notify_all()

    def close(self) -> None:
        """Let it end."""
        with self.news:
            self.is_open = False
            self.news.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(_PATIENCE_SECONDS)
