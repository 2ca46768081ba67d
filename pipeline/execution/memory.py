"""A memory of texts that outlives the process: an accelerator that may be lost at any time.

SQLite holds it: in the standard library, safe against crashes and against other processes (write-ahead log), and one probe is
read without reading all of them.
"""

from __future__ import annotations

import sqlite3
import threading
from hashlib import blake2b
from pathlib import Path

from pipeline.values import dataclass

_WAIT_SECONDS = 20.0
"""How long a write waits for another process's write; each takes well under a millisecond."""


_TABLE = "CREATE TABLE {}texts (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"

_SEAL = 16
"""Characters before each text that prove it: a memory that was changed is a memory that was lost."""


class Memory:
    """Texts under keys, in one file, that outlive the process. Threads and processes may share it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            self._connection = _opened(str(path))
        except sqlite3.OperationalError:
            # The disk is full or read-only, or a file lock does not work there: remember for this process alone.
            self._connection = _opened(":memory:")
        except sqlite3.DatabaseError:
            self._begin_anew()

    def get(self, key: str) -> str | None:
        """Return the text under `key`, or None."""
        with self._lock:
            try:
                row = self._connection.execute("SELECT value FROM texts WHERE key = ?", (key,)).fetchone()
            except sqlite3.DatabaseError as fault:
                self._mend(fault)
                return None  # what cannot be remembered is found out again
        return None if row is None else _unsealed(key, row[0])

    def put(self, key: str, value: str) -> None:
        """Remember `value` under `key`, in place of what was there. A memory that cannot be written stays as it was."""
        with self._lock:
            try:
                self._connection.execute("INSERT OR REPLACE INTO texts VALUES (?, ?)", (key, _seal(key, value) + value))
            except sqlite3.DatabaseError as fault:
                self._mend(fault)  # a full disk is told by the store, whose writes matter

    def flush(self) -> None:
        """Let what was put so far outlive a power cut, too: otherwise the last seconds of it may be lost."""
        with self._lock:
            try:
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            except sqlite3.DatabaseError as fault:
                self._mend(fault)

    def _mend(self, fault: sqlite3.DatabaseError) -> None:
        """Begin anew where the file itself is damaged; a disk that is full, slow or read-only is no damage.

        Nor is a memory that is closed, which a thread may still ask at the end of its process.
        """
        if not isinstance(fault, sqlite3.OperationalError | sqlite3.ProgrammingError):
            self._connection.close()
            self._begin_anew()

    def _begin_anew(self) -> None:
        try:
            for suffix in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            self._connection = _opened(str(self.path))
        except (OSError, sqlite3.DatabaseError):
            self._connection = _opened(":memory:")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


@dataclass(frozen=True, slots=True)
class CodeMemory:
    """A memory under the identity of the code that found things, so that other code finds them anew."""

    texts: Memory
    code: str

    def get(self, key: str) -> str | None:
        """Return what this code has put, or None."""
        return self.texts.get(f"{self.code} {key}")

    def put(self, key: str, value: str) -> None:
        """Keep `value` under `key` for this code."""
        self.texts.put(f"{self.code} {key}", value)


def _seal(key: str, value: str) -> str:
    return blake2b(f"{key}\0{value}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _unsealed(key: str, stored: object) -> str | None:
    """Return what was remembered; None where it is not what was written, so that it is found out again."""
    if not isinstance(stored, str):
        return None
    seal, value = stored[:_SEAL], stored[_SEAL:]
    return value if seal == _seal(key, value) else None


def _opened(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(_TABLE.format("IF NOT EXISTS "))
        if connection.execute("SELECT sql FROM sqlite_master WHERE name = 'texts'").fetchone() != (_TABLE.format(""),):
            raise sqlite3.DatabaseError("another table")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection
