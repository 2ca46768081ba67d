"""Make a studio that many tests ask as it was at first: its files, its unsaved texts, and what it says of its first episode."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.studio.diagnosed import checksum
from tests.studio.asking import Client

EPISODE = "episodes/s01e01.yaml"
STATE = "/api/episodes/s01e01"
FOLDERS = ("episodes", "profiles", "templates")


def put_back(client: Client, show: Path, first: Path) -> None:
    """Make the files of the show those of `first` again; wait until the studio has seen what was left otherwise."""
    changed = [_put(show / name, first / name) for name in sorted(_names(show) | _names(first))]
    unsaved = [one["path"] for one in client.get("/api/files?episode=s01e01").json if one["is_unsaved"]]
    for path in unsaved:
        client.post("/api/file/revert", {"path": path})
    if any(changed) or unsaved:
        # A state that is whole may be that of before. Of this text none was told before.
        text = f"{(first / EPISODE).read_text()}# {time.monotonic_ns()}\n"
        client.post("/api/file/edit", {"path": EPISODE, "text": text, "episode": "s01e01"})
        _wait(client, lambda state: state["unsaved"] == {EPISODE: checksum(text)})
        client.post("/api/file/revert", {"path": EPISODE})
        _wait(client, lambda state: not state["unsaved"] and state["is_whole"] and state["cost"] is None and _is_fresh(state))


def _names(show: Path) -> set[str]:
    """Return the names of files, and of folders in which there is nothing."""
    found = (path for folder in FOLDERS for path in (show / folder).rglob("*"))
    return {str(path.relative_to(show)) for path in found if path.is_symlink() or not path.is_dir() or not any(path.iterdir())}


def _put(path: Path, first: Path) -> bool:
    """Make a file what it was; say whether it was anything else."""
    if not first.exists():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        while not any(path.parent.iterdir()) and path.parent.name not in FOLDERS:
            path = path.parent
            path.rmdir()
        return True
    if path.is_symlink() == first.is_symlink() and path.is_file() and path.read_bytes() == first.read_bytes():
        return False
    if path.is_dir() and not path.is_symlink():
        if first.is_dir():
            return False
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(first.read_bytes())
    return True


def _wait(client: Client, is_so: Callable[[Any], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so(state := client.get(STATE).json):
        assert time.monotonic() < end, {name: state[name] for name in ("unsaved", "diagnostics", "cost", "is_planned")}
        time.sleep(0.02)


def _is_fresh(state: Any) -> bool:
    return bool(state["spans"]) and all(span["state"] == "fresh" for span in state["spans"])
