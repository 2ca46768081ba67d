"""The store: blobs and records, written once, committed by a rename. Floor 6. The contract is docs/store.md."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Self

from pipeline import digest
from pipeline.execution import record as records
from pipeline.execution.memory import Memory
from pipeline.execution.record import Record, StoredOutput
from pipeline.faults import EnvironmentFault, StoreCorrupt
from pipeline.plan.action import Action, FromAction

VERSION = "store/1"

SEAL_NS = 1_000_000_000
"""Modification time of every blob. Writing to a file changes it, so one `stat` tells that a blob was touched."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_UNUSABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.ENOTDIR, errno.EEXIST)
_LOCK_POLL_SECONDS = 0.05


class Store:
    """Keep what actions made. One object a process; threads may share it; close it, or use it in a `with`.

    `before_step` is called with the name of each step of a publish before it is done, for tests that stop there.
    Raises EnvironmentFault where the folder cannot be used or has another version.
    """

    def __init__(self, folder: Path, *, before_step: Callable[[str], None] = lambda step: None) -> None:
        self.folder = folder.absolute()
        self._root = str(self.folder)
        self._before = before_step
        self._records: dict[str, Record] = {}
        self._proven: set[str] = set()
        self._guard = threading.Lock()
        self._running: tuple[Path, int] | None = None  # made late: a full disk must not keep `gc` from making room
        with disk_faults(folder):
            for name in ("objects", "actions", "builds", "locks", "running", "quarantine"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            self._check_version()
            self._lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o666)
            fcntl.flock(self._lock, fcntl.LOCK_SH)
        self.memory = Memory(self.folder / "memory.sqlite")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store; what others wait for becomes free."""
        if self._lock < 0:
            return
        self.memory.close()
        if self._running is not None:
            folder, lock = self._running
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)
        os.close(self._lock)
        self._lock = -1

    # ------------------------------------------------------------------------------------------ reading

    def record(self, key: str) -> Record | None:
        """Return the record of `key`, or None. Its blobs are not looked at."""
        if (known := self._records.get(key)) is not None:
            return known
        try:
            # A build with nothing to do is made of this and of `_is_intact`: texts instead of `Path`, no buffered stream.
            handle = os.open(f"{self._root}/actions/{key[:2]}/{key}.json", os.O_RDONLY)
        except FileNotFoundError:
            return None
        try:
            content = os.read(handle, os.fstat(handle).st_size)
        finally:
            os.close(handle)
        found = records.read(content, key)
        if found is not None:
            self._records[key] = found
        return found

    def has(self, key: str) -> bool:
        """Say whether every output of `key` is stored and was not touched since. Costs one read and a `stat` an output."""
        found = self.record(key)
        return found is not None and all(self._is_intact(output) for output in found.outputs)

    def path(self, origin: FromAction) -> Path:
        """Return the blob of an output. Raises KeyError where it is not stored, StoreCorrupt where it was damaged."""
        output = self._output(origin)
        if not self._is_intact(output):
            raise StoreCorrupt(str(self.blob_path(output.digest)), output.digest, "a missing or damaged file")
        return self.blob_path(output.digest)

    def proven_path(self, origin: FromAction) -> Path:
        """Return the blob of an output after hashing it, once a process. Raises as `path`; a damaged blob is set aside."""
        output = self._output(origin)
        path = self.path(origin)
        if output.digest not in self._proven:
            if (got := digest.of_file(path)) != output.digest:
                self.quarantine(output.digest)
                raise StoreCorrupt(str(path), output.digest, got)
            self._proven.add(output.digest)
        return path

    def blob_path(self, blob: str) -> Path:
        """Return where a blob lies, whether it is there or not."""
        return self.folder / "objects" / blob[:2] / blob

    def record_path(self, key: str) -> Path:
        """Return where a record lies, whether it is there or not."""
        return self.folder / "actions" / key[:2] / f"{key}.json"

    def _output(self, origin: FromAction) -> StoredOutput:
        found = self.record(origin.key)
        if found is None:
            raise KeyError(origin.key)
        return found.output(origin.output)

    def _is_intact(self, output: StoredOutput) -> bool:
        try:
            state = os.stat(f"{self._root}/objects/{output.digest[:2]}/{output.digest}")  # noqa: PTH116
        except OSError:
            return False
        if state.st_size == output.size and state.st_mtime_ns == SEAL_NS:
            return True
        path = self.blob_path(output.digest)
        if state.st_size == output.size and digest.of_file(path) == output.digest:
            seal(path)  # a copied store, or one that was only touched
            return True
        self.quarantine(output.digest)
        return False

    # ------------------------------------------------------------------------------------------ writing

    def publish(self, action: Action, made: Mapping[str, Path], seconds: float, peak_bytes: int) -> tuple[Record, str]:
        """Store what an action made; the files move. Return the record that holds from now on, and a finding or "".

        `made` are files on the store's file system, checked against their promises by the caller. If other bytes are stored
        under the key already, they stay and the finding says so. Raises EnvironmentFault on a full disk.
        """
        with disk_faults(self.folder):
            outputs = tuple(self._seal_output(output.name, made[output.name]) for output in action.outputs)
            fresh = Record(action.key, outputs, seconds, peak_bytes, self._content_key(action))
            self._records.pop(action.key, None)  # another process may have written it meanwhile
            earlier = self.record(action.key)
            finding = ""
            if earlier is not None and earlier.outputs != outputs:
                finding = f"{action.address} made other bytes than before under the same key"
                if self.has(action.key):
                    return earlier, finding
            for output in outputs:
                blob = self.blob_path(output.digest)
                self._before("rename blob")
                blob.parent.mkdir(exist_ok=True)
                made[output.name].replace(blob)
                self._before("flush blob folder")
                flush_folder(blob.parent)
            self._commit(action, fresh)
        self._proven.update(output.digest for output in outputs)
        self._records[action.key] = fresh
        if fresh.content_key:
            self.memory.put(f"content_key {fresh.content_key}", fresh.key)
        return fresh, finding

    def cut_off(self, action: Action) -> bool:
        """Record as an action's outputs those of another, stored one, which ran the same on the same bytes; False without one.

        A card that is drawn anew to the same pixels has another key, and so has the picture over which it lies; its encode
        need not run again. Raises EnvironmentFault on a full disk.
        """
        content_key = self._content_key(action)
        key = self.memory.get(f"content_key {content_key}") if content_key else None
        found = self.record(key) if key is not None else None
        if found is None or found.content_key != content_key or not self.has(found.key):
            return False
        same = replace(found, key=action.key)
        with disk_faults(self.folder):
            self._commit(action, same)
        self._records[action.key] = same
        self.memory.put(f"content_key {content_key}", action.key)  # the younger one stays longer
        return True

    def _content_key(self, action: Action) -> str:
        # Empty where an input is not stored.
        try:
            return records.content_key_of(action, lambda origin: self._output(origin).digest)
        except KeyError:
            return ""

    def quarantine(self, blob: str) -> None:
        """Set a damaged blob aside."""
        self._proven.discard(blob)
        with contextlib.suppress(FileNotFoundError):
            self.blob_path(blob).replace(self.folder / "quarantine" / f"{blob}.{time.time_ns()}")

    def write_file(self, path: Path, content: bytes) -> None:
        """Write a small file so that it is there whole or not at all, and stays. Raises EnvironmentFault."""
        with disk_faults(self.folder):
            path.parent.mkdir(exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as stream:
                    self._before("write record")
                    stream.write(content)
                    stream.flush()
                    self._before("flush record")
                    os.fsync(stream.fileno())
                self._before("rename record")
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            self._before("flush record folder")
            flush_folder(path.parent)

    def _seal_output(self, name: str, path: Path) -> StoredOutput:
        self._before("hash output")
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
        content = digest.of_file(path)
        self._before("seal output")
        seal(path)
        path.chmod(0o444)
        self._before("flush output")
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        return StoredOutput(name, content, size)

    def _commit(self, action: Action, fresh: Record) -> None:
        self.write_file(self.record_path(action.key), records.write(fresh, action))

    # ------------------------------------------------------------------------------------------ processes

    @contextlib.contextmanager
    def lock(self, key: str, is_stopped: Callable[[], bool]) -> Iterator[bool]:
        """Hold `key` alone among all processes. Yields False where `is_stopped` became true while waiting.

        Whoever holds it looks into the store again: the one before may have made it.
        """
        path = self.folder / "locks" / key
        while True:
            with disk_faults(self.folder):
                handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                if is_stopped():
                    yield False
                    return
                time.sleep(_LOCK_POLL_SECONDS)
                continue
            if _is_same_file(path, handle):
                break
            os.close(handle)  # its last holder has just removed it: this lock guards nothing
        self._records.pop(key, None)
        try:
            yield True
        finally:
            path.unlink(missing_ok=True)
            os.close(handle)

    def new_sandbox(self) -> Path:
        """Make an empty folder on the store's file system for one action. Raises EnvironmentFault."""
        with disk_faults(self.folder), self._guard:
            if self._running is None:
                self._running = self._own_folder()
            return Path(tempfile.mkdtemp(dir=self._running[0], prefix="action-"))

    def sweep(self) -> None:
        """Remove the sandboxes of processes that are gone."""
        with self._gate():
            for other in (self.folder / "running").iterdir():
                _remove_dead(other)

    def is_shared(self) -> bool:
        """Say whether another process uses the store. Until `release`, no other can begin to if it says no."""
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(self._lock, fcntl.LOCK_SH)
            return True
        return False

    def release(self) -> None:
        """Let others use the store again, after `is_shared`."""
        fcntl.flock(self._lock, fcntl.LOCK_SH)

    def forget(self) -> None:
        """Forget what was read of records, after files were removed."""
        self._records.clear()
        self._proven.clear()

    def _own_folder(self) -> tuple[Path, int]:
        self.sweep()
        with self._gate():
            own = Path(tempfile.mkdtemp(dir=self.folder / "running", prefix=f"{os.getpid()}-"))
            handle = os.open(own / "lock", os.O_RDWR | os.O_CREAT, 0o666)
            fcntl.flock(handle, fcntl.LOCK_EX)
        return own, handle

    @contextlib.contextmanager
    def _gate(self) -> Iterator[None]:
        """Let one process at a time touch `running/`: nobody sweeps a folder that is made but not locked yet."""
        gate = os.open(self.folder / "running", os.O_RDONLY)
        try:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield
        finally:
            os.close(gate)

    def _check_version(self) -> None:
        path = self.folder / "version"
        with contextlib.suppress(FileNotFoundError):
            if (found := path.read_text().strip()) != VERSION:
                message = f"{self.folder} is of version {found or '?'}, this program needs {VERSION}"
                raise EnvironmentFault(message, "delete the folder; everything in it can be made again")
            return
        self.write_file(path, f"{VERSION}\n".encode())


@contextlib.contextmanager
def disk_faults(folder: Path) -> Iterator[None]:
    """Turn a full, missing or read-only disk under `folder` into an EnvironmentFault."""
    try:
        yield
    except OSError as fault:
        if fault.errno in _FULL:
            raise disk_full(folder) from fault
        if fault.errno in _UNUSABLE:
            message = f"{folder} cannot be written: {fault.strerror}"
            raise EnvironmentFault(message, "check the disk and its permissions") from fault
        raise


def disk_full(folder: Path) -> EnvironmentFault:
    """Return the one fault that tells of a full disk under `folder`."""
    return EnvironmentFault(f"the disk that holds {folder} is full", "make room (`together store gc`) and build again")


def is_full(folder: Path) -> bool:
    """Say whether the disk under `folder` has no room left, to explain a program that failed or wrote too little."""
    return shutil.disk_usage(folder).free < 1 << 20


def seal(path: Path) -> None:
    """Give a blob the seal (`SEAL_NS`)."""
    os.utime(path, ns=(SEAL_NS, SEAL_NS))


def flush_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, so that a rename survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as fault:
        if fault.errno != errno.EINVAL:  # file systems over a network know no such thing
            raise
    finally:
        os.close(handle)


def _is_same_file(path: Path, handle: int) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(there, os.fstat(handle))


def _remove_dead(folder: Path) -> None:
    """Remove the sandboxes of a process that is gone: nobody holds its lock."""
    with contextlib.suppress(FileNotFoundError):
        handle = os.open(folder / "lock", os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        finally:
            os.close(handle)
    shutil.rmtree(folder, ignore_errors=True)
