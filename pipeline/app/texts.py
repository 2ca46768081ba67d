"""Files as a face sees them: texts that are not saved yet lie over those on the disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline import digest
from pipeline.documents.files import from_disk
from pipeline.execution import stamp

State = tuple[tuple[stamp.State, ...], tuple[str, ...]]
"""What files were when they were looked at; equal where none of them, and no text over them, has changed since."""


def settled_ns(state: State) -> int:
    """Return the time of day from which on files in this state would show it, had they been changed once more."""
    return max((max(one[2], one[3]) for one in state[0]), default=0) + stamp.RACE_NS


class Texts:
    """The unsaved texts of a session, over the files of the same paths."""

    def __init__(self) -> None:
        self._unsaved: dict[Path, tuple[bytes, str]] = {}

    def edit(self, path: Path, text: str | bytes) -> None:
        """Let `text` stand for what the file holds, until it is reverted."""
        content = text.encode() if isinstance(text, str) else text
        self._unsaved[_real(path)] = content, digest.of_bytes(content)

    def revert(self, path: Path) -> None:
        """Let the file speak for itself again."""
        self._unsaved.pop(_real(path), None)

    @property
    def unsaved(self) -> frozenset[Path]:
        """Return the paths of the files that a text lies over."""
        return frozenset(self._unsaved)

    def over(self, path: Path) -> bytes | None:
        """Return the text that lies over a file, or None."""
        found = self._unsaved.get(_real(path))
        return None if found is None else found[0]

    def read(self, path: Path) -> bytes:
        """Return what a file holds or is to hold, no more of it than a document may have. Raises OSError."""
        over = self.over(path)
        return from_disk(path) if over is None else over

    def state(self, paths: Iterable[Path]) -> State:
        """Return what these files are now."""
        listed = sorted(set(paths))
        return stamp.states(listed), tuple(self._unsaved.get(_real(path), (b"", ""))[1] for path in listed)


def _real(path: Path) -> Path:
    return path.resolve()
