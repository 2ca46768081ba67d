"""The store: what actions made, under their keys. The contract is docs/store.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pipeline.execution.order import Order
    from pipeline.execution.record import Record, StoredOutput
    from pipeline.media.library import Memory
    from pipeline.plan.action import FromAction, Plan


class Store(Protocol):
    """What actions made, written once. Threads may share it. Whatever a method returns as stored is whole."""

    @property
    def folder(self) -> Path:
        """Return the folder on the disk that holds it; faults name it."""
        ...

    @property
    def memory(self) -> Memory:
        """Return the texts that it remembers; an accelerator, see docs/store.md."""
        ...

    def has(self, key: str) -> bool:
        """Say whether every output of `key` is stored."""
        ...

    def record(self, key: str) -> Record | None:
        """Return the record of `key`, or None. Its outputs are not looked at."""
        ...

    def provenance(self, key: str) -> bytes:
        """Return the whole text of the record of `key`, for `record.provenance`; empty where there is none."""
        ...

    def output(self, origin: FromAction) -> StoredOutput:
        """Return the digest and size of an output. Raises KeyError where it is not stored."""
        ...

    def path(self, origin: FromAction) -> Path:
        """Return a file with an output's bytes; it is never written to. Raises KeyError, StoreCorrupt where it was damaged."""
        ...

    def proven_path(self, output: StoredOutput) -> Path:
        """Return a file with these bytes, hashed at least once a process. Raises StoreCorrupt; damaged bytes are set aside."""
        ...

    def new_sandbox(self) -> Path:
        """Make an empty folder for one action, whose files `publish` can take. Raises EnvironmentFault."""
        ...

    def lock(self, key: str, is_stopped: Callable[[], bool]) -> AbstractContextManager[bool]:
        """Hold `key` alone among all who use the store; False where `is_stopped` became true while waiting.

        Whoever holds it looks into the store again: the one before may have made it.
        """
        ...

    def publish(
        self, order: Order, made: Mapping[str, Path], seconds: float, peak_bytes: int, cpu_seconds: float = 0.0
    ) -> tuple[Record, str]:
        """Store what an order made, output name -> file; the files are taken. Return the record that holds now, and a finding.

        The caller has checked promises. Other bytes that are stored under the key already stay, and the finding says so; else it
        is "". Raises EnvironmentFault on a full disk.
        """
        ...

    def cut_off(self, order: Order) -> bool:
        """Record as an order's outputs those of another action, which ran the same on the same bytes; False without one.

        A card that is drawn anew to the same pixels has another key, and so has the picture over which it lies; its encode
        need not run again. Raises EnvironmentFault on a full disk.
        """
        ...

    def gather(self, plans: Sequence[Plan], is_stopped: Callable[[], bool]) -> int:
        """Bring here what plans lack and the store has elsewhere; return how many of the actions that they lacked need not run.

        Where it cannot be brought, that is told, and the actions run. Raises EnvironmentFault on a full disk.
        """
        ...

    def add_build(self, name: str, identity: str, content: bytes, *, keep: int) -> None:
        """Keep what a build of `name` consisted of, unless the last one has the same identity; forget all but the last `keep`."""
        ...

    def builds(self, name: str, count: int) -> list[bytes]:
        """Return the contents of the last builds of `name`, newest first."""
        ...
