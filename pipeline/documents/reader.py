"""YAML -> a tree of nodes with their places; texts stay texts. Pure.

Read from events, not composed by libyaml: its composer recurses in C, and a hundred thousand brackets crash the process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, NoReturn

from pipeline.documents.files import LARGEST
from pipeline.documents.node import Node
from pipeline.documents.places import Places
from pipeline.documents.slips import comma_in_number, commented_colour, kept, slips, tight_key
from pipeline.documents.syntax import BLANKS, odd_blank, syntax
from pipeline.faults import Diagnostic, Severity, Where
from pipeline.values import dataclass

if TYPE_CHECKING:
    from yaml.events import AliasEvent, CollectionStartEvent, Event, ScalarEvent

DEEPEST = 24
"""Levels of nesting, through aliases too; the deepest field of a manifest is at 7."""
MOST = 100_000
"""Nodes of a file, every alias counted as what it stands for; a long episode has some 2,000."""

_ODD_KEY = re.compile(rf"-?([{BLANKS}]+)")
_REFUSED = re.compile(r"[^\t\n\r -~\x85\xa0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.1 does not call printable (5.1), and the byte order mark, which has no place after a file's beginning."""


def read(
    content: bytes, path: str, diagnostics: list[Diagnostic], warnings: list[Diagnostic] | None = None
) -> Node | None:
    """Read one YAML document, telling every mistake that YAML itself can have. None where nothing can be made of it.

    What is probably meant otherwise and stops nothing is told to `warnings`, which may be the same list.

    Texts are not interpreted: `1:30`, `NO`, `0123` and dates are what was typed. Refused: duplicate keys, tags, merge keys, keys
    that are no text, aliases that hold themselves, several documents, and more bytes, levels or nodes than a person writes.
    """
    import yaml

    if len(content) > LARGEST:
        message = f"the file is too large: at most {LARGEST:,} bytes are read"
        diagnostics.append(Diagnostic(Where(path), message, "is it the file that you meant?"))
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"the file is not UTF-8 (byte 0x{content[error.start]:02x})"
        before = content[: error.start].decode("utf-8-sig")
        diagnostics.append(Diagnostic(Places(before, path).between(len(before), len(before)), message, "save it as UTF-8"))
        return None
    places = Places(text, path)
    if refused := _REFUSED.search(text):
        where = places.between(*refused.span())
        message = f"the character U+{ord(refused[0]):04X} cannot stand in YAML"
        diagnostics.append(Diagnostic(where, message, "remove it; it is often pasted in unseen"))
        return None
    probably: list[Diagnostic] = []
    try:
        root = _document(text, places, diagnostics, probably)
        if warnings is not None:  # of a file that cannot be read, the mistake is enough
            warnings += probably
        return root
    except _Stop as stop:
        diagnostics.append(stop.diagnostic)
    except yaml.MarkedYAMLError as error:
        diagnostics.append(syntax(places, error))
    return None


def _document(text: str, places: Places, diagnostics: list[Diagnostic], warnings: list[Diagnostic]) -> Node | None:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Reader(places, diagnostics, warnings).document(yaml.parse(text, loader))
    except yaml.MarkedYAMLError as error:
        if "nesting" not in f"{error.context} {error.problem}" or error.problem_mark is None:
            raise
        # libyaml looks a thousand characters ahead, and some of its versions have a limit of their own there. Up to it the text
        # is read again, and our limit, which comes first, tells its place.
        return _Reader(places, [], []).document(yaml.parse(text[: error.problem_mark.index - 1], loader))


class _Stop(Exception):
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


@dataclass(slots=True, eq=False)
class _Open:
    """A list or group whose end has not come."""

    start: int
    anchor: str
    is_group: bool
    is_flow: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Node] = field(default_factory=dict)
    pending: tuple[str, Node] | None = None
    end: int = 0
    size: int = 1
    height: int = 0
    is_whole: bool = True


class _Reader:
    """A tree in the making, with a stack of its own, so that depth costs no recursion."""

    def __init__(self, places: Places, diagnostics: list[Diagnostic], warnings: list[Diagnostic]) -> None:
        self.places, self.diagnostics, self.warnings = places, diagnostics, warnings
        self.anchors: dict[str, Node] = {}
        self.open: list[_Open] = []
        self.nodes = 0
        self.root: Node | None = None

    def document(self, events: Iterable[Event]) -> Node | None:
        """Return the root of the only document."""
        import yaml

        documents = 0
        for event in events:
            match event:
                case yaml.ScalarEvent():
                    self._tag(event)
                    start, end = _extent(event)
                    # The mark after a text in | or > stands on the next line that is written.
                    end = self.places.trimmed(start, end) if event.style in ("|", ">") else end
                    node = self._node(start, end, self._scalar(event, start, end))
                    if event.anchor:
                        self.anchors[event.anchor] = node
                    self._add(node, end, key=True)
                case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                    self._tag(event)
                    is_group = isinstance(event, yaml.MappingStartEvent)
                    self.open.append(_Open(_extent(event)[0], event.anchor or "", is_group, bool(event.flow_style)))
                    self._check_depth(event, 0)
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    self._close(event)
                case yaml.AliasEvent():
                    self._alias(event)
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self._stop(event, "a second document begins here", "keep one document a file, without ---")
                case _:
                    pass
        return self.root

    def _close(self, event: Event) -> None:
        done = self.open.pop()
        # The mark at the end of a list or group of lines is the next thing written; its last value ends it.
        end = _extent(event)[1] if done.is_flow else max(done.end, done.start)
        node = self._node(
            done.start, end, None, None if done.is_group else tuple(done.items), done.entries if done.is_group else None,
            done.keys, done.size, done.height, is_whole=done.is_whole,
        )  # fmt: skip
        if done.anchor:
            self.anchors[done.anchor] = node
        self._add(node, end, key=False)

    def _node(
        self,
        start: int,
        end: int,
        text: str | None = None,
        items: tuple[Node, ...] | None = None,
        entries: Mapping[str, Node] | None = None,
        keys: Mapping[str, Node] | None = None,
        size: int = 1,
        height: int = 0,
        *,
        is_whole: bool = True,
    ) -> Node:
        place = *self.places.of(start), *self.places.of(end)
        return Node(self.places.path, *place, text, items, entries, keys or {}, size, height, is_whole)

    def _scalar(self, event: ScalarEvent, start: int, end: int) -> str | None:
        """Return a scalar's text, after telling what in it is probably not meant."""
        style = event.style or ""
        # Only what is truly not written is nothing: `~` and `null` are texts, since someone may be called Null.
        if not event.value and not style:
            return None
        is_flow = bool(self.open) and self.open[-1].is_flow
        told = list(slips(self.places, start, end, event.value, style, is_flow=is_flow))
        self.diagnostics += [one for one in told if one.severity is Severity.ERROR]
        self.warnings += [one for one in told if one.severity is Severity.WARNING]
        return kept(self.places, start, end, event.value, style) if told and not is_flow else event.value

    def _tag(self, event: ScalarEvent | CollectionStartEvent) -> None:
        if event.tag is not None and event.tag != "!":
            message, hint = f"the tag {event.tag!r} is not read", "remove it; every field knows its own type"
            self.diagnostics.append(Diagnostic(self._where(event), message, hint))

    def _check_depth(self, event: Event, below: int) -> None:
        if len(self.open) + below > DEEPEST:
            self._stop(event, f"the file is nested deeper than {DEEPEST} levels")

    def _alias(self, event: AliasEvent) -> None:
        name = event.anchor or ""
        if any(outer.anchor == name for outer in self.open):
            self._stop(event, f"the alias *{name} stands inside what it stands for")
        target = self.anchors.get(name)
        if target is None:
            self._stop(event, f"the alias *{name} stands for nothing", f"mark what it stands for with &{name}, above")
        self._check_depth(event, target.height)
        self._add(target, _extent(event)[1], key=True, alias=event)

    def _add(self, node: Node, end: int, *, key: bool, alias: Event | None = None) -> None:
        """Put a finished node where it belongs: a key of the group that is open, its value, an item of a list, the root."""
        self.nodes += node.size if alias is not None else 1
        if self.nodes > MOST:
            where = node.where if alias is None else self._where(alias)
            message = f"the file holds more than {MOST:,} values, aliases counted as what they stand for"
            raise _Stop(Diagnostic(where, message, "write out fewer, or divide the file"))
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.size += node.size
        parent.height = max(parent.height, node.height + 1)
        parent.end = end
        if not parent.is_group:
            parent.items.append(node)
            return
        if parent.pending is None:
            # A key given by an alias stands where the alias does.
            at = node if alias is None else self._node(*_extent(alias), node.text, node.items, node.entries)
            parent.pending = self._key(at, key), at
            return
        name, at = parent.pending
        parent.pending = None
        if node.text is None and node.items is None and node.entries is None:
            node, name = self._empty(node, name, at, parent)
        if not name:
            parent.is_whole = False
            return
        if name in parent.entries:
            first = parent.keys[name]
            self._tell(at, f"{name!r} is written twice", f"the first is in line {first.line}; keep one")
            return
        parent.entries[name], parent.keys[name] = node, at

    def _empty(self, node: Node, name: str, at: Node, parent: _Open) -> tuple[Node, str]:
        """Return a key's value where none is written, and the key, empty after telling that it is none."""
        end = self.places.start(at.end_line) + at.end_column - 1
        if parent.is_flow:
            start = self.places.start(at.line) + at.column - 1
            wrong = tight_key(name, at.where) or comma_in_number(self.places, name, start, at.where)
            if wrong is not None:
                self.diagnostics.append(wrong)
                return node, ""
        if (colour := commented_colour(self.places, end)) is not None:
            self.diagnostics.append(colour)
            start = self.places.start(colour.where.line) + colour.where.column - 1
            stop = self.places.start(colour.where.end_line) + colour.where.end_column - 1
            return self._node(start, stop, self.places.text[start:stop]), name
        return node, name

    def _key(self, node: Node, scalar: bool) -> str:
        if not scalar or node.items is not None or node.entries is not None:
            self._tell(node, "a list or a group stands where a key belongs", "write key: value; quote a text with { or [")
        elif not node.text:
            self._tell(node, "a key is empty", "write key: value")
        elif (odd := _ODD_KEY.match(self.places.text, self.places.start(node.line) + node.column - 1)) is not None:
            self.diagnostics.append(odd_blank(self.places.between(*odd.span(1)), odd[1][0]))
        elif node.text == "<<":
            self._tell(node, "merging (<<) is not read", "write the fields out")
        else:
            return node.text
        return ""

    def _where(self, event: Event) -> Where:
        return self.places.between(*_extent(event))

    def _tell(self, node: Node, message: str, hint: str) -> None:
        self.diagnostics.append(Diagnostic(node.where, message, hint))

    def _stop(self, event: Event, message: str, hint: str = "") -> NoReturn:
        raise _Stop(Diagnostic(self._where(event), message, hint))


def _extent(event: Event) -> tuple[int, int]:
    """Return the numbers of an event's first character, and of the one after its last."""
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark.index, event.end_mark.index
