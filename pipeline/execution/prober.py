"""The prober of a session: looks into contributors' files in processes of their own, which stay warm and end with it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.execution import machine
from pipeline.execution.workers import Workers

if TYPE_CHECKING:
    from pipeline.media.info import MediaInfo
    from pipeline.operations.codec import Json

_PATIENCE = 6
"""Seconds that a file may take for each second of processors: other work goes on beside it."""

_SERVED = 500
"""Files after which a process is replaced, so that what a library leaks is given back."""

_TRIES = 2
"""How often a file is looked into where the process is killed, which no file does to it: memory may have run out for others."""

_EXPORT = "export it anew as MP4 with H.264 and AAC, as WAV, JPEG or PNG"


class Prober:
    """Processes that look into files, one for each core at most, begun when they are first needed. Threads may share it.

    It is called as `media.probe.probe` is, and answers as that does; a file that breaks the reader, or takes more memory or time
    than a film of its size needs, is a MediaFault, too.
    """

    def __init__(self, module: str = "pipeline.execution.probing") -> None:
        self._free = threading.Semaphore(machine.cores())
        self._workers = Workers(module)

    def __call__(self, path: Path, content: str, name: str, *, proves: bool = True) -> MediaInfo:
        """Say what the file at `path` is. `content` is its digest, `name` what messages call it.

        Raises MediaFault, Interrupted where it is closed.
        """
        # Imported only now, since files are mostly known: nearly every command has a prober, and few need it.
        from pipeline.execution.probing import cpu_seconds
        from pipeline.execution.runner import Ended

        request: dict[str, Json] = {"path": str(path.absolute()), "content": content, "name": name, "proves": proves}
        reply: dict[str, Json] = {}
        ends = ""
        for _ in range(_TRIES):
            with self._free, self._workers.one() as worker:
                try:
                    reply = worker.ask(request, patience=_PATIENCE * cpu_seconds(path))
                except Ended as end:
                    ends = str(end)
                if worker.replies > _SERVED or not reply.keys() & {"info", "message"}:
                    worker.kill()
            if reply or signal.SIGKILL.name not in ends:
                break
        return _told(reply, ends, name)

    def close(self) -> None:
        """End the processes, also those that look into a file: who waits for them is interrupted. It cannot be used any more."""
        self._workers.close()


def _told(reply: Mapping[str, Json], ends: str, name: str) -> MediaInfo:
    """Return what a reply says of a file. Raises MediaFault; `ends` is how a process ended that did not reply."""
    from pipeline.execution import limits
    from pipeline.execution.probing import EXHAUSTED
    from pipeline.execution.worker import exit_text
    from pipeline.media import record
    from pipeline.media.faults import MediaFault
    from pipeline.media.formats import MAX_STREAMS

    match reply:
        case {"info": str(info)}:
            return record.loads(info)
        case {"message": str(message), "hint": str(hint)}:
            raise MediaFault(message, hint)
        case {"broke": str(what)}:
            raise MediaFault(f"{name!r} cannot be read: it breaks the reader ({what})", _EXPORT)
        case _:
            pass
    if EXHAUSTED in reply or exit_text(limits.EXHAUSTED) in ends:
        message = f"{name!r} takes more memory than a film of its size needs, or holds more than {MAX_STREAMS} streams"
        raise MediaFault(message, _EXPORT)
    if signal.SIGXCPU.name in ends or "no progress" in ends:
        raise MediaFault(f"{name!r} takes longer to look through than a film of its size needs", _EXPORT)
    if signal.SIGKILL.name in ends:
        message = f"{name!r} could not be looked through: what looks through it was ended from outside, again and again"
        raise MediaFault(message, "close other programs if memory runs out, then begin again")
    raise MediaFault(f"{name!r} cannot be read: it breaks the reader", _EXPORT)
