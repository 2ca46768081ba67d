"""Build records: what the last builds of an episode consisted of, for `explain` and `gc`. Format: docs/store.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, field

from pipeline import digest
from pipeline.edits.model import Written
from pipeline.execution.store import Store
from pipeline.plan.action import FromAction, FromSource, FromSources, Plan
from pipeline.values import dataclass

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
    """What one build of a plan consisted of: address -> action.

    `written` is what stood in the files that it was made from, `sources` the digests of those that are read as they are, by path.
    """

    name: str
    actions: Mapping[str, BuiltAction]
    written: Written | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


def sources_of(plan: Plan) -> dict[str, str]:
    """Return the digest of every file that a plan reads, by path."""
    found: dict[str, str] = {}
    for action in plan.actions:
        for given in action.inputs:
            match given.origin:
                case FromSource(path=path, digest=one):
                    found[path] = one
                case FromSources(paths=paths, digests=several):
                    found |= dict(zip(paths, several, strict=True))
                case FromAction():
                    pass
    return dict(sorted(found.items()))


def write(store: Store, plan: Plan) -> None:
    """Keep what a finished build consisted of, unless the build before it was the same."""
    told = [f"{action.address} {action.key}" for action in plan.actions]
    identity = digest.of(told if plan.written is None else [told, plan.written])[:12]
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
    fields: dict[str, object] = {"schema": SCHEMA, "name": plan.name, "actions": actions, "sources": sources_of(plan)}
    if plan.written is not None:
        fields["written"] = asdict(plan.written)
    content = json.dumps(fields, ensure_ascii=False) + "\n"
    store.add_build(plan.name, identity, content.encode(), keep=KEPT)


def last(store: Store, name: str) -> BuildRecord | None:
    """Return the record of the last finished build of a plan, or None."""
    return next(iter(latest(store, name, 1)), None)


def latest(store: Store, name: str, count: int) -> list[BuildRecord]:
    """Return the last records of a plan, newest first. What cannot be read is left out."""
    return [record for record in map(read, store.builds(name, count)) if record is not None]


def read(content: bytes) -> BuildRecord | None:
    """Read a build record; None where it is damaged or of another version."""
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
        sources = {str(path): str(one) for path, one in fields.get("sources", {}).items()}
        return BuildRecord(str(fields["name"]), actions, _written(fields.get("written")), sources)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _written(told: object) -> Written | None:
    match told:
        case {"manifest": str(manifest), "people": str(people), "texts": dict(texts)}:
            return Written(manifest, people, {str(path): str(text) for path, text in texts.items()})
        case _:
            return None
