"""YAML -> a tree of nodes with their places; texts stay texts. Floor 3, pure.

Read from events, not composed by libyaml: its composer recurses in C, and a hundred thousand brackets crash the process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pipeline.faults import Diagnostic, Where

LARGEST = 2 * 1024 * 1024
"""Bytes of a file: a season's people fit many times over."""
DEEPEST = 24
"""Levels of nesting; the deepest field of a manifest is at 7."""
MOST = 100_000
"""Nodes of a file, every alias counted as what it stands for; a long episode has some 2,000."""


@dataclass(slots=True)
class Node:
    """Be one node: a scalar's `text` (None where nothing is written), a list's `items`, or a group's `entries`.

    `line` and `column` count from 1. `keys` holds the place of each key of a group. `size` counts the nodes in it.
    """

    line: int
    column: int
    text: str | None = None
    items: list[Node] | None = None
    entries: dict[str, Node] | None = None
    keys: dict[str, Node] = field(default_factory=dict)
    size: int = 1


def read(content: bytes, path: str, diagnostics: list[Diagnostic]) -> Node | None:
    """Read one YAML document, telling every mistake that YAML itself can have. None where nothing can be made of it.

    Texts are not interpreted: `1:30`, `NO`, `0123` and dates are what was typed. Refused: duplicate keys, tags, merge keys, keys
    that are no text, aliases that hold themselves, several documents, and more bytes, levels or nodes than a person writes.
    """
    import yaml

    if len(content) > LARGEST:
        diagnostics.append(Diagnostic(Where(path), f"the file has {len(content):,} bytes, and at most {LARGEST:,} are read"))
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        where = Where(path, before.count(b"\n") + 1, len(before) - (before.rfind(b"\n") + 1) + 1)
        diagnostics.append(Diagnostic(where, f"the file is not UTF-8 (byte 0x{content[error.start]:02x})", "save it as UTF-8"))
        return None
    try:
        return _Reader(path, diagnostics).document(yaml.parse(text, _loader()))
    except _Stop as stop:
        diagnostics.append(stop.diagnostic)
    except yaml.MarkedYAMLError as error:
        diagnostics.append(_syntax(path, error))
    except yaml.reader.ReaderError as error:
        before_text = text[: error.position] if isinstance(error.position, int) else ""
        where = Where(path, before_text.count("\n") + 1, len(before_text) - (before_text.rfind("\n") + 1) + 1)
        shown = f"U+{error.character:04X}" if isinstance(error.character, int) else repr(error.character)
        diagnostics.append(
            Diagnostic(where, f"the character {shown} cannot stand in YAML", "remove it; it is often pasted in unseen")
        )
    return None


def plain(node: Node) -> Any:
    """Return the values of a tree: texts, None, tuples and dicts."""
    if node.entries is not None:
        return {key: plain(value) for key, value in node.entries.items()}
    if node.items is not None:
        return tuple(plain(item) for item in node.items)
    return node.text


def _loader() -> Any:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Stop(Exception):
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


class _Reader:
    """Build the tree with a stack of its own, so that depth costs no recursion."""

    def __init__(self, path: str, diagnostics: list[Diagnostic]) -> None:
        self.path, self.diagnostics = path, diagnostics
        self.anchors: dict[str, Node] = {}
        self.open: list[tuple[Node, str]] = []
        self.pending: list[tuple[str, Node] | None] = []
        self.nodes = 0
        self.root: Node | None = None

    def document(self, events: Any) -> Node | None:
        """Return the root of the only document."""
        import yaml

        documents = 0
        for event in events:
            match event:
                case yaml.ScalarEvent():
                    node = _node(event, _scalar(event))
                    self._open(event, node)
                    self._add(node, key=True)
                case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                    is_group = isinstance(event, yaml.MappingStartEvent)
                    node = _node(event)
                    if is_group:
                        node.entries = {}
                    else:
                        node.items = []
                    self.open.append((node, event.anchor or ""))
                    self.pending.append(None)
                    self._tag(event)
                    if len(self.open) > DEEPEST:
                        self._stop(event.start_mark, f"the file is nested deeper than {DEEPEST} levels")
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    node, anchor = self.open.pop()
                    self.pending.pop()
                    if anchor:
                        self.anchors[anchor] = node
                    self._add(node, key=False)
                case yaml.AliasEvent():
                    self._alias(event)
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self._stop(event.start_mark, "a second document begins here", "keep one document a file, without ---")
                case _:
                    pass
        return self.root

    def _open(self, event: Any, node: Node) -> None:
        self._tag(event)
        if event.anchor:
            self.anchors[event.anchor] = node

    def _tag(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            self._tell(event.start_mark, f"the tag {event.tag!r} is not read", "remove it; every field knows its own type")

    def _alias(self, event: Any) -> None:
        name = event.anchor
        if any(anchor == name for _, anchor in self.open):
            self._stop(event.start_mark, f"the alias *{name} stands inside what it stands for")
        target = self.anchors.get(name)
        if target is None:
            self._stop(event.start_mark, f"the alias *{name} stands for nothing", f"mark what it stands for with &{name}, above")
            return
        self._add(target, key=True, mark=event.start_mark)

    def _add(self, node: Node, *, key: bool, mark: Any = None) -> None:
        """Put a finished node where it belongs: a key of the group that is open, its value, an item of a list, the root."""
        self.nodes += node.size if mark is not None else 1
        if self.nodes > MOST:
            where = Where(self.path, *((mark.line + 1, mark.column + 1) if mark is not None else (node.line, node.column)))
            raise _Stop(Diagnostic(where, f"the file holds more than {MOST:,} values, aliases counted as what they stand for"))
        if not self.open:
            self.root = node
            return
        parent = self.open[-1][0]
        parent.size += node.size
        if parent.items is not None:
            parent.items.append(node)
            return
        assert parent.entries is not None
        waiting = self.pending[-1]
        if waiting is None:
            self.pending[-1] = (self._key(node, key), node)
            return
        name, at = waiting
        self.pending[-1] = None
        if not name:
            return
        if name in parent.entries:
            first = parent.keys[name]
            self.diagnostics.append(
                Diagnostic(
                    Where(self.path, at.line, at.column),
                    f"{name!r} is written twice",
                    f"the first is in line {first.line}; keep one",
                )
            )
            return
        parent.entries[name], parent.keys[name] = node, at

    def _key(self, node: Node, scalar: bool) -> str:
        where = Where(self.path, node.line, node.column)
        if not scalar or node.items is not None or node.entries is not None:
            self.diagnostics.append(
                Diagnostic(where, "a list or a group stands where a key belongs", "write key: value; quote a text with { or [")
            )
        elif not node.text:
            self.diagnostics.append(Diagnostic(where, "a key is empty", "write key: value"))
        elif node.text == "<<":
            self.diagnostics.append(Diagnostic(where, "merging (<<) is not read", "write the fields out"))
        else:
            return node.text
        return ""

    def _tell(self, mark: Any, message: str, hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(Where(self.path, mark.line + 1, mark.column + 1), message, hint))

    def _stop(self, mark: Any, message: str, hint: str = "") -> None:
        raise _Stop(Diagnostic(Where(self.path, mark.line + 1, mark.column + 1), message, hint))


def _node(event: Any, text: str | None = None) -> Node:
    return Node(event.start_mark.line + 1, event.start_mark.column + 1, text)


def _scalar(event: Any) -> str | None:
    # Only what is truly not written is nothing: `~` and `null` are texts, since someone may be called Null.
    return None if not event.value and event.style in (None, "") else event.value


_HINTS = (
    ("mapping values are not allowed", "a ': ' inside a text needs quotes around the text; or the indentation is off"),
    ("did not find expected key", "look at the indentation, and at quotes or brackets that are not closed"),
    ("did not find expected '-' indicator", "look at the indentation: items of a list begin with '- ' in the same column"),
    ("did not find expected ',' or ", "a bracket is not closed, or a comma lacks"),
    ("cannot start any token", "a text that begins with @, `, %, | or a tab needs quotes; indent with spaces"),
    ("while scanning a quoted scalar", "a quote is not closed"),
    ("could not find expected ':'", "write key: value, with a space after the colon"),
)


def _syntax(path: str, error: Any) -> Diagnostic:
    said = f"{error.context or ''} {error.problem or ''}".strip()
    hint = next((hint for found, hint in _HINTS if found in said), "look at this line and the one above")
    # What is never closed is noticed at the end of the file; where it was opened is where to look.
    is_open = "end of stream" in said and error.context_mark is not None
    mark = error.context_mark if is_open else error.problem_mark or error.context_mark
    where = Where(path, mark.line + 1, mark.column + 1) if mark is not None else Where(path)
    opened = error.context_mark
    if not is_open and opened is not None and mark is not None and opened.line != mark.line and "flow" in (error.context or ""):
        hint = f"the bracket opened in line {opened.line + 1} is not closed, or a comma lacks"
    return Diagnostic(where, f"this is not valid YAML: {error.problem or error.context}", hint)
