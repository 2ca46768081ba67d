"""The aligner of a session, which most sessions never need: made when a voice is first listened to."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.execution.aligner import WorkerAligner
    from pipeline.media.info import SoundInfo
    from pipeline.media.spoken import Reading, Spoken


class SessionAligner:
    """What finds when the lines of a text are spoken. Threads may share it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._made: WorkerAligner | None = None

    def versions(self) -> tuple[str, ...]:
        """Return the versions of all that decides what is found."""
        return self._aligner().versions()

    def find(self, path: Path, sound: SoundInfo, reading: Reading) -> Spoken:
        """Listen to the `sound` of a file. Raises MediaFault where it cannot be listened to."""
        return self._aligner().find(path, sound, reading)

    def close(self) -> None:
        """End the processes that listen."""
        with self._guard:
            made, self._made = self._made, None
        if made is not None:
            made.close()

    def _aligner(self) -> WorkerAligner:
        from pipeline.execution.aligner import WorkerAligner

        with self._guard:
            if self._made is None:
                self._made = WorkerAligner()
            return self._made
