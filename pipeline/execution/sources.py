"""Contributors' files as inputs: found under the show folder, and proved to be what the key says.

Between the digest in a plan and the end of the run that reads a file, the file may change. A result made from changed bytes must
never be stored under the old key. The digest before the run comes from where the plan took it (remembered by size, time and
inode). From then on the file's state must stay the same until the run has ended, the change time included, which no program can
set back; where it does not, the file is read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pipeline.faults import ActionFailed
from pipeline.links import real_path
from pipeline.media.faults import MediaFault

if TYPE_CHECKING:
    from pipeline.media.library import Memory
    from pipeline.plan.action import Action

State = tuple[int, int, int, int]
"""Size, modification time, change time and inode of a file."""


class Sources(Protocol):
    """The contributors' files where an action runs. Threads may share it."""

    def path(self, path: str, digest: str) -> Path:
        """Return where the source lies that plans name `path` and know by its digest."""
        ...

    def prove(self, action: Action) -> Mapping[Path, State]:
        """Return the state of each source of `action`, all with the digest that is in the key. Raises ActionFailed."""
        ...

    def prove_again(self, action: Action, before: Mapping[Path, State]) -> None:
        """Raise ActionFailed unless each source still is what `prove` saw."""
        ...


class ShowSources:
    """The sources in a show's folder, whose digests `memory` remembers. Threads may share it."""

    def __init__(self, show: Path, memory: Memory) -> None:
        self.show = show.absolute()
        self._memory = memory

    def path(self, path: str, digest: str = "") -> Path:
        """Return where a source lies. An absolute path (a built-in theme's file) stays as it is."""
        return self.show / path

    def prove(self, action: Action) -> Mapping[Path, State]:
        """Return the state of each source of `action`, all with the digest that is in the key. Raises ActionFailed."""
        states: dict[Path, State] = {}
        for path, wanted in self._files(action):
            states[path] = _state_of(action, path)
            self._check(action, path, wanted, reads_again=False)
        return states

    def prove_again(self, action: Action, before: Mapping[Path, State]) -> None:
        """Raise ActionFailed unless each source still is what `prove` saw."""
        for path, wanted in self._files(action):
            if _state_of(action, path) != before[path]:
                self._check(action, path, wanted, reads_again=True)

    def _files(self, action: Action) -> Iterator[tuple[Path, str]]:
        from pipeline.plan.action import FromAction, FromSource, FromSources

        for given in action.inputs:
            match given.origin:
                case FromSource():
                    yield self.path(given.origin.path), given.origin.digest
                case FromSources():
                    for path, wanted in zip(given.origin.paths, given.origin.digests, strict=True):
                        yield self.path(path), wanted
                case FromAction():
                    pass

    def _check(self, action: Action, path: Path, wanted: str, *, reads_again: bool) -> None:
        from pipeline.media.library import Library

        real = real_path(path)  # whether it may be read at all was judged with the manifest: above the show, any name is good
        for verify in (True,) if reads_again else (False, True):
            try:
                if Library(real.parent, self._memory, verify=verify).digest_at(real, real.name) == wanted:
                    return
            except MediaFault as fault:
                raise _changed(action, path, str(fault)) from fault
        raise _changed(action, path, "it changed after the plan was made")


def _state_of(action: Action, path: Path) -> State:
    try:
        state = path.stat()
    except OSError as fault:
        raise _changed(action, path, f"it cannot be read: {fault.strerror}") from fault
    return state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino


def _changed(action: Action, path: Path, what: str) -> ActionFailed:
    return ActionFailed(action.address, f"{path}: {what}; nothing was stored, build again", where=action.where)
