"""Build records: what the last builds of an episode consisted of, for `explain` and `gc`. Floor 6. Format: docs/store.md."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline import digest
from pipeline.execution.store import Store
from pipeline.plan.action import Plan

SCHEMA = "build/1"
KEPT = 20
"""Build records kept for each name; more could not be told apart by a person."""

_FILE = re.compile(r"(\d{6})-([0-9a-f]{12})\.json")


@dataclass(frozen=True, slots=True)
class BuiltAction:
    """Hold what a build record says of one address."""

    key: str
    title: str
    segment: str
    where: str
    shows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """Hold what one build of a plan consisted of: address -> action."""

    name: str
    actions: Mapping[str, BuiltAction]


def write(store: Store, plan: Plan) -> None:
    """Keep what a finished build consisted of, unless the build before it was the same."""
    folder = _folder(store, plan.name)
    files = _files(folder)
    identity = digest.of_bytes("\n".join(f"{action.address} {action.key}" for action in plan.actions).encode())[:12]
    if files and files[-1].stem.endswith(identity):
        return
    actions = {
        action.address: {
            "key": action.key,
            "title": action.title,
            "segment": action.segment,
            "where": str(action.where) if action.where else "",
            "shows": action.shows,
        }
        for action in plan.actions
    }
    content = json.dumps({"schema": SCHEMA, "name": plan.name, "actions": actions}, ensure_ascii=False) + "\n"
    number = int(files[-1].name[:6]) + 1 if files else 1
    store.write_file(folder / f"{number:06d}-{identity}.json", content.encode())
    for old in files[: -(KEPT - 1)]:
        old.unlink(missing_ok=True)


def last(store: Store, name: str) -> BuildRecord | None:
    """Return the record of the last finished build of a plan, or None."""
    return next(iter(latest(store, name, 1)), None)


def latest(store: Store, name: str, count: int) -> list[BuildRecord]:
    """Return the last records of a plan, newest first."""
    found = [_read(path) for path in reversed(_files(_folder(store, name))[-count:])]
    return [record for record in found if record is not None]


def names(store: Store) -> list[str]:
    """Return the names of the folders that hold build records; `latest` takes them as well as a plan's name."""
    return sorted(path.name for path in (store.folder / "builds").iterdir() if path.is_dir())


def _folder(store: Store, name: str) -> Path:
    plain = re.sub(r"[^\w@.-]|^\.", "_", name)
    return store.folder / "builds" / (plain if plain == name else f"{plain}-{digest.of(name)[:8]}")


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if _FILE.fullmatch(path.name))
    except FileNotFoundError:
        return []


def _read(path: Path) -> BuildRecord | None:
    try:
        fields = json.loads(path.read_bytes())
        if fields["schema"] != SCHEMA:
            return None
        actions = {
            address: BuiltAction(a["key"], a["title"], a["segment"], a["where"], tuple((k, v) for k, v in a["shows"]))
            for address, a in fields["actions"].items()
        }
        return BuildRecord(fields["name"], actions)
    except (OSError, ValueError, KeyError, TypeError):
        return None
