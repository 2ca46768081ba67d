"""How a build is asked to end: gently at the first Ctrl-C, at once at the second."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from types import FrameType

from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Interruption:
    """The wish to end a build: `drain` starts nothing more, `stop` also ends what runs. Any thread may set them."""

    drain: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def is_asked(self) -> bool:
        """Say whether the build is to end in either way."""
        return self.drain.is_set() or self.stop.is_set()


@contextmanager
def signals(interruption: Interruption) -> Iterator[None]:
    """Let Ctrl-C drain and then stop, and SIGTERM stop, while the work runs. Only the main thread can; others go on without.

    Afterwards the handlers are those from before.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupted(number: int, frame: FrameType | None) -> None:
        if interruption.drain.is_set() or number == signal.SIGTERM:
            interruption.stop.set()
        interruption.drain.set()

    earlier = {number: signal.signal(number, interrupted) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
