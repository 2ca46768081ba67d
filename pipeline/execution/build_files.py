"""The files of build records: counted up for each name, the old ones removed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from pipeline import digest
from pipeline.execution import aside

_FILE = re.compile(r"(\d{6})-([0-9a-f]{12})\.json")


class BuildFiles:
    """The folder `builds/` of a store. `write` writes a small file so that it is whole and stays."""

    def __init__(self, folder: Path, write: Callable[[Path, bytes], None]) -> None:
        self._root, self._write = folder, write

    def add(self, name: str, identity: str, content: bytes, *, keep: int) -> None:
        """Write a file, unless the last one of `name` has the same identity; remove all but the last `keep`."""
        folder = self._folder(name)
        files = _files(folder)
        if files and files[-1].stem.endswith(identity):
            if aside.read(files[-1]) != content:  # other words for the same, or damaged: what it names is not to be collected
                self._write(files[-1], content)
            return
        number = int(files[-1].name[:6]) + 1 if files else 1
        self._write(folder / f"{number:06d}-{identity}.json", content)
        for old in files[: -(keep - 1)]:
            aside.remove(old)

    def latest(self, name: str, count: int) -> list[bytes]:
        """Return the last files of `name`, newest first. One that cannot be read is left out."""
        # They are told to people; without one less is told.
        found = (aside.read(path) for path in reversed(_files(self._folder(name))[-count:]))
        return [content for content in found if content is not None]

    def names(self) -> list[str]:
        """Return the names of the folders that hold build records; `latest` takes them as well as a plan's name."""
        return sorted(path.name for path in self._root.iterdir() if path.is_dir())

    def _folder(self, name: str) -> Path:
        plain = re.sub(r"[^\w@.-]|^\.", "_", name)
        return self._root / (plain if plain == name else f"{plain}-{digest.of(name)[:8]}")


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if _FILE.fullmatch(path.name))
    except OSError:
        return []
