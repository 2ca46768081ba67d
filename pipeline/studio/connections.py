"""Connections within limits: whoever opens a thousand and asks nothing, or asks a letter a minute, keeps nobody else out."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 128
"""Connections at once: a browser has six a page."""

PATIENCE = 10.0
"""Seconds in which a connection has to ask for something whole."""


class Connection(H11Protocol):
    """A connection of the server. One too many takes the place of one that is idle."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection."""
        if len(self.connections) >= MOST:
            idle = next((one for one in self.connections if isinstance(one, Connection) and one.is_idle), None)
            if idle is None:
                transport.abort()
                return
            idle.end()
        super().connection_made(transport)
        self._waiting = self.loop.call_later(PATIENCE, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of it."""
        if self._waiting is None:
            return  # it was never taken
        self._waiting.cancel()
        super().connection_lost(exc)

    @property
    def is_idle(self) -> bool:
        """Say whether nothing is being answered."""
        return self._has_asked_nothing() or self.cycle.response_complete

    def end(self) -> None:
        """Hang up at once."""
        self.transport.abort()

    def _give_up(self) -> None:
        if self._has_asked_nothing():
            self.end()

    def _has_asked_nothing(self) -> bool:
        found: object = self.cycle  # declared as what it is later
        return found is None
