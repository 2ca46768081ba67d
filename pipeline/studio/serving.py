"""Listen on a port until somebody says stop; what is open then is hung up on, and the command ends within a second."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

import uvicorn

from pipeline.faults import EnvironmentFault
from pipeline.studio.application import application
from pipeline.studio.connections import Connection
from pipeline.studio.door import Door
from pipeline.studio.studio import Studio
from pipeline.studio.watching import watching
from pipeline.values import dataclass

PORT = 4747
"""Where a studio is, unless another is there already."""

_TRIED = 20
"""Ports that are tried, one after the other, where none is asked for."""

_TURN_SECONDS = 0.001
"""After which a thread that computes lets another go on, 0.005 of Python's own: an answer changes threads several times, and
waits each time while an episode is planned.
"""

_LARGEST_HEAD = 16 * 1024
"""Bytes of a request's head."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The files of a certificate and of its key, for TLS."""

    chain: Path
    key: Path


def serve(
    studio: Studio, *, host: str, port: int | None, certificate: Certificate | None, key: str, ready: Callable[[Door], None]
) -> None:
    """Serve a studio until SIGINT or SIGTERM. `port` None takes the first that is free, 0 any; `ready` is told the door.

    Raises EnvironmentFault where the port is taken or the address none of this machine's.
    """
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())
    logging.getLogger("uvicorn").propagate = False
    sys.setswitchinterval(_TURN_SECONDS)
    reachable(host)
    ports = range(PORT, PORT + _TRIED) if port is None else (port,)
    for number in ports:
        door = Door(host, number, certificate is not None, key)
        server = _Server(studio, door, certificate, ready)
        try:
            asyncio.run(server.serve())
        except SystemExit:  # uvicorn's way to say that it cannot listen there
            continue
        return
    named = f"port {ports[0]}" if len(ports) == 1 else f"ports {ports[0]} to {ports[-1]}"
    raise EnvironmentFault(f"{host} cannot be listened to at {named}", "name another port by --port, or stop what uses it")


def reachable(host: str) -> None:
    """Raise EnvironmentFault where a host is no address of this machine, whatever the port."""
    try:
        asyncio.run(_tried(host))
    except (OSError, UnicodeError) as fault:
        is_others = isinstance(fault, OSError) and fault.errno == errno.EADDRNOTAVAIL
        wrong = f"{host} is no address of this machine" if is_others else f"{host!r} is no address: no machine is found by it"
        raise EnvironmentFault(wrong, "give --host the address by which this machine is reached, or leave it out") from None


async def _tried(host: str) -> None:
    server = await asyncio.get_running_loop().create_server(asyncio.Protocol, host, 0)
    server.close()


class _Server(uvicorn.Server):
    """A server that tells when it listens, and ends the streams of its pages before it waits for them."""

    def __init__(
        self, studio: Studio, door: Door, certificate: Certificate | None, ready: Callable[[Door], None]
    ) -> None:
        self.door, self._studio, self._ready = door, studio, ready
        self._watching: asyncio.Task[None] | None = None
        super().__init__(
            uvicorn.Config(
                application(studio, lambda: self.door),
                host=door.host,
                port=door.port,
                http=Connection,
                ws="none",
                lifespan="off",
                loop="asyncio",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=30,
                timeout_graceful_shutdown=1,
                h11_max_incomplete_event_size=_LARGEST_HEAD,
                ssl_certfile=certificate.chain if certificate else None,
                ssl_keyfile=certificate.key if certificate else None,
            )
        )

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Listen; then tell where, and watch the files."""
        await super().startup()
        if not self.started:
            return
        self.door = replace(self.door, port=self.servers[0].sockets[0].getsockname()[1])
        self._watching = asyncio.create_task(watching(self._studio, lambda: self.should_exit))
        self._ready(self.door)

    async def shutdown(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """End all streams, then the rest."""
        if self._watching is not None:
            self._watching.cancel()
        self._studio.hub.close()
        await super().shutdown()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at SIGINT and SIGTERM, which are how a studio ends; a second one does not wait for anything."""

        def stop(number: int, frame: FrameType | None) -> None:
            self.force_exit = self.should_exit
            self.should_exit = True

        before = {one: signal.signal(one, stop) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)
