"""The tree of a YAML file: texts, lists and groups, each with where it begins and ends. Pure data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import TypeAlias

from pipeline.faults import Where
from pipeline.values import dataclass

Plain: TypeAlias = "str | tuple[Plain, ...] | dict[str, Plain] | None"
"""A tree's values without their places: texts, None where nothing is written, lists and groups."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A scalar's `text` (None where nothing is written), a list's `items`, or a group's `entries`.

    Lines and columns count characters from 1; the end is the place just after the last character, before blanks and comments
    that follow. `keys` holds the place of each key of a group. `size` counts the nodes in it, `height` the levels below it.
    `path` is the file it is written in, as messages name it: what is below may be written in another one. A group that is not
    `is_whole` lacks an entry about whose key a mistake was told.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str | None = None
    items: tuple[Node, ...] | None = None
    entries: Mapping[str, Node] | None = None
    keys: Mapping[str, Node] = field(default_factory=dict)
    size: int = 1
    height: int = 0
    is_whole: bool = True

    @property
    def where(self) -> Where:
        """Return the node's place."""
        return Where(self.path, self.line, self.column, self.end_line, self.end_column)

    @property
    def head(self) -> Where:
        """Return the place of the node's first line: where something is missing, the rest of it is not at fault."""
        end = _head_end(self)
        return Where(self.path, self.line, self.column, *end)


def plain(node: Node) -> Plain:
    """Return the values of a tree."""
    if node.entries is not None:
        return {key: plain(value) for key, value in node.entries.items()}
    if node.items is not None:
        return tuple(plain(item) for item in node.items)
    return node.text


def texts(node: Node) -> Iterator[str]:
    """Yield every text of a tree."""
    if node.text is not None:
        yield node.text
    for below in (*(node.items or ()), *(node.entries or {}).values()):
        yield from texts(below)


def _head_end(node: Node) -> tuple[int, int]:
    """Return where the part of a node ends that stands on its first line."""
    line = node.line
    if node.end_line == line:
        return node.end_line, node.end_column
    end = line, node.column
    for key, value in (node.entries or {}).items():
        at = node.keys[key]
        if at.line == line:
            end = at.end_line, at.end_column
            # An alias's node stands elsewhere, before this one; and so may one that another file holds.
            is_here = value.path == node.path and value.line == line and value.column >= at.end_column
            if is_here and (inner := _head_end(value)) > (line, value.column):
                end = inner
    for item in node.items or ():
        if item.path == node.path and item.line == line and item.column >= end[1]:
            end = _head_end(item)
    return end
