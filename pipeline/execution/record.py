"""The record: what an action made and how. Floor 6; text in, text out, no files. Format: docs/store.md."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline import digest
from pipeline.plan import action as actions
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
    """Hold what a run left: its outputs, the seconds it took and the most memory it held, in bytes (0: not known).

    `content_key` is the run's identity by the bytes that it read, see `content_key_of`; empty in a record that tells none.
    """

    key: str
    outputs: tuple[StoredOutput, ...]
    seconds: float
    peak_bytes: int
    content_key: str = ""

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
        "content_key": record.content_key,
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
        return Record(key, outputs, fields["seconds"], fields["peak_bytes"], fields.get("content_key", ""))
    except (ValueError, KeyError, TypeError):
        return None


def content_key_of(action: Action, digest_of: Callable[[FromAction], str]) -> str:
    """Return an action's identity with each input as the bytes that it stands for, where a key names the action that makes them.

    Actions whose contents are the same write the same bytes, whatever their keys. `digest_of` tells the digest of an output.
    """
    read: list[Any] = []
    for given in action.inputs:
        match given.origin:
            case FromSource():
                read.append([given.name, given.suffix, given.origin.digest])
            case FromSources():
                read.append([given.name, given.suffix, given.origin.digests])
            case FromAction():
                read.append([given.name, given.suffix, digest_of(given.origin)])
    return digest.of([actions.SCHEMA, action.tool, read, action.outputs, action.files])


def provenance(content: bytes) -> dict[str, Any]:
    """Return the second line; empty where it cannot be read."""
    try:
        fields = json.loads(content.partition(b"\n")[2])
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def description(action: Action) -> dict[str, Any]:
    """Describe in JSON all that is in the action's key, and the paths that belong to it: what `explain` compares."""
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
