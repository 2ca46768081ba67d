"""Canonical encoding and SHA-256: the identity of everything that is built. Pure but for `of_file`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path

_PLAIN = frozenset((str, int, bool, type(None)))


def canonical(value: object) -> str:
    """Encode a value so that different values never share a text.

    Takes None, bool, int, str, bytes, Fraction, Enum, tuple, list, dict with text keys, and frozen dataclasses of these.
    Raises TypeError for anything else; floats above all, whose text depends on how they came about.
    """
    return json.dumps(_lower(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def of(value: object) -> str:
    """Return the SHA-256 of the canonical encoding, in hex."""
    return of_bytes(canonical(value).encode())


def of_bytes(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def of_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex; constant memory. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _lower(value: object) -> object:
    # A tagged object ("$...") cannot be mistaken for a user's dict: its keys may not begin with "$".
    if type(value) in _PLAIN:  # nine of ten values of a plan
        return value
    match value:
        case Enum():
            return {"$enum": type(value).__name__, "name": value.name}
        case None | bool() | int() | str():
            return value
        case tuple() | list():
            return [_lower(item) for item in value]
        case Fraction():
            return {"$fraction": f"{value.numerator}/{value.denominator}"}
        case bytes():
            return {"$bytes": value.hex()}
        case dict():
            for key in value:
                if not isinstance(key, str) or key.startswith("$"):
                    raise TypeError(f"{key!r} cannot be a key in a canonical encoding")
            return {key: _lower(item) for key, item in value.items()}
        case _:
            pass
    if is_dataclass(value) and not isinstance(value, type):
        lowered = {name: _lower(getattr(value, name)) for name in _compared(type(value))}
        return {"$type": type(value).__name__, **lowered}
    raise TypeError(f"{type(value).__name__} has no canonical encoding")


@cache
def _compared(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.compare)
