"""What an import has begun to write, kept beside the manifest until all is written: one that was killed goes on from there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pipeline import digest
from pipeline.app.rewriting import Rewritten, write
from pipeline.app.uploads import put
from pipeline.execution.disk import disk_faults
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Taking:
    """The files that an import changes, what it took and what it left, and the digest of the timeline that it came from."""

    timeline: str
    files: tuple[Rewritten, ...]
    taken: tuple[str, ...]
    left: tuple[str, ...]


def begun(manifest: Path) -> Taking | None:
    """Return what an import had begun to write when it was stopped; None where none was. Raises EnvironmentFault."""
    path = _place(manifest)
    with disk_faults(path.parent):
        content = path.read_bytes() if path.is_file() else b""
    try:
        said = json.loads(content)
        files = tuple(
            Rewritten(one["path"], Path(one["real"]), one["before"].encode("latin-1"), one["after"].encode("latin-1"))
            for one in said["files"]
        )
        return Taking(said["timeline"], files, tuple(said["taken"]), tuple(said["left"]))
    except (ValueError, KeyError, TypeError):  # it is written whole: what stands there is nobody's
        return None


def take(manifest: Path, taking: Taking) -> None:
    """Write all files of an import, or none; where it is killed meanwhile, `begun` knows. Raises as `write` does."""
    if not taking.files:
        return
    path = _place(manifest)
    # Latin-1 has a letter for each byte, so that any content comes back as it was.
    said = {
        "timeline": taking.timeline,
        "files": [
            {"path": one.path, "real": str(one.real)}
            | {"before": one.before.decode("latin-1"), "after": one.after.decode("latin-1")}
            for one in taking.files
        ],
        "taken": taking.taken,
        "left": taking.left,
    }
    with disk_faults(path.parent):
        put(path, json.dumps(said).encode())
    try:
        write(taking.files)
    except BaseException:
        if not _written(taking.files):
            path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)


def finish(manifest: Path, taking: Taking) -> None:
    """Write what an import that was stopped had not written yet. Raises as `write` does.

    Raises InputFault where one of its files was edited since, which would be lost.
    """
    path = _place(manifest)
    waiting = []
    for one in taking.files:
        with disk_faults(one.real.parent):
            now = one.real.read_bytes() if one.real.is_file() else b""
        if now == one.before:
            waiting.append(one)
        elif now != one.after:
            message = "an import was stopped before it had written all its files, and this one has been edited since"
            hint = f"take back its edits and import again; or remove {path.name} beside the manifest to leave all as it is"
            raise InputFault((Diagnostic(Where(one.path), message, hint),))
    write(waiting)
    path.unlink(missing_ok=True)


def of_timeline(content: bytes) -> str:
    """Return what tells one timeline from another."""
    return digest.of_bytes(content)


def _written(files: Sequence[Rewritten]) -> bool:
    """Say whether one of the files is there as it was to be."""
    return any(one.real.is_file() and one.real.read_bytes() == one.after for one in files)


def _place(manifest: Path) -> Path:
    return manifest.with_name(f".{manifest.name}.import")
