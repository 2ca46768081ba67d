"""Where many paths lead when links are followed: a folder that several of them are in is followed once."""

from __future__ import annotations

import os
from pathlib import Path


def real_path(path: Path) -> Path:
    """Return a path with every link followed; links that lead in a circle, of which `Path.resolve` raises RuntimeError, stay."""
    return Path(os.path.realpath(path))


class Links:
    """The real folders of the paths that are asked for in one look; links are not to change meanwhile."""

    def __init__(self) -> None:
        self._folders: dict[str, str] = {}

    def real(self, path: str) -> str:
        """Return the path with every link followed, as `os.path.realpath` does; whether there is such a file is not asked."""
        folder, _, name = path.rpartition(os.sep)
        if not folder or name in ("", os.curdir, os.pardir):
            return os.path.realpath(path)
        if (there := self._folders.get(folder)) is None:
            there = self._folders[folder] = os.path.realpath(folder)
        found = f"{there.rstrip(os.sep)}{os.sep}{name}"
        return os.path.realpath(found) if os.path.islink(found) else found  # noqa: PTH114 - a Path object each doubles the time
