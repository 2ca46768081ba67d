"""A maker whose orders are made in another process with another store and no show folder: bytes travel by their digest alone.

It stands for a cluster. `python -m tests.execution.elsewhere <folder> <behaviours>` is the process; it speaks pickles on its
standard input and output.
"""

from __future__ import annotations

import json
import pickle
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline import digest
from pipeline.execution.disk import seal
from pipeline.execution.local_maker import make_here
from pipeline.execution.local_store import LocalStore
from pipeline.execution.maker import Host, Reporter
from pipeline.execution.order import Made, Order
from pipeline.execution.record import StoredOutput
from pipeline.execution.runner import LocalRunner, Runner
from pipeline.execution.sources import Sources, State
from pipeline.execution.store import Store
from pipeline.execution.toolchain import find_ffmpeg
from pipeline.faults import ActionFailed, StoreCorrupt, TogetherFault
from pipeline.plan.action import Action, FromSource, FromSources
from tests.execution.fakes import FakeRunner

# ---------------------------------------------------------------------------------------------- what travels


@dataclass(frozen=True)
class Ask:
    """An order and its number; None asks to stop it."""

    number: int
    order: Order | None


@dataclass(frozen=True)
class Answer:
    """What is told of an order: a share, None for the end of the run, what was made, or a fault."""

    number: int
    told: float | Made | TogetherFault | None


class Depot:
    """Bytes in a folder, named by their digest; neither side trusts the other's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def offer(self, source: Path, content: str) -> None:
        """Put a file's bytes there, once."""
        target = self._folder / content
        if not target.exists():
            partial = target.with_name(f"{content}.{threading.get_ident()}")
            shutil.copyfile(source, partial)
            partial.replace(target)

    def fetch(self, content: str, target: Path) -> Path:
        """Copy bytes from there. Raises StoreCorrupt where they are not those."""
        shutil.copyfile(self._folder / content, target)
        if (got := digest.of_file(target)) != content:
            raise StoreCorrupt(str(target), content, got)
        return target


def sources_of(action: Action) -> Iterator[tuple[str, str]]:
    """Yield path and digest of each source."""
    for given in action.inputs:
        match given.origin:
            case FromSource(path=path, digest=content):
                yield path, content
            case FromSources(paths=paths, digests=digests):
                yield from zip(paths, digests, strict=True)


# ---------------------------------------------------------------------------------------------- this side


class ElsewhereMaker:
    """The maker of `store`'s builds, whose orders are made in a process with a store in `folder`."""

    def __init__(self, store: Store, sources: Sources, folder: Path, *, behaviours: Mapping[str, str] | None = None) -> None:
        folder.mkdir()
        self._store, self._sources, self._depot = store, sources, Depot(folder / "depot")
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, folder, json.dumps(behaviours)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._answers: dict[int, queue.SimpleQueue[Answer]] = {}
        self._guard = threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def hosts(self) -> Sequence[Host]:
        return (Host("elsewhere", 2, 1 << 40),)

    def make(self, order: Order, host: str, reporter: Reporter, stop: threading.Event) -> Made:
        assert host == "elsewhere"
        states = self._sources.prove(order.action)  # the show's files may change while they are copied
        for path, content in sources_of(order.action):
            self._depot.offer(self._sources.path(path, content), content)
        self._sources.prove_again(order.action, states)
        for stored in order.inputs.values():
            self._depot.offer(self._store.proven_path(stored), stored.digest)
        with self._guard:
            number = len(self._answers)
            self._answers[number] = queue.SimpleQueue()
        self._ask(Ask(number, order))
        made = self._wait(number, reporter, stop)
        arrived = self._store.new_sandbox()
        files = {o.name: self._depot.fetch(o.digest, arrived / o.name) for o in made.record.outputs}
        record, finding = self._store.publish(order, files, made.seconds, made.peak_bytes)
        return Made(record, made.seconds, made.peak_bytes, finding or made.finding)

    def close(self) -> None:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.close()
        assert self._process.wait(30) == 0
        self._reader.join(30)
        stdout.close()

    def _wait(self, number: int, reporter: Reporter, stop: threading.Event) -> Made:
        while True:
            try:
                told = self._answers[number].get(timeout=0.05).told
            except queue.Empty:
                if stop.is_set():
                    self._ask(Ask(number, None))
                continue
            match told:
                case float():
                    reporter.progress(told)
                case None:
                    reporter.ran()
                case Made():
                    return told
                case TogetherFault():
                    raise told

    def _ask(self, ask: Ask) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        with self._guard:
            pickle.dump(ask, stdin)
            stdin.flush()

    def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        while (answer := _load(stdout)) is not None:
            assert isinstance(answer, Answer)
            self._answers[answer.number].put(answer)


# ---------------------------------------------------------------------------------------------- the other side


class FarStore(LocalStore):
    """A store that fetches the bytes it lacks from the depot."""

    def __init__(self, folder: Path, depot: Depot) -> None:
        super().__init__(folder)
        self._depot = depot

    def proven_path(self, output: StoredOutput) -> Path:
        blob = self.blob_path(output.digest)
        if not blob.exists():
            fetched = self._depot.fetch(output.digest, self.new_sandbox() / "blob")
            seal(fetched)
            blob.parent.mkdir(exist_ok=True)
            fetched.replace(blob)
        return super().proven_path(output)


class FarSources:
    """Sources by their digests, fetched once. Nobody can change them, so they are proved when they arrive."""

    def __init__(self, folder: Path, depot: Depot) -> None:
        self._folder, self._depot = folder, depot
        folder.mkdir(exist_ok=True)

    def path(self, path: str, digest: str) -> Path:
        target = self._folder / digest
        return target if target.exists() else self._depot.fetch(digest, target)

    def prove(self, action: Action) -> Mapping[Path, State]:
        return {}

    def prove_again(self, action: Action, before: Mapping[Path, State]) -> None:
        pass


@dataclass(frozen=True)
class Telling:
    """A reporter that sends what it hears."""

    number: int
    told: queue.SimpleQueue[Answer | None]

    def progress(self, share: float) -> None:
        self.told.put(Answer(self.number, share))

    def ran(self) -> None:
        self.told.put(Answer(self.number, None))


def main(folder: Path, behaviours: dict[str, str] | None) -> None:
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever prints must not be in between
    depot = Depot(folder / "depot")
    runner: Runner = LocalRunner(find_ffmpeg().path) if behaviours is None else FakeRunner(**behaviours)
    stops: dict[int, threading.Event] = {}
    told: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()

    def send() -> None:
        while (answer := told.get()) is not None:
            pickle.dump(answer, stdout)
            stdout.flush()

    sender = threading.Thread(target=send)
    sender.start()
    with FarStore(folder / "store", depot) as store, ThreadPoolExecutor(4) as executor:
        sources = FarSources(folder / "sources", depot)

        def make(number: int, order: Order) -> None:
            try:
                made = make_here(order, store, runner, sources, Telling(number, told), stops[number])
                for output in made.record.outputs:
                    depot.offer(store.blob_path(output.digest), output.digest)
                told.put(Answer(number, made))
            except TogetherFault as fault:
                told.put(Answer(number, fault))
            except Exception as fault:  # noqa: BLE001 - told, so that a test that would wait for ever fails
                told.put(Answer(number, ActionFailed(order.action.address, repr(fault))))

        while (ask := _load(stdin)) is not None:
            assert isinstance(ask, Ask)
            if ask.order is None:
                stops[ask.number].set()
            else:
                stops[ask.number] = threading.Event()
                executor.submit(make, ask.number, ask.order)
    runner.close()
    told.put(None)
    sender.join()


def _load(stream: BinaryIO) -> object:
    try:
        return pickle.load(stream)
    except EOFError:
        return None


if __name__ == "__main__":
    # Under its own name, so that what is pickled here is what is unpickled there.
    from tests.execution import elsewhere

    elsewhere.main(Path(sys.argv[1]), json.loads(sys.argv[2]))
