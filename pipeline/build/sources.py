"""Contributors' files as inputs: found under the show folder, and proved to be what the key says. Floor 6.

Between the digest in a plan and the end of the run that reads a file, the file may change. A result made from changed bytes
must never be stored under the old key. Comparing a file's state is cheap, so it is read again only where its state is not
the one that was hashed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline import digest
from pipeline.build.memory import Memory
from pipeline.faults import ActionFailed
from pipeline.plan.action import Action, FromAction, FromSource, FromSources

State = tuple[int, int, int, int]
"""Size, modification time, change time and inode of a file; the change time cannot be set back by a program."""


class Sources:
    """Find the sources of a show and prove their digests. Threads may share it."""

    def __init__(self, show: Path, memory: Memory) -> None:
        self.show = show.absolute()
        self._memory = memory

    def path(self, path: str) -> Path:
        """Return where a source lies. An absolute path (a built-in theme's file) stays as it is."""
        return self.show / path

    def prove(self, action: Action) -> dict[Path, State]:
        """Return the state of each source of `action`, all with the digest that is in the key. Raises ActionFailed."""
        return {path: self._proved(action, path, wanted) for path, wanted in self._files(action)}

    def prove_again(self, action: Action, before: dict[Path, State]) -> None:
        """Raise ActionFailed unless each source still is what `prove` saw."""
        for path, wanted in self._files(action):
            if _state_of(action, path) != before[path]:
                self._proved(action, path, wanted)

    def _files(self, action: Action) -> Iterator[tuple[Path, str]]:
        for given in action.inputs:
            match given.origin:
                case FromSource():
                    yield self.path(given.origin.path), given.origin.digest
                case FromSources():
                    for path, wanted in zip(given.origin.paths, given.origin.digests, strict=True):
                        yield self.path(path), wanted
                case FromAction():
                    pass

    def _proved(self, action: Action, path: Path, wanted: str) -> State:
        state = _state_of(action, path)
        key = f"source {path} {' '.join(map(str, state))}"
        if self._memory.get(key) == wanted:
            return state
        try:
            got = digest.of_file(path)
        except OSError as fault:
            raise _changed(action, path, f"cannot be read: {fault.strerror}") from fault
        if got != wanted or _state_of(action, path) != state:
            raise _changed(action, path, "changed after the plan was made")
        self._memory.put(key, got)
        return state


def _state_of(action: Action, path: Path) -> State:
    try:
        state = path.stat()
    except OSError as fault:
        raise _changed(action, path, f"cannot be read: {fault.strerror}") from fault
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino


def _changed(action: Action, path: Path, what: str) -> ActionFailed:
    return ActionFailed(action.address, f"{path} {what}; nothing was stored, build again", where=action.where)
