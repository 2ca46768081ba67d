"""What a finished build, or a check, looked at, so that the next one can see at a glance that nothing is to be done.

A stamp never decides what a part is: keys do. It only says that every file which the plan was made from is in the state in
which it was, by size, times and inode, as digests of sources are remembered; then the plan would be the same one, and so would
be what is said of it. Of a text that was saved just before it was read, whose state may not tell of the next change, the stamp
has the digest of what was read. `--verify-sources` looks at no stamp.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline import digest
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.documents.files import Texts
    from pipeline.execution.store import Store
    from pipeline.media.library import Memory

_FORMAT = "stamp/3"

RACE_NS = 2_000_000_000
"""A file changed so shortly before it was read may change again within the same tick of its file system's clock (FAT: 2 s)."""

TICK_NS = 20_000_000
"""By so much the time of a change may lie before the time of day at which it was made: file systems read a coarser clock."""

State = tuple[str, int, int, int, int]
"""Path, size, modification time, change time, inode; -1 for a file that is not there."""

Seen = tuple[tuple[State, ...], tuple[str, ...]]
"""What files were when they were looked at; equal where none of them, and no text over them, has changed since."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The files that a plan was made from, the keys of its results, the files of the package, and the movie's path.

    `told` is what was said about it, severity and words, so that it can be said again.
    """

    files: tuple[State, ...]
    results: tuple[str, ...]
    package: tuple[State, ...]
    movie: str
    told: tuple[tuple[str, str], ...] = ()


def states(paths: Iterable[Path]) -> tuple[State, ...]:
    """Return the states of files and folders, sorted by path."""
    return tuple(_state(path) for path in sorted({str(path) for path in paths}))


def seen(paths: Iterable[Path], texts: Texts) -> Seen:
    """Return what these files, and the texts over them, are now."""
    listed = sorted({str(path) for path in paths})
    return tuple(map(_state, listed)), texts.digests(listed)


def settled_ns(files: Seen) -> int:
    """Return the time of day from which on files in this state would show it, had they been changed once more."""
    return max((max(one[2], one[3]) for one in files[0]), default=0) + RACE_NS


def below(tops: Iterable[Path]) -> tuple[State, ...]:
    """Return the states of folders and files, and of all that is in the folders, but for compiled code."""
    found: list[State] = []
    for top in sorted(set(tops)):
        found.append(_state(str(top)))
        for folder, inside, names in os.walk(str(top)):
            inside[:] = sorted(name for name in inside if name != "__pycache__")
            found += [_state(f"{folder}/{name}") for name in (*inside, *sorted(names)) if not name.endswith(".pyc")]
    return tuple(found)


def keep(
    memory: Memory, name: str, files: Sequence[State], begun_ns: int, found: str, read: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Keep what was found in files under a name, unless one of them changed within two seconds before it was begun, or after.

    It may have changed before, where `read` has the digest of what was read of it.
    """
    times = {state[0]: max(state[2], state[3]) for state in files}
    doubted = [path for path, at in times.items() if at > begun_ns - RACE_NS]
    if all(path in read and times[path] < begun_ns - TICK_NS for path in doubted):
        memory.put(f"{_FORMAT} {name}", json.dumps([files, found, {path: read[path] for path in doubted}]))


def kept(memory: Memory, name: str) -> tuple[tuple[State, ...], str] | None:
    """Return the states of the files and what was found in them, where all of them are as they were."""
    text = memory.get(f"{_FORMAT} {name}")
    if text is None:
        return None
    files, found, read = json.loads(text)
    is_same = _is_same(files) and all(_digest(path) == wanted for path, wanted in read.items())
    return (tuple(map(tuple, files)), found) if is_same else None


def remember(
    memory: Memory, name: str, stamp: Stamp, begun_ns: int, read: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Keep the stamp of a build under `name`, as `keep`."""
    keep(memory, name, stamp.files, begun_ns, json.dumps([stamp.results, stamp.package, stamp.movie, stamp.told]), read)


def recall(store: Store, name: str) -> Stamp | None:
    """Return a stamp where all that its plan was made from, its results and its package are as they were."""
    known = kept(store.memory, name)
    if known is None:
        return None
    files, found = known
    results, package, movie, told = json.loads(found)
    if not (_is_same(package) and all(store.has(key) for key in results)):
        return None
    return Stamp(files, tuple(results), tuple(map(tuple, package)), movie, tuple(map(tuple, told)))


def _is_same(known: Sequence[Sequence[object]]) -> bool:
    return all(_state(str(state[0])) == tuple(state) for state in known)


def _digest(path: str) -> str:
    try:
        return digest.of_file(Path(path))
    except OSError:
        return ""


def _state(path: str) -> State:
    try:
        found = os.stat(path)  # noqa: PTH116 - a season is thousands of these; a Path object each doubles the time
    except OSError:
        return (path, -1, -1, -1, -1)
    return (path, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
