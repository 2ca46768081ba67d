"""What may be written at a place of a YAML file: fields by the schema, narrowed by place and kind, and values that it lists.

A text under edit is rarely whole, so the place is found by indentation and brackets, and not by reading the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.studio.answers import Json
from pipeline.values import dataclass

_NAME = r"""[^\s:#,\[\]{}"'&*!|>%@`-][^\s:#,\[\]{}"']*"""
"""What a field may be called, in any script: letters with the marks that belong to them."""

_ROW = re.compile(rf"(\s*)((?:-\s+)*)(?:({_NAME}):(?:\s|$)|(-)$)?")
_OWN = re.compile(r"(\s*)((?:-\s+)*)(.*)", re.DOTALL)
_KEYED = re.compile(rf"({_NAME}):\s+(.*)", re.DOTALL)
_FLOW_KEY = re.compile(rf"\s*({_NAME})\s*:\s*$")
_MOST_LINES = 40
"""Lines above a place in which a bracket around it is looked for."""

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
    first = _opened(lines, line, column)
    own = _OWN.fullmatch(_until(lines, first, line, column))
    assert own is not None
    blanks, dashes, rest = own.groups()
    cursor = len(blanks) + len(dashes)
    steps: list[str] = []
    beside: list[frozenset[str]] = []
    keyed = _KEYED.fullmatch(rest)
    inner: tuple[list[str], list[frozenset[str]], bool] = [], [frozenset()], True
    if keyed is not None:
        inner = _flow(keyed[2])
        inner = [keyed[1], *inner[0]], [frozenset(), *inner[1]], inner[2]
    elif rest[:1] in ("{", "["):
        inner = _flow(rest)
    siblings = set() if keyed is None and rest[:1] in ("{", "[") else _below(lines, line, cursor)
    levels = [len(blanks) + found.start() for found in re.finditer("-", dashes)]
    for level in reversed(levels):
        steps.append(EACH)
        beside.append(frozenset(siblings))
        siblings, cursor = set(), level
    for row in reversed(lines[: first - 1]):
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
    # What stands in brackets is of the group that they are: the one that the lines around it lead to.
    joined = (*around[:-1], around[-1] | inner[1][0], *inner[1][1:])
    return Place((*path, *inner[0]), joined, is_key=inner[2], present=joined[-1])


def _until(lines: Sequence[str], first: int, line: int, column: int) -> str:
    return "\n".join([*lines[first - 1 : line - 1], lines[line - 1][: max(column - 1, 0)]])


def _opened(lines: Sequence[str], line: int, column: int) -> int:
    """Return the line in which the outermost bracket around a place opens; its own where none of a line above is open."""
    found = line
    for first in range(line - 1, max(0, line - _MOST_LINES), -1):
        own = _OWN.fullmatch(_until(lines, first, line, column))
        rest = own[3] if own is not None else ""
        keyed = _KEYED.fullmatch(rest)
        text = rest if keyed is None else keyed[2]
        if text[:1] in ("{", "[") and _is_open(text):
            found = first
    return found


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


def _flow(text: str) -> tuple[list[str], list[frozenset[str]], bool]:
    """Return the way into the brackets of a text, the fields in each of them, and whether one is to be named at its end."""
    stack = _stack(text)
    steps = [EACH if kind == "[" else key for _, kind, key, _ in stack if kind == "[" or key]
    beside = [frozenset(keys) for _, _, _, keys in stack]
    is_key = bool(stack) and stack[-1][1] == "{" and not stack[-1][2]
    return steps, beside if is_key else [*beside, frozenset()], is_key


def _is_open(text: str) -> bool:
    """Say whether the bracket with which a text begins is open at its end."""
    stack = _stack(text)
    return bool(stack) and stack[0][0] == 0


def _stack(text: str) -> list[tuple[int, str, str, set[str]]]:
    """Return the brackets that are open at a text's end: where each stands, which it is, the field that is written, and all."""
    stack: list[tuple[int, str, str, set[str]]] = []
    quote, start = "", 0
    for at, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and not text[start:at].strip():
            quote = sign
        elif sign in "{[":
            stack.append((at, sign, "", set()))
            start = at + 1
        elif sign in "}]" and stack:
            stack.pop()
            start = at + 1
        elif sign == "," and stack:
            stack[-1] = (*stack[-1][:2], "", stack[-1][3])
            start = at + 1
        elif sign == ":" and stack and stack[-1][1] == "{" and (found := _FLOW_KEY.fullmatch(text[start : at + 1])):
            stack[-1] = (*stack[-1][:2], found[1], stack[-1][3] | {found[1]})
            start = at + 1
    return stack


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


def described(schema: Mapping[str, object], place: Place) -> str:
    """Return what a schema says of a place in words; of one in a list also what it says of the list."""
    places = [place]
    while places[-1].path[-1:] == (EACH,):
        last = places[-1]
        places.append(Place(last.path[:-1], last.beside[:-1], is_key=False, present=last.beside[-2]))
    forms = [form for one in places for form in narrowed(schema, one)]
    return " ".join(str(form["description"]) for form in forms if "description" in form)


def field_of(place: Place) -> str:
    """Return the field whose value a place is, or is in a list of; empty at the top of a file."""
    return next((step for step in reversed(place.path) if step != EACH), "")


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
