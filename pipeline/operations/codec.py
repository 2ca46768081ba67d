"""Write values as JSON and read them again, by the type hints of their dataclasses. Pure.

A field may be None, a bool, int, str, Fraction, a Literal of these, a tuple, a Mapping from str, a frozen dataclass of such
fields, or a union of them. In a union a dataclass is tagged with its name. What a hint does not allow is refused both ways, so
that a value which arrives is one that could have been sent; there are no floats, whose text depends on how they came about.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pipeline.operations.base import Operation, name_of

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

Value = TypeVar("Value")

_TAG = "$"
_known: dict[int, tuple[object, Mapping[str, Any]]] = {}
"""Hints of fields by the identity of their dataclass, which is kept so that no other takes its place."""

_PLAIN: frozenset[object] = frozenset((NoneType, bool, int, str))


class CodecFault(ValueError):
    """A value that a type hint does not allow; the message begins with the path of the field."""


def pack(operation: Operation) -> dict[str, Json]:
    """Return an operation as JSON, with the place of its class. Raises CodecFault."""
    return {"operation": name_of(type(operation)), "fields": encode(operation)}


def unpack(packed: Json) -> Operation:
    """Return the operation that `pack` has written; imports its module. Raises CodecFault."""
    match packed:
        case {"operation": str(name), "fields": dict(told)}:
            module, _, class_name = name.partition(":")
            try:
                kind = getattr(importlib.import_module(module), class_name)
            except (ImportError, AttributeError, ValueError) as fault:
                raise CodecFault(f"{name} is no operation: {fault}") from fault
            if not (isinstance(kind, type) and issubclass(kind, Operation)):
                raise CodecFault(f"{name} is no operation")
            found = _decode(told, kind, "")
            assert isinstance(found, Operation)
            return found
        case _:
            raise CodecFault("an operation has a name and fields")


def encode(value: object) -> dict[str, Json]:
    """Return the fields of a dataclass as JSON. Raises CodecFault for one that its hint does not allow."""
    return {name: _encode(getattr(value, name), hint, name) for name, hint in _hints(type(value)).items()}


def read(content: bytes, kind: type[Value]) -> Value:
    """Return the dataclass of which `encode` has made the JSON. Raises CodecFault, ValueError where it is none."""
    found = _decode(json.loads(content), kind, "")
    assert isinstance(found, kind)
    return found


def _encode(value: object, hint: Any, place: str) -> Json:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        member = next((member for member in get_args(hint) if _fits(value, member)), None)
        if member is None:
            raise _refused(value, hint, place)
        encoded = _encode(value, member, place)
        return {_TAG: _named(member), **encoded} if is_dataclass(member) and isinstance(encoded, dict) else encoded
    if not _fits(value, hint):
        raise _refused(value, hint, place)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple):
        plain = _plain_of(hint)  # of most items, as of ffmpeg's arguments, nothing has to be found out but their type
        return [
            item if type(item) in plain else _encode(item, kind, f"{place}[{n}]")
            for n, (item, kind) in enumerate(_items(value, hint, place))
        ]
    if isinstance(value, Mapping):
        inner = get_args(hint)[1]
        return {_key(key, place): _encode(item, inner, f"{place}.{key}") for key, item in value.items()}
    if is_dataclass(value):
        return {
            name: _encode(getattr(value, name), kind, f"{place}.{name}" if place else name)
            for name, kind in _hints(type(value)).items()
        }
    assert value is None or isinstance(value, bool | int | str)
    return value


def _decode(told: Json, hint: Any, place: str) -> object:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _decode_union(told, hint, place)
    if origin is Literal:
        if _is_literal(told, hint):
            return told
    elif hint is Fraction:
        if isinstance(told, str):
            return _fraction(told, place)
    elif origin is tuple:
        if isinstance(told, list):
            return tuple(_decode(item, kind, f"{place}[{n}]") for n, (item, kind) in enumerate(_items(told, hint, place)))
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        if isinstance(told, dict):
            return {key: _decode(item, get_args(hint)[1], f"{place}.{key}") for key, item in told.items()}
    elif is_dataclass(hint):
        if isinstance(told, dict):
            return _decode_fields(told, hint, place)
    elif hint in _PLAIN and type(told) is hint:
        return told
    raise _refused(told, hint, place)


def _decode_union(told: Json, hint: Any, place: str) -> object:
    members = get_args(hint)
    if isinstance(told, dict) and _TAG in told:
        rest = {key: item for key, item in told.items() if key != _TAG}
        for member in members:
            if is_dataclass(member) and _named(member) == told[_TAG]:
                return _decode(rest, member, place)
        raise CodecFault(f"{place}: {told[_TAG]!r} is none of {_named(hint)}")
    for member in members:
        if not is_dataclass(member):
            try:
                return _decode(told, member, place)
            except CodecFault:
                continue
    raise _refused(told, hint, place)


def _decode_fields(told: Mapping[str, Json], kind: Any, place: str) -> object:
    hints = _hints(kind)
    for name in [*told, *hints]:
        if (name in told) != (name in hints):
            raise CodecFault(f"{f'{place}: ' if place else ''}{kind.__name__} {'lacks' if name in hints else 'has no'} {name}")
    return kind(**{name: _decode(told[name], hint, f"{place}.{name}" if place else name) for name, hint in hints.items()})


def _fits(value: object, hint: Any) -> bool:
    """Say whether a value is of a kind, looking at the outermost layer alone."""
    origin = get_origin(hint)
    if origin is Literal:
        return _is_literal(value, hint)
    if origin is tuple:
        return isinstance(value, tuple)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return isinstance(value, Mapping)
    return type(value) is hint and (hint in _PLAIN or hint is Fraction or is_dataclass(hint))


def _is_literal(value: object, hint: Any) -> bool:
    return any(type(value) is type(one) and value == one for one in get_args(hint))  # True is no 1


def _items(values: Any, hint: Any, place: str) -> list[tuple[Any, Any]]:
    kinds = get_args(hint)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return [(value, kinds[0]) for value in values]
    if len(values) != len(kinds):
        raise CodecFault(f"{place}: {len(values)} items where {len(kinds)} belong")
    return list(zip(values, kinds, strict=True))


@cache
def _plain_of(hint: Any) -> frozenset[object]:
    """Return the types of items of tuples of any length that are written as they are."""
    kinds = get_args(hint)
    if len(kinds) != 2 or kinds[1] is not Ellipsis:
        return frozenset()
    return _PLAIN & {kinds[0], *(get_args(kinds[0]) if get_origin(kinds[0]) in (Union, UnionType) else ())}


def _key(key: object, place: str) -> str:
    if not isinstance(key, str) or key.startswith(_TAG):
        raise CodecFault(f"{place}: {key!r} cannot be a key")
    return key


def _fraction(text: str, place: str) -> Fraction:
    try:
        found = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise CodecFault(f"{place}: {text!r} is no fraction") from None
    if str(found) != text:
        raise CodecFault(f"{place}: {text!r} is not written as {found}")
    return found


def _refused(value: object, hint: Any, place: str) -> CodecFault:
    return CodecFault(f"{place}: {value!r} is no {_named(hint)}")


def _named(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) and not get_args(hint) else str(hint)


def _hints(kind: object) -> Mapping[str, Any]:
    if id(kind) not in _known:
        if not (is_dataclass(kind) and isinstance(kind, type)):
            raise CodecFault(f"{kind} is no dataclass")
        hints = get_type_hints(kind)
        _known[id(kind)] = kind, {field.name: hints[field.name] for field in fields(kind)}
    return _known[id(kind)][1]
