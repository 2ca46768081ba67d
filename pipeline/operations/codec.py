"""Write values as JSON and read them again, by the type hints of their dataclasses. Pure.

A field may be None, a bool, int, str, Fraction, a Literal of these, a tuple, a Mapping from str, a frozen dataclass of such
fields, or a union of them. In a union a dataclass is tagged with its name. What a hint does not allow is refused both ways, so
that a value which arrives is one that could have been sent; there are no floats, whose text depends on how they came about.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pipeline.operations.base import Operation, name_of

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

Value = TypeVar("Value")

_TAG = "$"
_known: dict[int, tuple[object, Mapping[str, Any]]] = {}
"""Hints of fields by the identity of their dataclass, which is kept so that no other takes its place."""

_readers: dict[int, tuple[object, Reader]] = {}
"""What reads values of a hint, by its identity, likewise."""

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
            found = _decode(told, kind)
            assert isinstance(found, Operation)
            return found
        case _:
            raise CodecFault("an operation has a name and fields")


def encode(value: object) -> dict[str, Json]:
    """Return the fields of a dataclass as JSON. Raises CodecFault for one that its hint does not allow."""
    return {name: _encode(getattr(value, name), hint, name) for name, hint in _hints(type(value)).items()}


def read(content: bytes, kind: type[Value]) -> Value:
    """Return the dataclass of which `encode` has made the JSON. Raises CodecFault, ValueError where it is none."""
    found = _decode(json.loads(content), kind)
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
        try:
            items = _items(value, hint)
        except _Refusal as refusal:
            raise CodecFault(f"{place}: {refusal.words}") from None
        return [item if type(item) in plain else _encode(item, kind, f"{place}[{n}]") for n, (item, kind) in enumerate(items)]
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


Reader = Callable[[Any], Any]
"""What makes a value of one hint from its JSON."""


class _Refusal(Exception):
    """Why a value is not read. Its place is put together on the way out, so that good values cost no text."""

    def __init__(self, words: str) -> None:
        self.words, self.parts = words, list[str]()

    def inside(self, part: str) -> _Refusal:
        """Return it, seen from the value that holds the `part`."""
        self.parts.append(part)
        return self

    @property
    def place(self) -> str:
        return "".join(reversed(self.parts)).removeprefix(".")


def _decode(told: Json, hint: Any) -> object:
    try:
        return _reader(hint)(told)
    except _Refusal as refusal:
        raise CodecFault(f"{refusal.place}: {refusal.words}" if refusal.place else refusal.words) from None


def _reader(hint: Any) -> Reader:
    # By identity, as a Literal of 1 and one of True are equal; made once for each, as thousands of a kind are read for one plan.
    if id(hint) not in _readers:
        _readers[id(hint)] = hint, _made_reader(hint)
    return _readers[id(hint)][1]


def _made_reader(hint: Any) -> Reader:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _union_reader(hint)
    if origin is Literal:
        return _checked(hint, lambda told: _is_literal(told, hint))
    if hint is Fraction:
        return _fraction
    if origin is tuple:
        return _tuple_reader(hint)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping_reader(hint)
    if is_dataclass(hint):
        return _fields_reader(hint)
    return _checked(hint, lambda told: hint in _PLAIN and type(told) is hint)


def _checked(hint: Any, is_good: Callable[[Any], bool]) -> Reader:
    def read(told: Json) -> object:
        if not is_good(told):
            raise _Refusal(_no(told, hint))
        return told

    return read


def _tuple_reader(hint: Any) -> Reader:
    plain, kinds = _plain_of(hint), get_args(hint)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return _row_reader(hint, kinds[0], plain)

    def read(told: Json) -> object:
        if not isinstance(told, list):
            raise _Refusal(_no(told, hint))
        made = []
        for number, (item, kind) in enumerate(_items(told, hint)):
            try:
                made.append(item if type(item) in plain else _reader(kind)(item))
            except _Refusal as refusal:
                raise refusal.inside(f"[{number}]") from None
        return tuple(made)

    return read


def _row_reader(hint: Any, kind: Any, plain: frozenset[object]) -> Reader:
    """Return what reads a tuple of any length, whose items are all of a `kind`."""

    def read(told: Json) -> object:
        if not isinstance(told, list):
            raise _Refusal(_no(told, hint))
        made: list[object] = []
        one = _reader(kind)
        try:
            for item in told:
                made.append(item if type(item) in plain else one(item))  # noqa: PERF401 - its length says where what is refused stands
        except _Refusal as refusal:
            raise refusal.inside(f"[{len(made)}]") from None
        return tuple(made)

    return read


def _mapping_reader(hint: Any) -> Reader:
    kind = get_args(hint)[1]

    def read(told: Json) -> object:
        if not isinstance(told, dict):
            raise _Refusal(_no(told, hint))
        return {key: _part(item, kind, key) for key, item in told.items()}

    return read


def _fields_reader(kind: Any) -> Reader:
    readers: dict[str, Reader] = {}  # found when the first one is read: a kind may hold others of itself

    def read(told: Json) -> object:
        if not isinstance(told, dict):
            raise _Refusal(_no(told, kind))
        if not readers:
            readers.update((name, _reader(hint)) for name, hint in _hints(kind).items())
        if told.keys() != readers.keys():
            name = next(name for name in [*told, *readers] if (name in told) != (name in readers))
            raise _Refusal(f"{kind.__name__} {'lacks' if name in readers else 'has no'} {name}")
        made: dict[str, object] = {}
        name = ""
        try:
            for name, one in readers.items():
                made[name] = one(told[name])
        except _Refusal as refusal:
            raise refusal.inside(f".{name}") from None
        return kind(**made)

    return read


def _part(told: Json, hint: Any, name: str) -> object:
    try:
        return _reader(hint)(told)
    except _Refusal as refusal:
        raise refusal.inside(f".{name}") from None


def _union_reader(hint: Any) -> Reader:
    members = get_args(hint)
    tagged = {_named(member): member for member in members if is_dataclass(member)}
    others = tuple(member for member in members if not is_dataclass(member))
    plain = _PLAIN & {*others}

    def read(told: Json) -> object:
        if type(told) in plain:
            return told
        if isinstance(told, dict) and _TAG in told:
            if (tag := told[_TAG]) not in tagged:
                raise _Refusal(f"{tag!r} is none of {_named(hint)}")
            return _reader(tagged[tag])({key: item for key, item in told.items() if key != _TAG})
        for member in others:
            try:
                return _reader(member)(told)
            except _Refusal:
                continue
        raise _Refusal(_no(told, hint))

    return read


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


def _items(values: Any, hint: Any) -> list[tuple[Any, Any]]:
    kinds = get_args(hint)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return [(value, kinds[0]) for value in values]
    if len(values) != len(kinds):
        raise _Refusal(f"{len(values)} items where {len(kinds)} belong")
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


def _fraction(told: Json) -> Fraction:
    if not isinstance(told, str):
        raise _Refusal(_no(told, Fraction))
    return _fraction_of(told)


@lru_cache(maxsize=4096)
def _fraction_of(told: str) -> Fraction:
    # A few hundred values make up the moves of all cards of an episode.
    try:
        found = Fraction(told)
    except (ValueError, ZeroDivisionError):
        raise _Refusal(f"{told!r} is no fraction") from None
    if str(found) != told:
        raise _Refusal(f"{told!r} is not written as {found}")
    return found


def _refused(value: object, hint: Any, place: str) -> CodecFault:
    return CodecFault(f"{place}: {_no(value, hint)}")


def _no(value: object, hint: Any) -> str:
    return f"{value!r} is no {_named(hint)}"


def _named(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) and not get_args(hint) else str(hint)


def _hints(kind: object) -> Mapping[str, Any]:
    if id(kind) not in _known:
        if not (is_dataclass(kind) and isinstance(kind, type)):
            raise CodecFault(f"{kind} is no dataclass")
        hints = get_type_hints(kind)
        _known[id(kind)] = kind, {field.name: hints[field.name] for field in fields(kind)}
    return _known[id(kind)][1]
