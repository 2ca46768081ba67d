"""Canonical encoding and SHA-256: the identity of everything that is built. Pure but for `of_file`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

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
    kind = type(value)
    return value if kind in _PLAIN else _way_of(kind)(value)  # type: ignore[arg-type]  # a class is hashable; nine of ten values of a plan are plain


@cache
def _way_of(kind: type) -> Callable[[Any], object]:
    """Return what brings values of a type to JSON. Its order decides what a value of several kinds is taken for."""
    # A tagged object ("$...") cannot be mistaken for a user's dict: its keys may not begin with "$".
    if issubclass(kind, Enum):
        return lambda value: {"$enum": kind.__name__, "name": value.name}
    if issubclass(kind, bool | int | str):
        return lambda value: value
    if issubclass(kind, tuple | list):
        return lambda value: [_lower(item) for item in value]
    if issubclass(kind, Fraction):
        return lambda value: {"$fraction": f"{value.numerator}/{value.denominator}"}
    if issubclass(kind, bytes):
        return lambda value: {"$bytes": value.hex()}
    if issubclass(kind, dict):
        return _lowered_dict
    if is_dataclass(kind):
        names = tuple(field.name for field in fields(kind) if field.compare)
        return lambda value: {"$type": kind.__name__, **{name: _lower(getattr(value, name)) for name in names}}
    raise TypeError(f"{kind.__name__} has no canonical encoding")


def _lowered_dict(value: dict[object, object]) -> object:
    for key in value:
        if not isinstance(key, str) or key.startswith("$"):
            raise TypeError(f"{key!r} cannot be a key in a canonical encoding")
    return {key: _lower(item) for key, item in value.items()}
