"""The aligner of a session, which most sessions never need: made when a voice is first listened to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.faults import Interrupted
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.execution.aligner import WorkerAligner
    from pipeline.media.info import SoundInfo
    from pipeline.media.spoken import Reading, Spoken


@dataclass(frozen=True, slots=True)
class Listening:
    """A voice that is being listened to: its file, how many lines it reads, its length in milliseconds.

    `seconds` is how long that took; None while it lasts.
    """

    file: str
    lines: int
    length: int
    seconds: float | None = None


class SessionAligner:
    """What finds when the lines of a text are spoken, and tells of it where it begins and ends. Threads may share it."""

    def __init__(self, tell: Callable[[Listening], None] = lambda _: None) -> None:
        self._tell = tell
        self._guard = threading.Lock()
        self._made: WorkerAligner | None = None
        self._is_closed = False

    def versions(self) -> tuple[str, ...]:
        """Return the versions of all that decides what is found."""
        return self._aligner().versions()

    def find(self, path: Path, sound: SoundInfo, reading: Reading) -> Spoken:
        """Listen to the `sound` of a file. Raises MediaFault where it cannot be listened to, Interrupted where it is closed."""
        now = Listening(reading.file, len(reading.lines), reading.end - reading.start)
        begun = time.monotonic()
        self._tell(now)
        found = self._aligner().find(path, sound, reading)
        self._tell(replace(now, seconds=time.monotonic() - begun))
        return found

    def close(self) -> None:
        """End the processes that listen, at once."""
        with self._guard:
            made, self._made, self._is_closed = self._made, None, True
        if made is not None:
            made.close()

    def _aligner(self) -> WorkerAligner:
        from pipeline.execution.aligner import WorkerAligner

        with self._guard:
            if self._is_closed:  # a voice whose turn comes after a Ctrl-C
                raise Interrupted
            if self._made is None:
                self._made = WorkerAligner()
            return self._made
