"""The depot: a place that several machines reach, where they leave what they have made. The contract is docs/store.md."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pipeline.execution import record as records
from pipeline.faults import EnvironmentFault, Interrupted
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.execution.record import Record

SCHEMA = "depot/1"
_MARKER = "depot.json"

LARGEST_TEXT = 32 << 20
"""Bytes of the largest record or build record that is read: what a thousand times as many inputs as any film has would take."""

ACTIONS, OBJECTS, BUILDS, PROBES = "actions", "objects", "builds", "probes"

_DIGEST = re.compile("[0-9a-f]{64}")
_IDENTITY = re.compile("[0-9a-f]{32}")
_NOT_OURS = ("lost+found",)


class Lack(Enum):
    """What a depot lacks: it is away, it takes nothing from here, it has no room."""

    AWAY = "away"
    SHUT = "shut"
    FULL = "full"


class DepotFault(Exception):
    """A depot that did not do what it was asked for, and why in its own words."""

    def __init__(self, lack: Lack, reason: str) -> None:
        super().__init__(lack, reason)
        self.lack, self.reason = lack, reason

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class Entry:
    """What lies in a depot under a name: its size, and since when by the depot's own clock, in seconds since 1970."""

    name: str
    size: int
    since: float


class Depot(Protocol):
    """Bytes under names that are paths (`objects/ab/ab12...`). Threads may share it. What it holds is whole or is not there.

    Every method raises DepotFault. Whoever reads proves what has come: a depot is not believed.
    """

    @property
    def place(self) -> str:
        """Return the place as people name it."""
        ...

    def read(self, name: str) -> bytes | None:
        """Return what lies there, or None; nothing of what is larger than a text may be (`LARGEST_TEXT`)."""
        ...

    def stream(self, name: str) -> Iterator[bytes] | None:
        """Return what lies there in pieces, or None. DepotFault may come between two of them, too."""
        ...

    def size(self, name: str) -> int | None:
        """Return how many bytes lie there; None where nothing does."""
        ...

    def create(self, name: str, content: bytes) -> bool:
        """Put a text there; False, and nothing is changed, where something lies there already. The first wins."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Put a text there, in place of what lies there."""
        ...

    def put(self, name: str, source: Path) -> None:
        """Put a file's bytes there, in place of what lies there. Raises OSError where the file cannot be read."""
        ...

    def entries(self, folder: str) -> Iterator[Entry]:
        """Yield all that lies below a folder, "" for everything."""
        ...

    def remove(self, names: Sequence[str]) -> None:
        """Remove what lies there; what does not is no fault."""
        ...


def fetch(depot: Depot, name: str, to: Path, size: int, is_stopped: Callable[[], bool]) -> bool:
    """Write what lies in a depot into a file, of more than `size` bytes only the beginning. False where nothing lies there.

    Raises DepotFault, Interrupted once it `is_stopped`, and OSError where the file cannot be written.
    """
    chunks = depot.stream(name)
    if chunks is None:
        return False
    left = size + 1
    with to.open("wb") as target:
        for chunk in chunks:
            target.write(chunk[:left])
            left -= len(chunk)
            if is_stopped():
                raise Interrupted
            if left <= 0:
                break
    return True


def object_name(digest: str) -> str:
    """Return under which name bytes of a digest lie."""
    return f"{OBJECTS}/{digest[:2]}/{digest}"


def record_name(key: str, processor: str) -> str:
    """Return under which name the record of an action lies that was made on a `processor` of a kind.

    Processors of several kinds make the last bits of some sounds otherwise, and nothing in a key says so.
    """
    return f"{ACTIONS}/{processor}/{key[:2]}/{key}.json"


def believed(content: bytes, key: str) -> Record | None:
    """Return a record from a depot; None where it is damaged or none at all.

    What it names becomes names of files here: nothing but a digest may.
    """
    found = records.read(content, key)
    if found is None or not found.outputs:
        return None
    is_good = all(
        isinstance(one.digest, str)
        and isinstance(one.name, str)
        and type(one.size) is int
        and one.size >= 0
        and _DIGEST.fullmatch(one.digest)
        for one in found.outputs
    )
    return found if is_good else None


# ---------------------------------------------------------------------------------------------- opening


@dataclass(frozen=True, slots=True)
class Opened:
    """A depot that was found to be one. `identity` is another after each collection: what was known of it may then be gone.

    `refuses` is why it takes nothing from here; empty where it does. `is_new` says that nothing had been in it before.
    """

    depot: Depot
    identity: str
    refuses: str = ""
    is_new: bool = False


def at(place: str) -> Depot:
    """Return the depot at a place: a folder, or `s3://bucket/folder`. Raises EnvironmentFault for what can be none, DepotFault.

    A folder must be there: one that is mounted later would otherwise begin anew on the disk below it.
    """
    scheme, is_url, _ = place.partition("://")
    if not is_url:
        from pipeline.execution.folder_depot import FolderDepot

        return FolderDepot(Path(place).expanduser())
    if scheme != "s3":
        hint = "name a folder, or s3://bucket/folder"
        raise EnvironmentFault(f"no depot can be at {place}", hint)
    try:
        from pipeline.execution.object_depot import s3
    except ModuleNotFoundError:
        message = f"the depot {place} needs the library obstore, which is not installed"
        raise EnvironmentFault(message, "install it: pip install 'create-together[cluster]'") from None
    return s3(place)


def opened(depot: Depot, *, begins: bool = True) -> Opened:
    """Prove that a place can be a depot, and begin one (unless not `begins`) where nothing is yet.

    Raises EnvironmentFault for what is none, of another version, or takes a name twice; DepotFault where it cannot be reached.
    """
    marker = depot.read(_MARKER)
    if marker is None and not begins:
        raise EnvironmentFault(f"there is no depot at {depot.place}", "`together build --depot` begins one in an empty folder")
    if marker is None and (stranger := _stranger(depot)) is not None and (marker := depot.read(_MARKER)) is None:
        # Read again, since somebody may have begun the same depot just then.
        message = f"{depot.place} is no depot, and not empty: it holds {stranger}"
        raise EnvironmentFault(message, "name an empty folder, or one that is a depot")
    refuses = _probed(depot)
    is_new = marker is None and not refuses and depot.create(_MARKER, _marker())
    if marker is None:
        marker = depot.read(_MARKER)
    if marker is None:
        message = f"{depot.place} is no depot, and none can be begun there: {refuses}"
        raise EnvironmentFault(message, "let your account write there")
    return Opened(depot, _identity(marker, depot.place), refuses, is_new)


def begin_anew(depot: Depot) -> None:
    """Give a depot another identity, after something was removed from it. Raises DepotFault."""
    depot.write(_MARKER, _marker())


def clock(depot: Depot) -> float:
    """Return what a depot's own clock says: a laptop's may be off, and what is young must stay. Raises DepotFault."""
    name = _probe()
    depot.write(name, b"clock\n")
    try:
        return max(entry.since for entry in depot.entries(PROBES) if entry.name == name)
    finally:
        depot.remove([name])


def _probed(depot: Depot) -> str:
    """Prove that a name is taken once; return why nothing can be put there, or "" where it can. Raises EnvironmentFault."""
    name, content = _probe(), secrets.token_bytes(16)
    try:
        depot.create(name, content)
    except DepotFault as fault:
        if fault.lack is Lack.AWAY:
            raise
        return fault.reason
    try:
        is_made_again = depot.create(name, b"another\n")
        found = depot.read(name)
    finally:
        with suppress(DepotFault):  # some may write and not remove; the next collection does
            depot.remove([name])
    if is_made_again or found != content:
        message = f"{depot.place} cannot be a depot: it takes a name twice, so that one crew would write over another's work"
        raise EnvironmentFault(message, "choose a file system, or a server, that creates a file only where there is none")
    return ""


def _probe() -> str:
    return f"{PROBES}/{secrets.token_hex(16)}"


def _stranger(depot: Depot) -> str | None:
    for entry in depot.entries(""):
        if not entry.name.startswith((".", f"{PROBES}/")) and entry.name.partition("/")[0] not in _NOT_OURS:
            return entry.name
    return None


def _marker() -> bytes:
    return json.dumps({"schema": SCHEMA, "id": secrets.token_hex(16)}).encode() + b"\n"


def _identity(marker: bytes, place: str) -> str:
    try:
        told = json.loads(marker)
        schema, identity = told["schema"], told["id"]
    except (ValueError, KeyError, TypeError):
        schema, identity = "?", ""
    if schema != SCHEMA or not isinstance(identity, str) or not _IDENTITY.fullmatch(identity):
        message = f"{place} is a depot of version {schema}, this program needs {SCHEMA}"
        raise EnvironmentFault(message, "use the same version of together as those who build with it, or another place")
    return identity
