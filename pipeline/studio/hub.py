"""Who hears what: a stream of events for each open page, and one place that everything is told to."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncIterator
from dataclasses import field

from pipeline.studio.door import Refused
from pipeline.values import dataclass

MOST = 24
"""Streams at once: a page has one."""

_WAITING = 512
"""Events that wait for a page which does not read; then it is hung up on, comes again, and gets the whole state."""

_PING_SECONDS = 15.0
_RETRY = b"retry: 500\n\n"
_PING = b": ping\n\n"


@dataclass(eq=False, slots=True)
class Listener:
    """An open page. It hears what is told to all, and what is told of the subject `about`."""

    about: str
    waiting: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(_WAITING))
    is_over: bool = False


class Hub:
    """The listeners of a studio. Any thread may tell; only the server's own listens."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._guard = threading.Lock()
        self._is_open = True

    def join(self, about: str) -> Listener:
        """Add a listener. Raises Refused where there are too many. Called in the server's loop."""
        with self._guard:
            if len(self._listeners) >= MOST or not self._is_open:
                raise Refused(429, f"more than {MOST} pages are open: close one")
            self._loop = asyncio.get_running_loop()
            listener = Listener(about)
            self._listeners.append(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Remove a listener."""
        with self._guard:
            if listener in self._listeners:
                self._listeners.remove(listener)

    def is_heard(self, about: str) -> bool:
        """Say whether anybody listens to what is told of a subject."""
        with self._guard:
            return any(listener.about == about for listener in self._listeners)

    def tell(self, event: str, value: object, about: str | None = None) -> None:
        """Tell an event to those who listen to a subject, or to all. Any thread may."""
        with self._guard:
            heard = [one for one in self._listeners if about is None or one.about == about]
            loop = self._loop
        if heard and loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(_give, heard, encoded(event, value))

    def close(self) -> None:
        """End all streams. Called in the server's loop."""
        with self._guard:
            self._is_open = False
            for listener in self._listeners:
                _end(listener)


async def stream(hub: Hub, listener: Listener, first: bytes = b"") -> AsyncIterator[bytes]:
    """Yield what a listener hears, as an event stream, beginning with `first`; a ping where there is nothing for a while."""
    try:
        yield _RETRY + first
        while not (listener.is_over and listener.waiting.empty()):
            try:
                content = await asyncio.wait_for(listener.waiting.get(), _PING_SECONDS)
            except TimeoutError:
                content = _PING
            if content is None:
                return
            yield content
    finally:
        hub.leave(listener)


def encoded(event: str, value: object) -> bytes:
    """Return an event as the stream has it (HTML Living Standard, 9.2.6); JSON has no line end of its own."""
    return f"event: {event}\ndata: {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()


def _give(listeners: list[Listener], content: bytes) -> None:
    for listener in listeners:
        if listener.is_over:
            continue
        try:
            listener.waiting.put_nowait(content)
        except asyncio.QueueFull:
            while not listener.waiting.empty():
                listener.waiting.get_nowait()
            _end(listener)


def _end(listener: Listener) -> None:
    listener.is_over = True
    with contextlib.suppress(asyncio.QueueFull):  # it ends when it has read what waits
        listener.waiting.put_nowait(None)
