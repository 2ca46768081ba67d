"""Read around what is not valid YAML: the segments beside a broken one are as good as before. Pure.

While a line is being typed, a manifest often is no YAML at all. The segment in which that is so gives way to a line that says
nothing but its title, and all others can be read, at the lines where they stand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from pipeline.documents import reader
from pipeline.faults import Diagnostic

UNREADABLE = "unreadable"
"""Stands where a kind stands, in the line put in a segment's place; no kind is called so."""

_ROUNDS = 3
"""Segments that are mended at once; whoever breaks more sees the last good cut."""

_SEGMENTS = re.compile(r"segments\s*:\s*(#.*)?")
_ITEM = re.compile(r"( *)-(\s.*)?")
_TITLE = re.compile(r"\s*-\s+[^:#\s]+\s*:\s*(.*)")


def mended(content: bytes, path: str) -> bytes | None:
    """Return a manifest that is no YAML with the segments in which it is not replaced; None where that does not help."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    lines = _mended(text.splitlines(), path, _ROUNDS)
    return None if lines is None else "\n".join([*lines, ""]).encode()


def title(content: bytes) -> str:
    """Return the title of the segment that a file holds which is no YAML; empty where its first line tells none."""
    lines = content.decode("utf-8-sig", errors="replace").splitlines()
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith(("#", "---"))), "")
    return _titled(f"- {first}")


def beside(told: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a mended manifest but for the segments that were replaced in it."""
    return tuple(diagnostic for diagnostic in told if repr(UNREADABLE) not in diagnostic.message)


def _mended(lines: list[str], path: str, rounds: int) -> list[str] | None:
    fault = _fault(lines, path)
    if fault is None:
        return lines
    items = list(_items(lines))
    # The mistake is where it is noticed or above it; an open quote or bracket is noticed far below.
    near = sorted(items, key=lambda item: (item[0] >= fault.where.line, abs(fault.where.line - 1 - item[0])))
    attempts = [_without(lines, item) for item in near]
    for attempt in attempts:
        if _fault(attempt, path) is None:
            return attempt
    if rounds > 1:
        for attempt in attempts[:2]:
            later = _fault(attempt, path)
            # Another segment is broken, too, where the mistake is now noticed further down.
            if later is not None and later.where.line > fault.where.line and (found := _mended(attempt, path, rounds - 1)):
                return found
    return None


def _fault(lines: list[str], path: str) -> Diagnostic | None:
    told: list[Diagnostic] = []
    root = reader.read("\n".join(lines).encode(), path, told)
    return told[0] if root is None and told else None


def _items(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield first line and the line after the last of each segment, from 0, as far as indentation tells them."""
    begin = next((number for number, line in enumerate(lines) if _SEGMENTS.fullmatch(line)), None)
    if begin is None:
        return
    indent: int | None = None
    first: int | None = None
    for number in range(begin + 1, len(lines)):
        line = lines[number]
        match = _ITEM.fullmatch(line)
        if match and indent is None:
            indent = len(match[1])
        if match and len(match[1]) == indent:
            if first is not None:
                yield first, number
            first = number
        elif indent is not None and line[:1] not in ("", " ", "#", "\t"):  # the next field of the manifest
            if first is not None:
                yield first, number
            return
    if first is not None:
        yield first, len(lines)


def _without(lines: list[str], item: tuple[int, int]) -> list[str]:
    first, after = item
    head = lines[first]
    placeholder = f"{head[: head.index('-')]}- {UNREADABLE}: {json.dumps(_titled(head), ensure_ascii=False)}"
    return [*lines[:first], placeholder, *([""] * (after - first - 1)), *lines[after:]]


def _titled(head: str) -> str:
    """Return the title in the first line of a segment."""
    match = _TITLE.fullmatch(head)
    return match[1].partition(" #")[0].strip().strip("\"'") if match else ""
