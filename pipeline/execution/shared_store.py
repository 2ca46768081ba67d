"""A store with a depot behind it: what others have made is fetched, what is made here is put there for them.

Nothing waits for the depot but what is fetched from it, and a build is never worse for it: where it fails, that is told, and the
build goes on alone.
"""

from __future__ import annotations

import json
import math
import queue
import shutil
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from pipeline import digest
from pipeline.execution import builds, depot, schedule
from pipeline.execution import record as records
from pipeline.execution.daemon_threads import DaemonThreads
from pipeline.execution.depot import DepotFault, Lack, Opened, believed, object_name
from pipeline.execution.disk import disk_faults
from pipeline.execution.local_store import LocalStore
from pipeline.execution.missing import missing
from pipeline.execution.order import Order
from pipeline.execution.record import Record, StoredOutput
from pipeline.faults import Interrupted, StoreCorrupt, TogetherFault
from pipeline.plan.action import Action, Plan
from pipeline.values import dataclass

_TICK_SECONDS = 0.2
_SILENT_SECONDS = 3.0
"""How long fetching may take before that it does is said."""

_AT_ONCE = 8
"""Requests under way at once: they wait for a server, not for a processor."""

BUILD = "depot-build/1"

Told = tuple[Action, bool | BaseException]


@dataclass(frozen=True, slots=True)
class Shared:
    """A depot that a store of a show has behind it. `processor` says whose records are ours, `tell` takes lines for people."""

    opened: Opened
    show: str
    processor: str
    tell: Callable[[str], None]


class SharedStore(LocalStore):
    """A local store that fetches from a depot and puts there what it publishes."""

    def __init__(self, folder: Path, shared: Shared) -> None:
        super().__init__(folder)
        self._shared, self._depot = shared, shared.opened.depot
        self._fetching, self._giving = DaemonThreads(_AT_ONCE, "fetching"), DaemonThreads(_AT_ONCE, "sharing")
        self._telling = threading.Lock()
        self._lacks: set[Lack] = {Lack.SHUT} if shared.opened.refuses else set()
        self._asked: set[str] = set()
        self._spoilt: set[str] = set()
        self._fetched = self._given = self._fetched_bytes = self._given_bytes = 0

    def close(self) -> None:
        """Let go of the store, and of the depot: what is on its way there may not arrive. See `settle`."""
        self._fetching.leave()
        self._giving.leave()
        super().close()

    # ------------------------------------------------------------------------------------------ fetching

    def gather(self, plans: Sequence[Plan], is_stopped: Callable[[], bool]) -> int:
        """Fetch what the plans' results lack, and what those need that no one has made, as `Store.gather`."""
        lacking, _ = missing(plans, self)
        if not lacking or Lack.AWAY in self._lacks:
            return 0
        self._fetched = self._fetched_bytes = 0
        self._take_all(plans, {action.key: action for action in lacking}, is_stopped)
        left, _ = missing(plans, self)
        spared = len(lacking) - len(left)
        if spared > 0:
            size = f"{self._fetched_bytes / 1e6:.1f} MB"
            rest = spared - self._fetched
            more = f"; {rest} of them only go into others, and stayed there" if rest > 0 else ""
            self._tell(f"{spared} of {len(lacking)} fetched from the depot ({size}){more}")
        return max(spared, 0)

    def _take_all(self, plans: Sequence[Plan], lacking: Mapping[str, Action], is_stopped: Callable[[], bool]) -> None:
        wanted = [origin.key for plan in plans for origin in plan.results.values()]
        told: queue.SimpleQueue[Told] = queue.SimpleQueue()
        seen: set[str] = set()
        under_way = 0
        silent_until = time.monotonic() + _SILENT_SECONDS
        while wanted or under_way:
            if time.monotonic() > silent_until:
                silent_until = math.inf
                self._tell(f"fetching from the depot: {self._fetched} so far")
            if is_stopped() or Lack.AWAY in self._lacks:
                wanted.clear()
            while wanted:
                key = wanted.pop()
                if key in lacking and key not in seen:
                    seen.add(key)
                    under_way += 1
                    self._fetching.do(partial(self._take, lacking[key], told, is_stopped))
            if not under_way:
                return
            try:
                action, outcome = told.get(timeout=_TICK_SECONDS)
            except queue.Empty:
                continue
            under_way -= 1
            if isinstance(outcome, Interrupted):
                continue
            if isinstance(outcome, BaseException):
                raise outcome
            if not outcome:
                wanted.extend(schedule.origins(action))

    def _take(self, action: Action, told: queue.SimpleQueue[Told], is_stopped: Callable[[], bool]) -> None:
        try:
            with disk_faults(self.folder):
                told.put((action, not is_stopped() and self._fetch(action, is_stopped)))
        except BaseException as fault:  # noqa: BLE001 - the thread of the build raises it
            told.put((action, fault))

    def _fetch(self, action: Action, is_stopped: Callable[[], bool]) -> bool:
        """Fetch an action's outputs and store them; False where they cannot be had."""
        name = depot.record_name(action.key, self._shared.processor)
        folder: Path | None = None
        try:
            text = self._depot.read(name)
            if text is None:
                return False
            found = believed(text, action.key)
            if found is None or {one.name for one in found.outputs} != {output.name for output in action.outputs}:
                self._spoil(name, f"the depot's record of {action.address}")
                return False
            folder = self.new_sandbox()
            arrived = self._arrived(found, folder, is_stopped)
            if arrived is None:
                return False
            self.admit(found, text, arrived)
        except DepotFault as fault:
            self._lose(fault)
            return False
        except StoreCorrupt as fault:
            self._spoil(object_name(fault.expected), f"a file of {action.address} in the depot")
            return False
        finally:
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)
        with self._telling:
            self._fetched += 1
            self._fetched_bytes += sum(one.size for one in found.outputs if one.name in arrived)
            self._asked.add(action.key)
        self.memory.put(self._note(action.key), "there")
        return True

    def _arrived(self, found: Record, folder: Path, is_stopped: Callable[[], bool]) -> dict[str, Path] | None:
        """Fetch the files of a record that are not here; None where one is gone."""
        arrived: dict[str, Path] = {}
        for number, output in enumerate(found.outputs):
            if self.holds(output):
                continue
            path = folder / str(number)
            if not depot.fetch(self._depot, object_name(output.digest), path, output.size, is_stopped):
                return None
            arrived[output.name] = path
        return arrived

    # ------------------------------------------------------------------------------------------ giving

    def publish(
        self, order: Order, made: Mapping[str, Path], seconds: float, peak_bytes: int, cpu_seconds: float = 0.0
    ) -> tuple[Record, str]:
        """Store what an order made, here and, as soon as it can be, in the depot."""
        found = super().publish(order, made, seconds, peak_bytes, cpu_seconds)
        self._offer(order.action.key, is_new=True)
        return found

    def cut_off(self, order: Order) -> bool:
        """Record as an order's outputs those of another action, here and in the depot."""
        is_cut_off = super().cut_off(order)
        if is_cut_off:
            self._offer(order.action.key, is_new=True)
        return is_cut_off

    def settle(self, names: Sequence[str]) -> None:
        """Put into the depot all that the last builds of episodes consist of and it lacks, and wait for what is on its way.

        `names` are the episodes' manifests', without `.yaml`.
        """
        for folder in self.build_files.names():
            if not any(folder.startswith(name) and not folder[len(name) : len(name) + 1].isalnum() for name in names):
                continue
            last = builds.last(self, folder)
            if last is not None and not self._lacks:
                keys = sorted({built.key for built in last.actions.values()})
                for key in keys:
                    if key not in self._asked and self.memory.get(self._note(key)) is None:
                        self._offer(key, is_new=False)
                self._giving.do(partial(self._kept, self._keep_build, last.name, keys))
        left = self._giving.wait(_TICK_SECONDS)
        if left and not self._lacks:
            self._tell("putting what was made here into the depot; Ctrl-C leaves it for the next build")
        while self._giving.wait(_TICK_SECONDS):
            pass  # Python hears Ctrl-C between two steps of the main thread
        if self._given:
            self._tell(f"{self._given} put into the depot ({self._given_bytes / 1e6:.1f} MB)")

    def _offer(self, key: str, *, is_new: bool) -> None:
        self._asked.add(key)
        if not self._lacks:
            self._giving.do(partial(self._kept, self._give, key, is_new))

    def _kept(self, give: Callable[..., None], *told: object) -> None:
        """Put something into the depot; what goes wrong ends what is given, and not the build."""
        if self._lacks:
            return
        try:
            give(*told)
        except DepotFault as fault:
            self._lose(fault)
        except (TogetherFault, OSError, KeyError):
            pass  # damaged or removed here: the next build makes it again, and gives that

    def _give(self, key: str, is_new: bool) -> None:
        found, text = self.record(key), self.provenance(key)
        if found is None:
            return
        name = depot.record_name(key, self._shared.processor)
        sent = self._give_files(found)
        is_known = not is_new and name not in self._spoilt and self._depot.size(name) is not None
        if not is_known:
            self._give_record(name, found, text)
        if sent or not is_known:
            with self._telling:
                self._given += 1
                self._given_bytes += sent
        self.memory.put(self._note(key), "there")

    def _give_files(self, found: Record) -> int:
        sent = 0
        for output in found.outputs:
            name = object_name(output.digest)
            if not self._is_there(output):
                self._depot.put(name, self.proven_path(output))
                self._spoilt.discard(name)
                sent += output.size
        return sent

    def _is_there(self, output: StoredOutput) -> bool:
        name = object_name(output.digest)
        return name not in self._spoilt and self._depot.size(name) == output.size

    def _give_record(self, name: str, found: Record, text: bytes) -> None:
        """Put a record into the depot. One that was there stays, unless it is damaged or its files are gone."""
        if name in self._spoilt:
            self._depot.write(name, text)
            self._spoilt.discard(name)
            return
        if self._depot.create(name, text):
            return
        there = believed(self._depot.read(name) or b"", found.key)
        if there is not None and there.outputs == found.outputs:
            return
        if there is None or not all(self._is_there(one) for one in there.outputs):
            self._depot.write(name, text)
            return
        address = records.provenance(text).get("address") or found.key
        self._tell(f"note: {address} was made with other bytes here than by whoever put it into the depot; theirs stay there")

    def _keep_build(self, name: str, keys: Sequence[str]) -> None:
        """Say in the depot what a build consists of, so that a collection leaves it."""
        told = {"schema": BUILD, "show": self._shared.show, "name": name, "processor": self._shared.processor, "keys": keys}
        folder = digest.of([self._shared.show, name, self._shared.processor])[:16]
        self._depot.write(f"{depot.BUILDS}/{folder}/{digest.of(list(keys))[:32]}.json", json.dumps(told).encode() + b"\n")

    # ------------------------------------------------------------------------------------------ telling

    def _note(self, key: str) -> str:
        return f"depot {self._shared.opened.identity} {self._shared.processor} {key}"

    def _spoil(self, name: str, what: str) -> None:
        with self._telling:
            is_told = name in self._spoilt
            self._spoilt.add(name)
        if not is_told:
            self._tell(f"warning: {what} is damaged and was not taken; it is made here, and put there instead")

    def _lose(self, fault: DepotFault) -> None:
        with self._telling:
            is_told = bool(self._lacks & {fault.lack, Lack.AWAY})
            self._lacks.add(fault.lack)
        if not is_told:
            self._tell(lost(self._depot.place, fault))

    def _tell(self, text: str) -> None:
        self._shared.tell(text)


def lost(place: str, fault: DepotFault) -> str:
    """Say that a depot fails, and how the build goes on."""
    match fault.lack:
        case Lack.AWAY:
            return f"warning: the depot {place} cannot be reached ({fault}); the build goes on without it"
        case Lack.SHUT:
            return f"warning: the depot {place} takes nothing from here ({fault}); what it holds is fetched, nothing is put there"
        case Lack.FULL:
            return f"warning: the depot {place} is full ({fault}); what it holds is fetched, nothing more is put there"
