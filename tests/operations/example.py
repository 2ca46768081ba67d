"""What an operation brings to the suite that all must pass: a small value of it, and what that reads.

`tests/operations/examples/<module>.py` holds `OPERATION` and a function `inputs(folder)`, which writes what is read into a folder
and returns it by symbolic name: a file, or a list of files for a numbered folder.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from pathlib import Path
from types import ModuleType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pipeline import digest
from pipeline.execution import code
from pipeline.operations.base import Operation
from pipeline.plan.action import Action, FromSource, FromSources, Identity, Input

Read = Mapping[str, Path | Sequence[Path]]

CLASSES = list(code.classes("pipeline.operations"))


def example(kind: type[Operation]) -> ModuleType:
    """Return the example of a class of operations."""
    name = kind.__module__.rpartition(".")[2]
    try:
        return importlib.import_module(f"tests.operations.examples.{name}")
    except ModuleNotFoundError as missing:
        raise AssertionError(f"{kind.__name__} has no example: write tests/operations/examples/{name}.py") from missing


def action_of(operation: Operation, read: Read = {}, show: Path = Path()) -> Action:  # noqa: B006
    """Return the action that reads files of the show folder."""
    inputs = tuple(_input(name, place, show) for name, place in read.items())
    return Action(operation, inputs, Identity("code"), address="example")


def _input(name: str, place: Path | Sequence[Path], show: Path) -> Input:
    if isinstance(place, Path):
        return Input(name, FromSource(digest.of_file(place), str(place.relative_to(show))), place.suffix)
    paths = tuple(str(path.relative_to(show)) for path in place)
    return Input(name, FromSources(tuple(digest.of_file(path) for path in place), paths), place[0].suffix)


def laid_out(read: Read, folder: Path) -> dict[str, str]:
    """Return where inputs lie below `folder`, as a sandbox lays them out: a list becomes a numbered folder."""
    places = {}
    for name, place in read.items():
        if not isinstance(place, Path):
            (folder / name).mkdir()
            for number, path in enumerate(place):
                (folder / name / f"{number:06d}{path.suffix}").symlink_to(path)
            place = folder / name
        places[name] = str(place.relative_to(folder))
    return places


# ---------------------------------------------------------------------------------------------- other values


def others(value: Any, hint: Any = None) -> Iterator[Any]:
    """Yield values that differ from a value in one place, for every place, as its type hint allows it."""
    hint = type(value) if hint is None else hint
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        for member in arguments:
            if _is_of(value, member):
                yield from others(value, member)
            else:
                yield some(member)
    elif origin is Literal:
        yield from (other for other in arguments if other != value)
    elif origin is tuple and arguments[-1] is Ellipsis:
        for number, item in enumerate(value):
            yield from ((*value[:number], other, *value[number + 1 :]) for other in others(item, arguments[0]))
        yield (*value, some(arguments[0]))
        if value:
            yield value[:-1]
    elif origin is tuple:
        for number, (item, kind) in enumerate(zip(value, arguments, strict=True)):
            yield from ((*value[:number], other, *value[number + 1 :]) for other in others(item, kind))
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        for key, item in value.items():
            yield from ({**value, key: other} for other in others(item, arguments[1]))
        yield {**value, "another": some(arguments[1])}
    elif is_dataclass(value):
        hints = get_type_hints(type(value))
        for field in fields(value):
            if field.compare:
                for other in others(getattr(value, field.name), hints[field.name]):
                    yield replace(value, **{field.name: other})  # type: ignore[type-var]
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int | Fraction):
        yield value + 1
    elif isinstance(value, str):
        yield value + "x"


def some(hint: Any) -> Any:
    """Return any value that a type hint allows."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType, Literal):
        return arguments[0] if origin is Literal else some(arguments[0])
    if origin is tuple:
        return () if arguments[-1] is Ellipsis else tuple(some(kind) for kind in arguments)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {}
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return hint(**{field.name: some(hints[field.name]) for field in fields(hint)})  # type: ignore[operator]
    return None if hint is type(None) else hint(1)


def _is_of(value: Any, hint: Any) -> bool:
    origin = get_origin(hint)
    if origin is Literal:
        return value in get_args(hint)
    return type(value) is (origin or hint)
