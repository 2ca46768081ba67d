"""The record: what an action made and how. Text in, text out, no files. Format: docs/store.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from hashlib import blake2b
from typing import TYPE_CHECKING

from pipeline import digest
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.operations.codec import Json
    from pipeline.plan.action import Action, FromAction

SCHEMA = "record/1"


@dataclass(frozen=True, slots=True)
class StoredOutput:
    """One output's blob: SHA-256 in hex, size in bytes."""

    name: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Record:
    """What a run left: its outputs, the seconds it took and the most memory it held, in bytes (0: not known).

    `content_key` is the run's identity by the bytes that it read, see `content_key_of`; empty in a record that tells none.
    `cpu_seconds` are those of processors, 0 in a record that tells none.
    """

    key: str
    outputs: tuple[StoredOutput, ...]
    seconds: float
    peak_bytes: int
    content_key: str = ""
    cpu_seconds: float = 0.0

    def output(self, name: str) -> StoredOutput:
        """Return one output. Raises KeyError."""
        for output in self.outputs:
            if output.name == name:
                return output
        raise KeyError(name)


def write(record: Record, action: Action) -> bytes:
    """Return the record's file: a line for the build, a line of provenance for people."""
    import platform  # a build with nothing to do reads records and writes none

    from pipeline.operations.codec import encode

    head = {
        "schema": SCHEMA,
        "key": record.key,
        "outputs": [{"name": o.name, "digest": o.digest, "size": o.size} for o in record.outputs],
        "seconds": round(record.seconds, 3),
        "peak_bytes": record.peak_bytes,
        "content_key": record.content_key,
        "cpu_seconds": round(record.cpu_seconds, 3),
    }
    provenance = {
        "address": action.address,
        "title": action.title,
        "where": str(action.where) if action.where else "",
        "host": platform.node(),
        **_told(description(action)),
        "promises": {o.name: encode(o.promise) for o in action.outputs},
    }
    rest = (json.dumps(provenance, ensure_ascii=False, sort_keys=True) + "\n").encode()
    return json.dumps({**head, "check": _check(head, rest)}).encode() + b"\n" + rest


def _told(one: Description) -> dict[str, object]:
    """Return a description's fields, themselves and not copies: `asdict` would copy each argument of ffmpeg."""
    return {field.name: getattr(one, field.name) for field in fields(one)}


def _check(head: Mapping[str, object], rest: bytes) -> str:
    """Return what proves a record: a bit that flipped in it would otherwise name other bytes, or none."""
    return blake2b(json.dumps(head).encode() + b"\n" + rest, digest_size=16).hexdigest()


def read(content: bytes, key: str) -> Record | None:
    """Read a record's file; None where it is cut short or damaged, of another version, or of another key."""
    head, found, rest = content.partition(b"\n")
    if not found or not rest.endswith(b"\n"):
        return None
    try:
        fields = json.loads(head)
        if fields["schema"] != SCHEMA or fields["key"] != key:
            return None
        if "check" in fields and fields.pop("check") != _check(fields, rest):  # older ones have none
            return None
        outputs = tuple(StoredOutput(o["name"], o["digest"], o["size"]) for o in fields["outputs"])
        told = fields.get("content_key", ""), fields.get("cpu_seconds", 0.0)
        return Record(key, outputs, fields["seconds"], fields["peak_bytes"], *told)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def content_key_of(action: Action, digest_of: Callable[[FromAction], str]) -> str:
    """Return an action's identity with each input as the bytes that it stands for, where a key names the action that makes them.

    Actions whose contents are the same write the same bytes, whatever their keys. `digest_of` tells the digest of an output.
    """
    from pipeline.operations.base import name_of
    from pipeline.plan.action import SCHEMA as ACTION
    from pipeline.plan.action import FromAction, FromSource, FromSources

    read: list[list[object]] = []
    for given in action.inputs:
        match given.origin:
            case FromSource():
                read.append([given.name, given.suffix, given.origin.digest])
            case FromSources():
                read.append([given.name, given.suffix, given.origin.digests])
            case FromAction():
                read.append([given.name, given.suffix, digest_of(given.origin)])
    operation = name_of(type(action.operation))
    return digest.of([ACTION, operation, action.operation, action.identity, read, action.outputs])


def provenance(content: bytes) -> Mapping[str, Json]:
    """Return the second line; empty where it cannot be read."""
    try:
        fields = json.loads(content.partition(b"\n")[2])
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


@dataclass(frozen=True, slots=True)
class Description:
    """What is in an action's key, and the paths that belong to it: what `explain` compares.

    `inputs` hold, by name, either the digest of a `source` and its `path`, or an `action` and its `output`.
    """

    operation: str
    code: str
    ffmpeg: str
    fields: Mapping[str, Json]
    inputs: Mapping[str, Mapping[str, str]]


def description(action: Action) -> Description:
    """Describe an action."""
    from pipeline.operations.base import name_of
    from pipeline.operations.codec import encode
    from pipeline.plan.action import FromAction, FromSource, FromSources

    inputs: dict[str, Mapping[str, str]] = {}
    for given in action.inputs:
        match given.origin:
            case FromSource():
                inputs[given.name] = {"source": given.origin.digest, "path": given.origin.path}
            case FromSources():
                inputs[given.name] = {"source": digest.of(given.origin.digests), "path": ", ".join(given.origin.paths[:1])}
            case FromAction():
                inputs[given.name] = {"action": given.origin.key, "output": given.origin.output}
    identity = action.identity
    return Description(name_of(type(action.operation)), identity.code, identity.ffmpeg, encode(action.operation), inputs)


def described(content: bytes) -> Description | None:
    """Return the description in a record's file; None where it holds none that can be read."""
    match provenance(content):
        case {
            "operation": str(operation), "code": str(code), "ffmpeg": str(ffmpeg), "fields": dict(told), "inputs": dict(inputs)
        }:  # fmt: skip
            read = {
                name: {key: str(value) for key, value in given.items()}
                for name, given in inputs.items()
                if isinstance(given, dict)
            }
            return Description(operation, code, ffmpeg, told, read)
        case _:
            return None
