"""What may be written at a place of a YAML file: fields by the schema, narrowed by place and kind, and values that it lists.

A text under edit is rarely whole, so the place is found by indentation and brackets, and not by reading the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.studio.answers import Json

_ROW = re.compile(r"(\s*)((?:-\s+)*)(?:([\w-]+):(?:\s|$)|(-)$)?")
_OWN = re.compile(r"(\s*)((?:-\s+)*)(.*)", re.DOTALL)
_KEYED = re.compile(r"([\w-]+):\s+(.*)", re.DOTALL)
_FLOW_KEY = re.compile(r"\s*([\w-]+)\s*:\s*$")
_MOST = 400
"""Suggestions that are given at once: what is typed narrows them further."""

EACH = "*"
"""The step of a path into a list."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: the fields on the way to it, with those that stand beside each; whether a field is to be named there."""

    path: tuple[str, ...]
    beside: tuple[frozenset[str], ...]
    is_key: bool
    present: frozenset[str]


def place_of(text: str, line: int, column: int) -> Place:
    """Return the place before a column of a line; both count from 1, columns in characters."""
    lines = text.split("\n")
    line = min(max(line, 1), len(lines))
    own = _OWN.fullmatch(lines[line - 1][: max(column - 1, 0)])
    assert own is not None
    blanks, dashes, rest = own.groups()
    cursor = len(blanks) + len(dashes)
    steps: list[str] = []
    beside: list[frozenset[str]] = []
    keyed = _KEYED.fullmatch(rest)
    inner: tuple[list[str], list[frozenset[str]], bool, frozenset[str]] = [], [], True, frozenset()
    if keyed is not None:
        inner = _flow(keyed[2])
        inner = [keyed[1], *inner[0]], [frozenset(), *inner[1]], inner[2], inner[3]
    elif rest[:1] in ("{", "["):
        inner = _flow(rest)
    siblings = set() if keyed is None and rest[:1] in ("{", "[") else _below(lines, line, cursor)
    levels = [len(blanks) + found.start() for found in re.finditer("-", dashes)]
    for level in reversed(levels):
        steps.append(EACH)
        beside.append(frozenset(siblings))
        siblings, cursor = set(), level
    for row in reversed(lines[: line - 1]):
        if cursor == 0 and not (steps and steps[-1] == EACH and len(steps) == len(beside)):
            siblings |= _keys(row, 0)
            continue
        for column_, what in reversed(list(_items(row))):
            is_list = bool(steps) and steps[-1] == EACH
            if what is not EACH and column_ == cursor and not (is_list and not siblings and _opens(row)):
                siblings.add(what)
            elif column_ < cursor or (is_list and column_ == cursor and what is not EACH):
                if what is not EACH and not _opens(row):
                    continue
                steps.append(what)
                beside.append(frozenset(siblings))
                siblings, cursor = ({what} if what is not EACH else set()), column_
    beside.append(frozenset(siblings))
    path, around = tuple(reversed(steps)), tuple(reversed(beside))
    if not inner[0] and keyed is None and rest[:1] not in ("{", "["):
        return Place(path, around, is_key=True, present=around[-1])
    return Place((*path, *inner[0]), (*around, *inner[1]), is_key=inner[2], present=inner[3])


def _items(row: str) -> Iterator[tuple[int, str]]:
    """Yield the dashes and the field of a row with their columns, from the left."""
    found = _ROW.match(row)
    if found is None or row.lstrip().startswith("#") or not row.strip():
        return
    begin = len(found[1])
    for dash in re.finditer("-", found[2]):
        yield begin + dash.start(), EACH
    if found[3]:
        yield begin + len(found[2]), found[3]
    elif found[4]:
        yield begin + len(found[2]), EACH


def _opens(row: str) -> bool:
    """Say whether what stands in a row goes on below it."""
    return row.partition(" #")[0].rstrip().endswith((":", "-", "|", ">"))


def _keys(row: str, column: int) -> set[str]:
    return {what for at, what in _items(row) if at == column and what is not EACH}


def _below(lines: Sequence[str], line: int, cursor: int) -> set[str]:
    """Return the fields that follow in the same group."""
    found: set[str] = set()
    for row in lines[line:]:
        if not row.strip():
            continue
        if len(row) - len(row.lstrip()) < cursor:
            break
        if row[cursor : cursor + 1] not in ("-", " "):
            found |= _keys(row, cursor)
    return found


def _flow(text: str) -> tuple[list[str], list[frozenset[str]], bool, frozenset[str]]:
    """Return the way into the brackets of a text, whether a field is to be named at its end, and the fields there already."""
    stack: list[tuple[str, str, set[str]]] = []
    quote, start = "", 0
    for at, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and not text[start:at].strip():
            quote = sign
        elif sign in "{[":
            stack.append((sign, "", set()))
            start = at + 1
        elif sign in "}]" and stack:
            stack.pop()
            start = at + 1
        elif sign == "," and stack:
            stack[-1] = stack[-1][0], "", stack[-1][2]
            start = at + 1
        elif sign == ":" and stack and stack[-1][0] == "{" and (found := _FLOW_KEY.fullmatch(text[start : at + 1])):
            stack[-1] = "{", found[1], stack[-1][2] | {found[1]}
            start = at + 1
    steps = [EACH if kind == "[" else key for kind, key, _ in stack if kind == "[" or key]
    beside = [frozenset(keys) for kind, key, keys in stack if kind == "[" or key]
    if not stack:
        return [], [], False, frozenset()
    kind, key, keys = stack[-1]
    return steps, beside, kind == "{" and not key, frozenset(keys)


# ---------------------------------------------------------------------------------------------- schema


def narrowed(schema: Mapping[str, object], place: Place) -> list[Mapping[str, object]]:
    """Return what the schema says of a place: all the forms that it may have there."""
    definitions = _group(schema.get("$defs"))
    found = list(_forms(schema, definitions, place.beside[0] if place.beside else frozenset()))
    for number, step in enumerate(place.path):
        keys = place.beside[number + 1] if number + 1 < len(place.beside) else frozenset()
        keys |= place.present if number + 1 == len(place.path) else frozenset()
        inner = [_group(one) for form in found if (one := _into(form, step)) is not None]
        found = [form for one in inner for form in _forms(one, definitions, keys)]
    return found


def fields(forms: Sequence[Mapping[str, object]], present: frozenset[str]) -> list[Json]:
    """Return the fields that may be named, but for those that are there; kinds of segments come with their least."""
    told: dict[str, Json] = {}
    for form in forms:
        for name, one in _group(form.get("properties")).items():
            if name not in present:
                detail = str(_group(one).get("description", ""))
                told.setdefault(name, {"label": name, "detail": detail, "insert": f"{name}: ", "kind": "field"})
        for snippet in _list(form.get("defaultSnippets")):
            name = str(_group(snippet).get("label"))
            detail = str(_group(snippet).get("description", ""))
            if not present:
                told.setdefault(name, {"label": name, "detail": detail, "insert": f"{name}: ", "kind": "segment"})
    return list(told.values())[:_MOST]


def words(forms: Sequence[Mapping[str, object]]) -> list[Json]:
    """Return the values that a schema lists."""
    told: dict[str, Json] = {}
    for form in forms:
        values = [*_list(form.get("enum")), *([form["const"]] if "const" in form else []), *_list(form.get("examples"))]
        for value in values:
            if not isinstance(value, bool):  # `on` and `off` are listed beside them
                told.setdefault(str(value), {"label": str(value), "detail": "", "insert": str(value), "kind": "value"})
    return list(told.values())[:_MOST]


def described(forms: Sequence[Mapping[str, object]]) -> str:
    """Return what is said of a place in words."""
    return " ".join(str(form["description"]) for form in forms if "description" in form)


def _forms(
    schema: Mapping[str, object], definitions: Mapping[str, object], keys: frozenset[str]
) -> Iterator[Mapping[str, object]]:
    """Yield a schema and all that it may stand for, where these fields are there."""
    yield schema
    if isinstance(reference := schema.get("$ref"), str):
        yield from _forms(_group(definitions.get(reference.removeprefix("#/$defs/"))), definitions, keys)
    for name in ("anyOf", "oneOf", "allOf"):
        for one in _list(schema.get(name)):
            yield from _forms(_group(one), definitions, keys)
    if "if" in schema:
        required = {str(name) for name in _list(_group(schema["if"]).get("required"))}
        yield from _forms(_group(schema.get("then" if required <= keys else "else")), definitions, keys)


def _into(form: Mapping[str, object], step: str) -> object:
    if step == EACH:
        return form.get("items")
    own = _group(form.get("properties")).get(step)
    return own if own is not None else form.get("additionalProperties")


def _group(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []
