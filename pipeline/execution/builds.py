"""Build records: what the last builds of an episode consisted of, for `explain` and `gc`. Format: docs/store.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline import digest
from pipeline.execution.store import Store
from pipeline.plan.action import Plan

SCHEMA = "build/1"
KEPT = 20
"""Build records kept for each name; more could not be told apart by a person."""


@dataclass(frozen=True, slots=True)
class BuiltAction:
    """What a build record says of one address."""

    key: str
    title: str
    segment: str
    where: str
    shows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """What one build of a plan consisted of: address -> action."""

    name: str
    actions: Mapping[str, BuiltAction]


def write(store: Store, plan: Plan) -> None:
    """Keep what a finished build consisted of, unless the build before it was the same."""
    identity = digest.of_bytes("\n".join(f"{action.address} {action.key}" for action in plan.actions).encode())[:12]
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
    store.add_build(plan.name, identity, content.encode(), keep=KEPT)


def last(store: Store, name: str) -> BuildRecord | None:
    """Return the record of the last finished build of a plan, or None."""
    return next(iter(latest(store, name, 1)), None)


def latest(store: Store, name: str, count: int) -> list[BuildRecord]:
    """Return the last records of a plan, newest first. What cannot be read is left out."""
    return [record for record in map(_read, store.builds(name, count)) if record is not None]


def _read(content: bytes) -> BuildRecord | None:
    try:
        fields = json.loads(content)
        if fields["schema"] != SCHEMA:
            return None
        actions = {
            str(address): BuiltAction(
                str(a["key"]), str(a["title"]), str(a["segment"]), str(a["where"]), tuple((str(k), str(v)) for k, v in a["shows"])
            )
            for address, a in fields["actions"].items()
        }
        return BuildRecord(str(fields["name"]), actions)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
