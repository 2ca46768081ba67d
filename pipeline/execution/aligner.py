"""The aligner of a session: listens to voices in processes of their own, which stay warm and end with it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.execution import machine
from pipeline.execution.workers import Workers

if TYPE_CHECKING:
    from pipeline.media.info import SoundInfo
    from pipeline.media.spoken import Reading, Spoken
    from pipeline.operations.codec import Json

_PATIENCE = 900.0
"""Seconds after which nobody is listening any more: an hour's reading takes half as long."""


class WorkerAligner:
    """Processes that listen, one for each core at most, begun when they are first needed. Threads may share it."""

    def __init__(self, module: str = "pipeline.execution.listening") -> None:
        self._free = threading.Semaphore(machine.cores())
        self._workers = Workers(module)

    def versions(self) -> tuple[str, ...]:
        """Return the versions of what listens here."""
        return _versions()

    def find(self, path: Path, sound: SoundInfo, reading: Reading) -> Spoken:
        """Listen to the `sound` of a file. Raises MediaFault where it cannot be listened to, Interrupted where it is closed.

        What breaks the process that listens for words is told, and the pauses are taken.
        """
        from pipeline.media import spoken
        from pipeline.media.faults import MediaFault

        request: dict[str, Json] = {
            "path": str(path.absolute()),
            "index": sound.index,
            "first": round(sound.first * 1000),
            "start": reading.start,
            "end": reading.end,
            "lines": [[line.text, line.language, line.is_stanza, line.at] for line in reading.lines],
        }
        with self._free:
            reply = self._asked({**request, "words": True})
            broke = not reply.keys() & {"spoken", "message"}
            if broke:
                reply = self._asked({**request, "words": False})
        match reply:
            case {"spoken": str(text)}:
                found = spoken.loads(text)
                refused = "the program that listens for words broke on it" if broke else found.refused
                return spoken.Spoken(found.lines, found.method, refused)
            case {"message": str(message)}:
                raise MediaFault(f"{reading.file!r} cannot be listened to: {message}")
            case _:
                raise MediaFault(f"{reading.file!r} cannot be listened to: it breaks the reader")

    def close(self) -> None:
        """End the processes, also those that are listening: who waits for them is interrupted. It cannot be used any more."""
        self._workers.close()

    def _asked(self, request: Mapping[str, Json]) -> Mapping[str, Json]:
        """Return the reply of a process, nothing where it broke."""
        from pipeline.execution.runner import Ended

        try:
            with self._workers.one() as worker:
                reply = worker.ask(request, patience=_PATIENCE)
        except Ended:
            reply = {}
        return reply


@cache
def _versions() -> tuple[str, ...]:
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for name in ("numpy", "av", "espeakng-loader", "pocketsphinx"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return tuple(found)
