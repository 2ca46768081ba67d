"""The store in a folder: blobs and records, written once, committed by a rename. The contract is docs/store.md."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pipeline import digest
from pipeline.execution import aside
from pipeline.execution import record as records
from pipeline.execution.aside import Aside
from pipeline.execution.build_files import BuildFiles
from pipeline.execution.disk import SEAL_NS, disk_faults, flush, flush_file, flush_folder, seal
from pipeline.execution.locks import Locks
from pipeline.execution.memory import Memory
from pipeline.execution.record import Record, StoredOutput
from pipeline.faults import EnvironmentFault, StoreCorrupt

if TYPE_CHECKING:
    from pipeline.execution.order import Order
    from pipeline.plan.action import Action, FromAction, Plan

VERSION = "store/1"
_A_VERSION = re.compile("store/[0-9]{1,4}")


class LocalStore:
    """A store in a folder of this machine. One object a process; threads may share it; close it, or use it in a `with`.

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
        self._is_open = True
        if os.path.lexists(folder) and not self.folder.is_dir():
            raise EnvironmentFault(f"{folder} is in the way of the store: it is no folder", "rename or remove it")
        with disk_faults(folder):
            self.aside = Aside(self.folder)
            (self.folder / "quarantine").mkdir(parents=True, exist_ok=True)
            for name in ("objects", "actions", "builds", "locks", "running"):
                self.aside.unless_folder(self.folder / name)
                (self.folder / name).mkdir(exist_ok=True)
            for name in ("version", "lock", "memory.sqlite", "memory.sqlite-wal", "memory.sqlite-shm"):
                self.aside.unless_file(self.folder / name)
            self._check_version()
            self._locks = Locks(self.folder)
        self.memory = Memory(self.folder / "memory.sqlite")
        self.build_files = BuildFiles(self.folder / "builds", self.write_file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store; what others wait for becomes free."""
        if not self._is_open:
            return
        self._is_open = False
        self.memory.close()
        if self._running is not None:
            self._locks.remove(*self._running)
        self._locks.close()

    # ------------------------------------------------------------------------------------------ reading

    def record(self, key: str) -> Record | None:
        """Return the record of `key`, or None. Its blobs are not looked at."""
        if (known := self._records.get(key)) is not None:
            return known
        try:
            # A build with nothing to do is made of this and of `_is_intact`: texts instead of `Path`, no buffered stream.
            handle = os.open(f"{self._root}/actions/{key[:2]}/{key}.json", os.O_RDONLY | os.O_NONBLOCK)
        except OSError:
            return None
        try:
            content = os.read(handle, os.fstat(handle).st_size)
        except OSError:  # a folder
            content = b""
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

    def provenance(self, key: str) -> bytes:
        """Return the whole text of the record of `key`; empty where there is none."""
        try:
            return self.record_path(key).read_bytes()
        except OSError:
            return b""

    def output(self, origin: FromAction) -> StoredOutput:
        """Return the digest and size of an output. Raises KeyError where it is not stored."""
        found = self.record(origin.key)
        if found is None:
            raise KeyError(origin.key)
        return found.output(origin.output)

    def path(self, origin: FromAction) -> Path:
        """Return the blob of an output. Raises KeyError where it is not stored, StoreCorrupt where it was damaged."""
        return self._intact(self.output(origin))

    def proven_path(self, output: StoredOutput) -> Path:
        """Return the blob of these bytes after hashing it, once a process. Raises StoreCorrupt; a damaged blob is set aside."""
        path = self._intact(output)
        if output.digest not in self._proven:
            if (got := digest.of_file(path)) != output.digest:
                self.quarantine(output.digest)
                raise StoreCorrupt(str(path), output.digest, got)
            self._proven.add(output.digest)
        return path

    def holds(self, output: StoredOutput) -> bool:
        """Say whether these bytes are stored, whatever action made them, and were not touched since."""
        return self._is_intact(output)

    def blob_path(self, blob: str) -> Path:
        """Return where a blob lies, whether it is there or not."""
        return self.folder / "objects" / blob[:2] / blob

    def record_path(self, key: str) -> Path:
        """Return where a record lies, whether it is there or not."""
        return self.folder / "actions" / key[:2] / f"{key}.json"

    def _intact(self, output: StoredOutput) -> Path:
        path = self.blob_path(output.digest)
        if not self._is_intact(output):
            raise StoreCorrupt(str(path), output.digest, "a missing or damaged file")
        return path

    def _is_intact(self, output: StoredOutput) -> bool:
        try:
            state = os.lstat(f"{self._root}/objects/{output.digest[:2]}/{output.digest}")
        except OSError:
            return False
        if not stat.S_ISREG(state.st_mode):
            self.quarantine(output.digest)
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

    def publish(
        self, order: Order, made: Mapping[str, Path], seconds: float, peak_bytes: int, cpu_seconds: float = 0.0
    ) -> tuple[Record, str]:
        """Store what an order made, as `Store.publish`. `made` are files on the store's file system; they move."""
        action = order.action
        with disk_faults(self.folder):
            outputs = tuple(self._seal_output(output.name, made[output.name]) for output in action.outputs)
            fresh = Record(action.key, outputs, seconds, peak_bytes, order.content_key, cpu_seconds)
            self._records.pop(action.key, None)  # another process may have written it meanwhile
            earlier = self.record(action.key)
            finding = ""
            if earlier is not None and earlier.outputs != outputs:
                finding = f"{action.address} made other bytes than before under the same key"
                if self.has(action.key):
                    return earlier, finding
            for output in outputs:
                self._place(output, made[output.name])
            self._commit(action, fresh)
        return fresh, finding

    def admit(self, found: Record, text: bytes, arrived: Mapping[str, Path]) -> None:
        """Store what was made elsewhere: its record, the record's `text`, and the files of those outputs that this store lacks.

        The files are on the store's file system; they move. Raises StoreCorrupt where one does not hold what the record says,
        EnvironmentFault on a full disk.
        """
        with disk_faults(self.folder):
            for name, path in arrived.items():
                wanted, got = found.output(name), self._seal_output(name, path)
                if got != wanted:
                    raise StoreCorrupt(str(path), wanted.digest, got.digest)
            for name, path in arrived.items():
                self._place(found.output(name), path)
            self._write_record(found, text)

    def cut_off(self, order: Order) -> bool:
        """Record as an order's outputs those of another action, as `Store.cut_off`."""
        wanted = order.content_key
        key = self.memory.get(f"content_key {wanted}")
        found = self.record(key) if key is not None else None
        if found is None or found.content_key != wanted or not self.has(found.key):
            return False
        with disk_faults(self.folder):
            self._commit(order.action, replace(found, key=order.action.key))
        return True

    def quarantine(self, blob: str) -> None:
        """Set a damaged blob aside."""
        self._proven.discard(blob)
        self.aside.move(self.blob_path(blob))

    def write_file(self, path: Path, content: bytes) -> None:
        """Write a small file so that it is there whole or not at all, and stays. Raises EnvironmentFault."""
        with disk_faults(self.folder):
            self.aside.unless_folder(path.parent)
            path.parent.mkdir(exist_ok=True)
            self.aside.unless_file(path)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as stream:
                    self._before("write record")
                    stream.write(content)
                    stream.flush()
                    self._before("flush record")
                    flush(stream.fileno())
                self._before("rename record")
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            self._before("flush record folder")
            flush_folder(path.parent)

    def gather(self, plans: Sequence[Plan], is_stopped: Callable[[], bool]) -> int:
        """Bring here what plans lack and is stored elsewhere too, as `Store.gather`: of a store alone, nothing is."""
        return 0

    def settle(self, names: Sequence[str]) -> None:
        """Wait until all of some episodes that is to be stored elsewhere too is there: of a store alone, nothing is."""

    def _seal_output(self, name: str, path: Path) -> StoredOutput:
        self._before("hash output")
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
        content = digest.of_file(path)
        self._before("seal output")
        seal(path)
        path.chmod(0o444)
        self._before("flush output")
        flush_file(path)
        return StoredOutput(name, content, size)

    def _place(self, output: StoredOutput, path: Path) -> None:
        blob = self.blob_path(output.digest)
        self._before("rename blob")
        self.aside.unless_folder(blob.parent)
        blob.parent.mkdir(exist_ok=True)
        self.aside.unless_file(blob)
        path.replace(blob)
        self._before("flush blob folder")
        flush_folder(blob.parent)
        self._proven.add(output.digest)

    def _commit(self, action: Action, fresh: Record) -> None:
        self._write_record(fresh, records.write(fresh, action))

    def _write_record(self, fresh: Record, text: bytes) -> None:
        self.write_file(self.record_path(fresh.key), text)
        self._records[fresh.key] = fresh
        self.memory.put(f"content_key {fresh.content_key}", fresh.key)  # the youngest of those with the same stays longest

    # ------------------------------------------------------------------------------------------ builds

    def add_build(self, name: str, identity: str, content: bytes, *, keep: int) -> None:
        """Keep what a finished build of `name` consisted of, as `Store.add_build`."""
        self.build_files.add(name, identity, content, keep=keep)

    def builds(self, name: str, count: int) -> list[bytes]:
        """Return the contents of the last builds of `name`, newest first."""
        return self.build_files.latest(name, count)

    # ------------------------------------------------------------------------------------------ processes

    @contextlib.contextmanager
    def lock(self, key: str, is_stopped: Callable[[], bool]) -> Iterator[bool]:
        """Hold `key` alone among all processes, as `Store.lock`."""
        with self._locks.hold(key, is_stopped) as is_held:
            self._records.pop(key, None)
            yield is_held

    def new_sandbox(self) -> Path:
        """Make an empty folder on the store's file system for one action. Raises EnvironmentFault."""
        with disk_faults(self.folder), self._guard:
            if self._running is None:
                self._running = self._locks.own_folder()
            return Path(tempfile.mkdtemp(dir=self._running[0], prefix="action-"))

    def sweep(self) -> None:
        """Remove the sandboxes of processes that are gone."""
        self._locks.sweep()

    def alone(self) -> AbstractContextManager[bool]:
        """Yield whether no other process uses the store; if so, none can begin to meanwhile."""
        return self._locks.alone()

    def clear_locks(self) -> int:
        """Remove what killed processes left of locks, while `alone`; return the bytes that they took."""
        return self._locks.clear()

    def forget(self) -> None:
        """Forget what was read of records, after files were removed."""
        self._records.clear()
        self._proven.clear()

    def _check_version(self) -> None:
        path = self.folder / "version"
        if (content := aside.read(path)) is not None:
            found = content.decode("ascii", "replace").strip()
            if found == VERSION:
                return
            if _A_VERSION.fullmatch(found):
                message = f"{self.folder} is of version {found or '?'}, this program needs {VERSION}"
                raise EnvironmentFault(message, "delete the folder; everything in it can be made again")
            self.aside.move(path)  # of a version that never was
        self.write_file(path, f"{VERSION}\n".encode())
