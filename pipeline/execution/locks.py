"""The kernel locks of a store: who uses it, who runs which action, whose sandboxes are whose.

A kernel lock ends with its holder, however that ends. Where the store's file system knows none (some network and FUSE file
systems), the same locks stand in this machine's temporary folder: they hold among the processes of this machine.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline import digest
from pipeline.execution import aside
from pipeline.execution.disk import disk_faults

_POLL_SECONDS = 0.05
_UNKNOWN = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL, errno.EBADF)


class Locks:
    """The locks of one store, as one process holds them. Threads may share it. `folder` is the store's."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        self._running = folder / "running"
        try:
            self._use = self._shared()
        except OSError as fault:
            if fault.errno not in _UNKNOWN:
                raise
            self.root = Path(tempfile.gettempdir()) / f"together-locks-{digest.of(str(folder.resolve()))[:16]}"
            for name in ("locks", "running"):
                (self.root / name).mkdir(parents=True, exist_ok=True)
            self._use = self._shared()

    def close(self) -> None:
        """Let go; what others wait for becomes free."""
        os.close(self._use)

    def _shared(self) -> int:
        handle = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH)
        except BaseException:
            os.close(handle)
            raise
        return handle

    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        """Yield whether no other process uses the store; if so, none can begin to meanwhile."""
        try:
            fcntl.flock(self._use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(self._use, fcntl.LOCK_SH)  # the failed attempt has given up the shared lock
            yield False
            return
        try:
            yield True
        finally:
            fcntl.flock(self._use, fcntl.LOCK_SH)

    @contextlib.contextmanager
    def hold(self, key: str, is_stopped: Callable[[], bool]) -> Iterator[bool]:
        """Hold `key` alone among all processes and threads. Yields False where `is_stopped` became true while waiting."""
        path = self.root / "locks" / key
        while True:
            with disk_faults(self.root):
                if path.is_dir():
                    aside.remove(path)
                handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                if is_stopped():
                    yield False
                    return
                time.sleep(_POLL_SECONDS)
                continue
            if _is_same_file(path, handle):
                break
            os.close(handle)  # its last holder has just removed it: this lock guards nothing
        try:
            yield True
        finally:
            path.unlink(missing_ok=True)
            os.close(handle)

    def clear(self) -> int:
        """Remove what is left of locks that nobody holds, while `alone`; return the bytes that they took."""
        freed = 0
        for path in (self.root / "locks").iterdir():
            freed += path.lstat().st_size
            aside.remove(path)
        return freed

    # ------------------------------------------------------------------------------------------ sandboxes

    def own_folder(self) -> tuple[Path, int]:
        """Make a folder for this process's sandboxes, after removing those of dead ones; return it and its lock."""
        self.sweep()
        with self._gate():
            own = Path(tempfile.mkdtemp(dir=self._running, prefix=f"{os.getpid()}-"))
            (self._lock_of(own).parent).mkdir(exist_ok=True)
            handle = os.open(self._lock_of(own), os.O_RDWR | os.O_CREAT, 0o666)
            fcntl.flock(handle, fcntl.LOCK_EX)
        return own, handle

    def sweep(self) -> None:
        """Remove the sandboxes of processes that are gone: nobody holds their lock."""
        with self._gate():
            for other in self._running.iterdir():
                self._remove_dead(other)

    def remove(self, own: Path, handle: int) -> None:
        """Remove the folder that `own_folder` made and let go of its lock."""
        shutil.rmtree(own, ignore_errors=True)
        shutil.rmtree(self._lock_of(own).parent, ignore_errors=True)
        os.close(handle)

    def _lock_of(self, own: Path) -> Path:
        return self.root / "running" / own.name / "lock"

    def _remove_dead(self, folder: Path) -> None:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            handle = os.open(self._lock_of(folder), os.O_RDWR)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                os.close(handle)
        aside.remove(folder)
        aside.remove(self._lock_of(folder).parent)

    @contextlib.contextmanager
    def _gate(self) -> Iterator[None]:
        """Let one process at a time touch `running/`: nobody sweeps a folder that is made but not locked yet."""
        gate = os.open(self.root / "running", os.O_RDONLY)
        try:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield
        finally:
            os.close(gate)


def _is_same_file(path: Path, handle: int) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(there, os.fstat(handle))
