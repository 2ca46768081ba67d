"""A store that keeps everything in memory, for tests; only what actions read is written out."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Self

from pipeline.execution import record as records
from pipeline.execution.order import Order
from pipeline.execution.record import Record, StoredOutput
from pipeline.faults import StoreCorrupt
from pipeline.plan.action import Action, FromAction, Plan
from tests.memory import Forgetful


class MemoryStore:
    """A store of this process. Each look at stored bytes hashes them."""

    def __init__(self) -> None:
        self.memory = Forgetful()
        self.blobs: dict[str, bytes] = {}
        self._records: dict[str, Record] = {}
        self._texts: dict[str, bytes] = {}
        self._twins: dict[str, str] = {}
        self._builds: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @cached_property
    def folder(self) -> Path:
        return Path(tempfile.mkdtemp(prefix="together-memory-"))

    def imagine(self, action: Action) -> None:
        """Hold, as an action's outputs, some bytes, as if it had run."""
        outputs = []
        for output in action.outputs:
            content = f"{action.key} {output.name}".encode()
            self.blobs[name_of(content)] = content
            outputs.append(StoredOutput(output.name, name_of(content), len(content)))
        self._records[action.key] = Record(action.key, tuple(outputs), 0.0, 0)

    def has(self, key: str) -> bool:
        found = self._records.get(key)
        return found is not None and all(self._is_whole(output) for output in found.outputs)

    def record(self, key: str) -> Record | None:
        return self._records.get(key)

    def provenance(self, key: str) -> bytes:
        return self._texts.get(key, b"")

    def output(self, origin: FromAction) -> StoredOutput:
        return self._records[origin.key].output(origin.output)

    def path(self, origin: FromAction) -> Path:
        return self.proven_path(self.output(origin))

    def proven_path(self, output: StoredOutput) -> Path:
        if not self._is_whole(output):
            raise StoreCorrupt(output.digest, output.digest, "other bytes")
        path = self.folder / output.digest
        if not path.exists():  # two threads may ask at once, and neither may see half a file
            partial = path.with_name(f"{output.digest}.{threading.get_ident()}")
            partial.write_bytes(self.blobs[output.digest])
            partial.replace(path)
        return path

    def new_sandbox(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self.folder))

    @contextmanager
    def lock(self, key: str, is_stopped: Callable[[], bool]) -> Iterator[bool]:
        lock = self._locks[key]
        while not lock.acquire(timeout=0.01):
            if is_stopped():
                yield False
                return
        try:
            yield True
        finally:
            lock.release()

    def publish(
        self, order: Order, made: Mapping[str, Path], seconds: float, peak_bytes: int, cpu_seconds: float = 0.0
    ) -> tuple[Record, str]:
        key = order.action.key
        outputs = []
        for output in order.action.outputs:
            content = made[output.name].read_bytes()
            made[output.name].unlink()
            self.blobs[name_of(content)] = content
            outputs.append(StoredOutput(output.name, name_of(content), len(content)))
        fresh = Record(key, tuple(outputs), seconds, peak_bytes, _content_key(order), cpu_seconds)
        earlier, finding = self._records.get(key), ""
        if earlier is not None and earlier.outputs != fresh.outputs:
            finding = f"{order.action.address} made other bytes than before under the same key"
            if self.has(key):
                return earlier, finding
        self._commit(order, fresh)
        return fresh, finding

    def cut_off(self, order: Order) -> bool:
        twin = self._records.get(self._twins.get(_content_key(order), ""))
        if twin is None or not self.has(twin.key):
            return False
        self._commit(order, Record(order.action.key, twin.outputs, twin.seconds, twin.peak_bytes, twin.content_key))
        return True

    def gather(self, plans: Sequence[Plan], is_stopped: Callable[[], bool]) -> int:
        return 0

    def add_build(self, name: str, identity: str, content: bytes, *, keep: int) -> None:
        found = self._builds[name]
        if not found or found[-1][0] != identity:
            found.append((identity, content))
            del found[:-keep]

    def builds(self, name: str, count: int) -> list[bytes]:
        return [content for _, content in reversed(self._builds[name][-count:])]

    def _commit(self, order: Order, fresh: Record) -> None:
        self._records[fresh.key] = fresh
        self._texts[fresh.key] = records.write(fresh, order.action)
        self._twins[fresh.content_key] = fresh.key

    def _is_whole(self, output: StoredOutput) -> bool:
        content = self.blobs.get(output.digest)
        if content is not None and name_of(content) == output.digest:
            return True
        if self.blobs.pop(output.digest, None) is not None:
            (self.folder / output.digest).unlink(missing_ok=True)
        return False


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _content_key(order: Order) -> str:
    return records.content_key_of(order.action, lambda origin: order.inputs[origin].digest)
