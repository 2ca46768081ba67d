"""Keep the store healthy and small: verify, collect, count."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

from pipeline import digest
from pipeline.execution import aside, builds
from pipeline.execution import record as records
from pipeline.execution.disk import SEAL_NS, seal
from pipeline.execution.local_store import LocalStore
from pipeline.execution.record import Record
from pipeline.faults import EnvironmentFault, StoreCorrupt
from pipeline.plan.action import QUALITY
from pipeline.values import dataclass

KEPT_BUILDS = 3
_DAY_SECONDS = 24 * 3600
_BLOB = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found: blobs and records read, those that were damaged (now in quarantine), keys whose outputs are
    incomplete. `broken` are damaged records and build records, and what is none of the store's, as paths in it.
    """

    blobs: int
    records: int
    damaged: tuple[StoreCorrupt, ...]
    broken: tuple[str, ...]
    incomplete: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Say whether nothing was damaged."""
        return not self.damaged and not self.broken


@dataclass(frozen=True, slots=True)
class Collected:
    """What a collection removed and what stayed. Sizes in bytes."""

    removed_actions: int
    removed_bytes: int
    kept_actions: int
    kept_bytes: int


@dataclass(frozen=True, slots=True)
class Stats:
    """How much a store holds. `builds`: name -> number of build records. Sizes in bytes."""

    actions: int
    blobs: int
    size_bytes: int
    quarantined: int
    builds: dict[str, int]


def verify(store: LocalStore, *, part: int = 1, parts: int = 1) -> Verified:
    """Hash every blob again, or the `part`-th of `parts` shares, and read every record; set damaged ones aside.

    The next build makes them again.
    """
    damaged = []
    checked, before = 0, len(store.aside.moved)
    for path in _blobs(store):
        if int(path.name[:8], 16) % parts != part - 1:
            continue
        checked += 1
        got = digest.of_file(path)
        if got != path.name:
            store.quarantine(path.name)
            damaged.append(StoreCorrupt(str(path), path.name, got))
        elif path.stat().st_mtime_ns != SEAL_NS:
            seal(path)
    store.forget()
    _set_aside_broken(store)
    told = {str(Path(fault.blob).relative_to(store.folder)) for fault in damaged}
    broken = tuple(path for path in store.aside.moved[before:] if path not in told)
    found = [record.key for record, _ in _records(store)]
    incomplete = tuple(key for key in found if not store.has(key))
    return Verified(checked, len(found), tuple(damaged), broken, incomplete)


def collect(
    store: LocalStore, *, keep_builds: int = KEPT_BUILDS, budget_bytes: int = 0, unfinished: bool = False
) -> Collected:
    """Remove what no one needs. Stays: all that the last `keep_builds` builds of each name consist of, and of the rest the
    youngest that fit into `budget_bytes` together with it. What no finished build consists of stays for a day, unless
    `unfinished` is to go, too: a build that was stopped goes on from there.

    Raises EnvironmentFault while another process uses the store.
    """
    with store.alone() as is_alone:
        if not is_alone:
            hint = "end `together studio` with Ctrl-C in its terminal, or wait for the build; then run this again"
            raise EnvironmentFault("another build, or a studio, is using the store, and nothing was removed", hint)
        try:
            return _collect(store, keep_builds, budget_bytes, unfinished=unfinished)
        finally:
            store.forget()


def stats(store: LocalStore) -> Stats:
    """Count what is stored."""
    blobs = list(_blobs(store))
    return Stats(
        actions=sum(1 for _ in _records(store)),
        blobs=len(blobs),
        size_bytes=sum(path.stat().st_size for path in blobs),
        quarantined=sum(1 for _ in (store.folder / "quarantine").iterdir()),
        builds={
            name: len(builds.latest(store, name, builds.KEPT))
            for name in store.build_files.names()
            if not name.endswith(QUALITY)  # what was measured on a build is no build of its own
        },
    )


def _collect(store: LocalStore, keep_builds: int, budget_bytes: int, *, unfinished: bool) -> Collected:
    reached = {
        built.key
        for name in store.build_files.names()
        for record in builds.latest(store, name, keep_builds)
        for built in record.actions.values()
    }
    if not unfinished:
        reached |= _unfinished(store)
    found = sorted(_records(store), key=lambda entry: (entry[0].key not in reached, -entry[1].stat().st_mtime_ns))
    kept_blobs: dict[str, int] = {}
    kept = removed = 0
    for record, path in found:
        fresh = {output.digest: output.size for output in record.outputs if output.digest not in kept_blobs}
        if record.key in reached or sum(kept_blobs.values()) + sum(fresh.values()) <= budget_bytes:
            kept += 1
            kept_blobs |= fresh
        else:
            removed += 1
            path.unlink()  # the record first: killed here, the blob is garbage and nothing lies
    freed = 0
    for path in _blobs(store):
        if path.name not in kept_blobs:
            freed += path.stat().st_size
            path.unlink()
    for path in (store.folder / "quarantine").iterdir():
        freed += path.lstat().st_size
        aside.remove(path)
    freed += store.clear_locks()
    for path in store.folder.glob("*/*/.new-*"):
        aside.remove(path)
    store.sweep()
    return Collected(removed, freed, kept, sum(kept_blobs.values()))


def _unfinished(store: LocalStore) -> set[str]:
    """Return the keys that were stored in the last day and are in no finished build."""
    finished = {
        built.key
        for name in store.build_files.names()
        for record in builds.latest(store, name, builds.KEPT)
        for built in record.actions.values()
    }
    since = time.time() - _DAY_SECONDS
    return {record.key for record, path in _records(store) if record.key not in finished and path.stat().st_mtime > since}


def _blobs(store: LocalStore) -> Iterator[Path]:
    """Yield every blob; what is none and stands among them is set aside."""
    for folder in sorted((store.folder / "objects").iterdir()):
        store.aside.unless_folder(folder)
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if not _BLOB.fullmatch(path.name) and not path.name.startswith(".new-"):
                store.aside.move(path)
            store.aside.unless_file(path)
            if _BLOB.fullmatch(path.name) and path.exists():
                yield path


def _set_aside_broken(store: LocalStore) -> None:
    """Set aside every record that cannot be read, and what is none and stands among them."""
    for folder in sorted((store.folder / "actions").iterdir()):
        store.aside.unless_folder(folder)
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            is_record = path.suffix == ".json" and records.read(aside.read(path) or b"", path.stem) is not None
            if not is_record and not path.name.startswith(".new-"):
                store.aside.move(path)
    for name in store.build_files.names():
        for path in sorted((store.folder / "builds" / name).iterdir()):
            if not path.name.startswith(".new-") and builds.read(aside.read(path) or b"") is None:
                store.aside.move(path)

def _records(store: LocalStore) -> Iterator[tuple[Record, Path]]:
    for folder in sorted((store.folder / "actions").iterdir()):
        for path in sorted(folder.glob("*.json")):
            if (record := store.record(path.stem)) is not None:
                yield record, path
