"""A depot in an object store, S3 above all, through obstore. It is imported only where one is named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import obstore
from obstore import exceptions
from obstore.store import S3Store

from pipeline.execution.depot import LARGEST_TEXT, DepotFault, Entry, Lack
from pipeline.faults import EnvironmentFault

if TYPE_CHECKING:
    from obstore.store import ObjectStore

T = TypeVar("T")

_PART = 16 << 20
"""Bytes that are sent at once; of what is larger, each part by itself, so that memory stays small."""

_PIECE = 4 << 20

_CONNECT = timedelta(seconds=5)
_SILENCE = timedelta(seconds=30)
_RETRY = timedelta(seconds=30)
_RETRIES = 60
"""A store that was away for 5 s had lost ten retries in 1.1 s: what ends them is the time, not their number."""

_WHOLE = timedelta(hours=2)
"""How long one request may take whatever it moves; the library's 30 s end a large file on a slow line."""

_REFUSED = (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError)


def s3(place: str) -> ObjectDepot:
    """Return the depot at `s3://bucket/folder`. Who asks, and which server, is in the environment (AWS_ACCESS_KEY_ID ...)."""
    try:
        store = S3Store.from_url(
            place,
            client_options={
                "connect_timeout": _CONNECT,
                "read_timeout": _SILENCE,
                "timeout": _WHOLE,
                # The library itself reads this only where it is told nothing else.
                "allow_http": os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true",
            },
            retry_config={"max_retries": _RETRIES, "retry_timeout": _RETRY},
        )
    except (exceptions.BaseError, ValueError) as fault:
        raise EnvironmentFault(f"no depot can be at {place}: {_reason(fault)}", "write s3://bucket/folder") from fault
    return ObjectDepot(place, store)


class ObjectDepot:
    """A depot in a store of obstore's."""

    def __init__(self, place: str, store: ObjectStore) -> None:
        self._place, self._store = place, store

    @property
    def place(self) -> str:
        """Return its address."""
        return self._place

    def read(self, name: str) -> bytes | None:
        """Return what lies there, as `Depot.read`."""
        with self._asking():
            try:
                found = obstore.get(self._store, name)
            except FileNotFoundError:
                return None
            return bytes(found.bytes()) if found.meta["size"] <= LARGEST_TEXT else b""

    def stream(self, name: str) -> Iterator[bytes] | None:
        """Return what lies there in pieces, as `Depot.stream`."""
        with self._asking():
            try:
                found = obstore.get(self._store, name)
            except FileNotFoundError:
                return None
            return self._steps(found.stream(min_chunk_size=_PIECE))

    def size(self, name: str) -> int | None:
        """Return how many bytes lie there, as `Depot.size`."""
        with self._asking():
            try:
                size: int = obstore.head(self._store, name)["size"]
            except FileNotFoundError:
                return None
            return size

    def create(self, name: str, content: bytes) -> bool:
        """Put a text where nothing lies, as `Depot.create`."""
        with self._asking(refused=Lack.SHUT):
            try:
                obstore.put(self._store, name, content, mode="create", use_multipart=False)
            except exceptions.AlreadyExistsError:
                return False
            return True

    def write(self, name: str, content: bytes) -> None:
        """Put a text there, as `Depot.write`."""
        with self._asking(refused=Lack.SHUT):
            obstore.put(self._store, name, content, use_multipart=False)

    def put(self, name: str, source: Path) -> None:
        """Put a file's bytes there, as `Depot.put`."""
        size = source.stat().st_size
        with self._asking(refused=Lack.SHUT):
            obstore.put(self._store, name, source, use_multipart=size > _PART, chunk_size=_PART, max_concurrency=2)

    def entries(self, folder: str) -> Iterator[Entry]:
        """Yield all that lies below a folder, as `Depot.entries`."""
        with self._asking():
            batches = obstore.list(self._store, prefix=folder or None)
        for batch in self._steps(batches):
            for one in batch:
                yield Entry(one["path"], one["size"], one["last_modified"].timestamp())

    def remove(self, names: Sequence[str]) -> None:
        """Remove what lies there, as `Depot.remove`."""
        with self._asking(refused=Lack.SHUT), suppress(FileNotFoundError):
            obstore.delete(self._store, list(names))

    def _steps(self, asked: Iterator[T]) -> Iterator[T]:
        """Yield what comes; each step asks the server."""
        while True:
            with self._asking():
                try:
                    one = next(asked)
                except StopIteration:
                    return
            yield one

    @contextmanager
    def _asking(self, refused: Lack = Lack.AWAY) -> Iterator[None]:
        try:
            yield
        except _REFUSED as fault:
            raise DepotFault(refused, _reason(fault)) from fault
        except (exceptions.BaseError, OSError, ValueError) as fault:
            raise DepotFault(Lack.AWAY, _reason(fault)) from fault


def _reason(fault: Exception) -> str:
    """Return the first line of what the library says, which goes on for long."""
    first = (str(fault).strip() or type(fault).__name__).splitlines()[0]
    return first if len(first) <= 200 else f"{first[:200]}..."
