"""From a shape's errors to diagnostics: each at its line and column, in a producer's words. Pure."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from pipeline.documents.node import Node
from pipeline.faults import Diagnostic, Where, did_you_mean, guess
from pipeline.segments.fields import Loc
from pipeline.segments.meant import NOTHING


def place(root: Node, loc: Loc) -> Where:
    """Return where a field is written; where it is not, the first line of the nearest thing around it that is."""
    node, steps = found(root, loc)
    return node.where if steps == len(loc) else node.head


def found(root: Node, loc: Loc) -> tuple[Node, int]:
    """Return the node at the end of a path, or the last that is written, and how many steps led there."""
    node = root
    for step, part in enumerate(loc):
        inner = None
        if isinstance(part, int) and node.items is not None and part < len(node.items):
            inner = node.items[part]
        elif part == 0 and node.items is None:
            inner = node  # one value that stands for a list of one
        elif isinstance(part, str) and node.entries is not None:
            inner = node.entries.get(part)
        if inner is None:
            return node, step
        node = inner
    return node, len(loc)


def diagnose(error: ValidationError, root: Node, base: Loc, shape: type[BaseModel] | None) -> list[Diagnostic]:
    """Return a diagnostic for every mistake in the fields below `base`, which were read as `shape`."""
    diagnostics = []
    errors = error.errors(include_url=False)
    unknown = [one["loc"] for one in errors if one["type"] == "extra_forbidden"]
    for one in errors:
        context: dict[str, Any] = one.get("ctx") or {}
        loc: Loc = (*base, *one["loc"])
        if one["type"] == "missing" and (
            any(_is_meant(one["loc"], other, shape) for other in unknown) or not found(root, loc[:-1])[0].is_whole
        ):
            continue
        where = place(root, (*loc, *context.get("at", ())))
        if loc[-1:] == ("[key]",):
            loc = loc[:-1]
            where = _key_place(root, loc)
        name = next((part for part in reversed(loc) if isinstance(part, str)), "")
        match one["type"]:
            case "mistake":
                message, hint = context["message"], context["hint"]
                if hint == NOTHING and name == _kind(shape) and len(one["loc"]) == 1:
                    hint = f"write a title: {name}: Any words"  # without this line nothing says what kind it is
            case "extra_forbidden":
                allowed = _fields(shape, one["loc"][:-1])
                message, hint = f"unknown field {name!r}", _torn(root, loc) or did_you_mean(name, tuple(allowed))
                message, hint = getattr(_at(shape, one["loc"][:-1]), "elsewhere", {}).get(name, (message, hint))
                if name == "profiles" and "deliver" in allowed:
                    message, hint = _once_profiles(found(root, loc)[0])
                where = _key_place(root, loc)
            case "missing":
                message, hint = _missing(name, (_kind(shape), *one["loc"]) if len(one["loc"]) == 1 and _kind(shape) else loc)
            case "model_type" | "dict_type" | "model_attributes_type":
                message, hint = (
                    _wrong(one["input"], "a group of fields", name),
                    "write each as key: value, on a line of its own or in { }",
                )
            case "tuple_type" | "list_type":
                message, hint = _wrong(one["input"], "a list", name), "write [one, two], or each on a line of its own after '- '"
            case _:
                message, hint = f"{name}: {one['msg']}", ""
        diagnostics.append(Diagnostic(where, message, hint))
        for message, hint, at in context.get("more", ()):
            diagnostics.append(Diagnostic(place(root, (*loc, *at)), message, hint))
    return diagnostics


def _is_meant(missing: Loc, unknown: Loc, shape: type[BaseModel] | None) -> bool:
    """Say whether a field that is missing is there under a misspelled name: that is one mistake, and told at the name."""
    if missing[:-1] != unknown[:-1]:
        return False
    return guess(str(unknown[-1]), _fields(shape, unknown[:-1])) == guess(str(missing[-1]), (str(missing[-1]),))


def _missing(name: str, loc: Loc) -> tuple[str, str]:
    around = next((part for part in reversed(loc[:-1]) if isinstance(part, str)), "")
    return f"{name!r} is missing" + (
        f" in {around!r}" if around and not isinstance(loc[-1], int) else ""
    ), f"write {name}: and its value"


def _kind(shape: type[BaseModel] | None) -> str:
    """Return the kind of segment that a shape is read for, by which its title is written; empty where it is of none."""
    title = shape.model_fields.get("title") if shape is not None else None
    return (title.alias if title is not None else None) or ""


def _torn(root: Node, loc: Loc) -> str:
    """Return how to write a text in braces that a comma has torn in two, where a field is the second half; else nothing."""
    around, steps = found(root, loc[:-1])
    key, entries = around.keys.get(str(loc[-1])), around.entries or {}
    value = entries.get(str(loc[-1]))
    if key is None or value is None or value.text or (value.line, value.column) != (key.end_line, key.end_column):
        return ""
    names = [name for name, at in around.keys.items() if (at.line, at.column) < (key.line, key.column)]
    before = entries[names[-1]].text if names else None
    return f'a text with a comma needs quotes here: "{before}, {loc[-1]}"' if before and steps == len(loc) - 1 else ""


def _once_profiles(node: Node) -> tuple[str, str]:
    """Return what to say of the field that `deliver` has replaced, of which `build` made the first profile alone."""
    names = [item.text or "" for item in node.items or (node,) if item.text]
    hint = f"write deliver: [{', '.join(names) or 'youtube'}], or the first alone if the others are not wanted each time"
    return "'profiles' is called 'deliver' now, and `build` makes all that it lists", hint


def _wrong(value: object, wanted: str, name: str) -> str:
    got = {str: "a text", tuple: "a list", dict: "a group of fields", type(None): "nothing"}.get(type(value), "something else")
    return f"{name!r} is {wanted}, and here is {got}"


def _key_place(root: Node, loc: Loc) -> Where:
    around, steps = found(root, loc[:-1])
    key = around.keys.get(str(loc[-1])) if steps == len(loc) - 1 else None
    return key.where if key else around.head


def _fields(shape: type[BaseModel] | None, loc: tuple[int | str, ...]) -> list[str]:
    """Return the names that may be written in the shape to which `loc` leads."""
    found = _at(shape, loc)
    return allowed(found) if found is not None else []


def _at(shape: type[BaseModel] | None, loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    current: object = shape
    for part in loc:
        current = _inner(current, part)
    return current if isinstance(current, type) and issubclass(current, BaseModel) else None


def allowed(shape: type[BaseModel]) -> list[str]:
    """Return the names of a shape's fields as they are written."""
    return [field.alias or name for name, field in shape.model_fields.items()]


def _inner(current: object, part: int | str) -> object:
    current = _bare(current)
    if isinstance(current, type) and issubclass(current, BaseModel) and isinstance(part, str):
        for name, field in current.model_fields.items():
            if part in (field.alias, name):
                return _bare(field.annotation)
        return None
    if get_origin(current) in (tuple, dict, Mapping):
        arguments = get_args(current)
        return _bare(arguments[0] if get_origin(current) is tuple else arguments[1])
    return None


def _bare(annotation: object) -> object:
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            annotation = next(part for part in get_args(annotation) if part is not type(None))
        else:
            return annotation
