"""Depots for tests: one in memory with a clock of its own, that fails as it is told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.execution import depot as depots
from pipeline.execution.depot import DepotFault, Entry, Lack
from pipeline.execution.shared_store import Shared, SharedStore
from pipeline.plan.action import Plan
from tests.execution.fakes import Build

PROCESSOR = "linux-x86_64-v3"


@dataclass
class MemoryDepot:
    """What lies in it, and since when. `lacks` is what is wrong with it from now on; `asked` are the requests so far."""

    place: str = "memory"
    held: dict[str, bytes] = field(default_factory=dict)
    since: dict[str, float] = field(default_factory=dict)
    now: float = 0.0
    lacks: Lack | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    takes_twice: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, name: str) -> bytes | None:
        self._ask("read", name)
        return self.held.get(name)

    def stream(self, name: str) -> Iterator[bytes] | None:
        self._ask("stream", name)
        content = self.held.get(name)
        return None if content is None else iter([content[:3], content[3:]])

    def size(self, name: str) -> int | None:
        self._ask("size", name)
        return len(self.held[name]) if name in self.held else None

    def create(self, name: str, content: bytes) -> bool:
        self._ask("create", name, writes=True)
        with self._lock:
            if name in self.held and not self.takes_twice:
                return False
            self._hold(name, content)
            return True

    def write(self, name: str, content: bytes) -> None:
        self._ask("write", name, writes=True)
        self._hold(name, content)

    def put(self, name: str, source: Path) -> None:
        self._ask("put", name, writes=True)
        self._hold(name, source.read_bytes())

    def entries(self, folder: str) -> Iterator[Entry]:
        self._ask("entries", folder)
        for name in sorted(self.held):
            if not folder or name.startswith(f"{folder}/"):
                yield Entry(name, len(self.held[name]), self.since[name])

    def remove(self, names: Sequence[str]) -> None:
        self._ask("remove", " ".join(names), writes=True)
        for name in names:
            self.held.pop(name, None)

    def lying(self, folder: str) -> list[str]:
        return [name for name in sorted(self.held) if name.startswith(f"{folder}/")]

    def _hold(self, name: str, content: bytes) -> None:
        self.held[name], self.since[name] = content, self.now

    def _ask(self, how: str, name: str, *, writes: bool = False) -> None:
        self.asked.append((how, name))
        if self.lacks is Lack.AWAY or (self.lacks is not None and writes):
            raise DepotFault(self.lacks, "it fails")


@dataclass
class Crew(Build):
    """A machine of somebody in a crew: a show and its store, before a depot. `told` are the lines that they were told."""

    depot: depots.Depot = field(default_factory=MemoryDepot)
    told: list[str] = field(default_factory=list)
    processor: str = PROCESSOR

    def make(self, *plans: Plan, workers: int = 1, **more: object) -> list[str]:
        """Build before the depot, as the command does; return the addresses that ran, sorted."""
        self.told.clear()
        shared = Shared(depots.opened(self.depot), "The Show", self.processor, self._hear)
        with SharedStore(self.folder / "renders" / ".store", shared) as store:
            self.results(store, *plans, workers=workers, **more)
            store.settle(["s01e01"])
        ran, self.runner.ran = sorted(self.runner.ran), []
        return ran

    def _hear(self, text: str) -> None:
        if not text.startswith(("putting ", "fetching ")):  # said only where it takes long
            self.told.append(text)


def before_an_empty_one(folder: Path) -> SharedStore:
    """Return a store before a depot that holds nothing and takes nothing, so that all is made here."""
    depot = MemoryDepot()
    depots.opened(depot)
    depot.lacks = Lack.SHUT
    return SharedStore(folder, Shared(depots.opened(depot), "The Show", PROCESSOR, lambda text: None))
