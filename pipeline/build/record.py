"""The record: what an action made and how. Floor 6; text in, text out, no files. Format: docs/store.md."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from typing import Any

from pipeline import digest
from pipeline.plan.action import Action, FromAction, FromSource, FromSources

SCHEMA = "record/1"


@dataclass(frozen=True, slots=True)
class StoredOutput:
    """Name one output's blob: SHA-256 in hex, size in bytes."""

    name: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Record:
    """Hold what a run left: its outputs, the seconds it took and the most memory it held, in bytes (0: not known)."""

    key: str
    outputs: tuple[StoredOutput, ...]
    seconds: float
    peak_bytes: int

    def output(self, name: str) -> StoredOutput:
        """Return one output. Raises KeyError."""
        for output in self.outputs:
            if output.name == name:
                return output
        raise KeyError(name)


def write(record: Record, action: Action) -> bytes:
    """Return the record's file: a line for the build, a line of provenance for people."""
    head = {
        "schema": SCHEMA,
        "key": record.key,
        "outputs": [{"name": o.name, "digest": o.digest, "size": o.size} for o in record.outputs],
        "seconds": round(record.seconds, 3),
        "peak_bytes": record.peak_bytes,
    }
    provenance = {
        "address": action.address,
        "title": action.title,
        "where": str(action.where) if action.where else "",
        "host": platform.node(),
        **description(action),
        "promises": {o.name: json.loads(digest.canonical(o.promise)) for o in action.outputs},
    }
    return (json.dumps(head) + "\n" + json.dumps(provenance, ensure_ascii=False, sort_keys=True) + "\n").encode()


def read(content: bytes, key: str) -> Record | None:
    """Read a record's file; None where it is cut short, of another version, or of another key."""
    head, found, rest = content.partition(b"\n")
    if not found or not rest.endswith(b"\n"):
        return None
    try:
        fields = json.loads(head)
        if fields["schema"] != SCHEMA or fields["key"] != key:
            return None
        outputs = tuple(StoredOutput(o["name"], o["digest"], o["size"]) for o in fields["outputs"])
        return Record(key, outputs, fields["seconds"], fields["peak_bytes"])
    except (ValueError, KeyError, TypeError):
        return None


def provenance(content: bytes) -> dict[str, Any]:
    """Return the second line; empty where it cannot be read."""
    try:
        fields = json.loads(content.partition(b"\n")[2])
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def description(action: Action) -> dict[str, Any]:
    """Describe in JSON all that is in the action's key, and the paths behind it: what `explain` compares."""
    inputs: dict[str, Any] = {}
    for given in action.inputs:
        match given.origin:
            case FromSource():
                inputs[given.name] = {"source": given.origin.digest, "path": given.origin.path}
            case FromSources():
                inputs[given.name] = {"source": digest.of(given.origin.digests), "path": ", ".join(given.origin.paths[:1])}
            case FromAction():
                inputs[given.name] = {"action": given.origin.key, "output": given.origin.output}
    return {
        "tool": json.loads(digest.canonical(action.tool)),
        "inputs": inputs,
        "files": {name: digest.of_bytes(content.encode()) for name, content in action.files},
    }
