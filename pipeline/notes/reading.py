"""Read a notes file: a list with a note, a reply or a change of state an item, each with every mistake at its place. Pure.

    - {note: k3v9x2, at: 0:42.4, follows: {segment: metal-dad, at: 0:12.4}, by: "Ruben", on: 2026-11-27T04:10:00Z, text: "..."}
    - {reply: p8d1m4, about: k3v9x2, by: "Dana", on: 2026-11-27T04:12:31Z, text: "..."}
    - {state: done, about: k3v9x2, by: "Dana", on: 2026-11-27T04:15:02Z}

Items are added at the end and never changed, each on a line of its own that no other item can equal, so that git joins what two
branches have added without a conflict, where it is told to (`merge=union`), and a person does it easily where it is not. An item
that cannot be read, or the marks of a conflict, leaves the others readable.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import TypeVar, cast

from pipeline.documents import reader
from pipeline.documents.node import Node, plain
from pipeline.faults import Diagnostic, Where, did_you_mean, in_order
from pipeline.notes.model import (
    FIGURES,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_DRAWINGS,
    Anchor,
    Drawing,
    Note,
    Reading,
    Reply,
    Said,
)
from pipeline.timebase import Time, parse_time

T = TypeVar("T")

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SEGMENT = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_SHARE = re.compile(r"0|1|0?\.\d{1,6}|[01]\.0{1,6}|0\.\d{1,6}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z")
_CONFLICT = re.compile(rb"^(<{7} .*|={7}|>{7} .*|\|{7} .*)\r?$", re.MULTILINE)
_ITEM = re.compile(rb"(?:- )?[^\n]*(?:\n(?!- )[^\n]*)*(?:\n|\Z)")
_GUEST = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}

_FIELDS = {
    "note": ("note", "at", "to", "follows", "draw", "by", "on", "guest", "text"),
    "reply": ("reply", "about", "by", "on", "guest", "text"),
    "state": ("state", "about", "by", "on", "guest"),
}
"""The fields of each kind of item; the first says which it is."""


def read(content: bytes, path: str) -> Reading:
    """Read a notes file, which messages call `path`. An empty one holds no note."""
    diagnostics: list[Diagnostic] = []
    content = _joined(content, path, diagnostics)
    root = reader.read(content, path, diagnostics, diagnostics)
    if root is None and content.strip():
        root = reader.read(_readable(content), path, [])
    if root is None or (root.items is None and root.text is None and root.entries is None):
        return Reading((), in_order(diagnostics))
    if root.items is None:
        diagnostics.append(Diagnostic(root.head, "notes are a list", "begin each note with '- '"))
        return Reading((), in_order(diagnostics))
    found = _Items(diagnostics)
    for item in root.items:
        found.read(item)
    return Reading(found.notes(), in_order(diagnostics))


def _joined(content: bytes, path: str, diagnostics: list[Diagnostic]) -> bytes:
    """Return a file without the marks of a conflict, after telling of the first; what both sides have added is then read."""
    found = _CONFLICT.search(content)
    if found is None:
        return content
    line = content.count(b"\n", 0, found.start()) + 1
    message = "git left the marks of a conflict here; the notes of both sides are read"
    hint = "remove the lines with <<<<<<<, ======= and >>>>>>>; `episodes/*.notes.yaml merge=union` in .gitattributes avoids them"
    diagnostics.append(Diagnostic(Where(path, line, 1, line, 8), message, hint))
    return _CONFLICT.sub(b"", content)


def _readable(content: bytes) -> bytes:
    """Return the items of a file that can be read by themselves, each in its lines: what cannot be read leaves the others."""
    kept: list[bytes] = []
    for match in _ITEM.finditer(content):
        item, told = match[0], list[Diagnostic]()
        is_whole = item.startswith(b"- ") and reader.read(item, "", told) is not None and not told
        kept.append(item if is_whole else b"\n" * item.count(b"\n"))
    return b"".join(kept)


class _Items:
    """The items of a file, put together."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self._diagnostics = diagnostics
        self._notes: dict[str, Note] = {}
        self._replies: list[tuple[str, Node, Reply]] = []
        self._states: list[tuple[str, Node, bool, Said]] = []
        self._seen: dict[str, Node] = {}

    def read(self, item: Node) -> None:
        """Read an item."""
        kind = next((kind for kind in _FIELDS if kind in (item.entries or {})), None)
        if kind is None:
            hint = "an item begins with {note: ...}, {reply: ...} or {state: done}"
            self._tell(item.head, "this is no note, no reply and no change of state", hint)
            return
        fields = _Fields(item, _FIELDS[kind], self._diagnostics)
        said = Said(
            fields.take("by", _name) or "", fields.take("on", _moment, "") or "", fields.take("guest", _switch, False) or False
        )
        if kind == "state":
            is_done = fields.take("state", _state)
            about = fields.take("about", _key)
            if fields.is_good() and is_done is not None and about is not None:
                self._states.append((about, item, is_done, said))
            return
        key, text = fields.take(kind, _key), fields.take("text", _text)
        if kind == "reply":
            about = fields.take("about", _key)
            if fields.is_good() and key is not None and text is not None and about is not None and self._is_first(key, item):
                self._replies.append((about, item, Reply(key, said, text, item.where)))
            return
        at, to = fields.take("at", parse_time), fields.take("to", parse_time, _NO_TIME)
        anchor = fields.group("follows", self._anchor)
        drawings = fields.group("draw", self._drawings) or ()
        end = None if to is _NO_TIME else to
        if at and end and at.seconds is not None and end.seconds is not None and end.seconds <= at.seconds:
            self._tell((item.entries or {})["to"].where, "`to` is not after `at`", "leave it out for a note on a moment")
            end = None
        if fields.is_good() and key is not None and text is not None and at is not None and self._is_first(key, item):
            self._notes[key] = Note(key, at, said, text, item.where, end, anchor, drawings)

    def notes(self) -> tuple[Note, ...]:
        """Return the notes with their replies and states, by the time of their writing."""
        for about, item, reply in sorted(self._replies, key=lambda one: _moment_order(one[2].said)):
            if note := self._note(about, item):
                self._notes[about] = replace(note, replies=(*note.replies, reply))
        for about, item, is_done, said in sorted(self._states, key=lambda one: _moment_order(one[3])):
            if note := self._note(about, item):
                self._notes[about] = replace(note, done=said if is_done else None, states=note.states + 1)
        return tuple(sorted(self._notes.values(), key=lambda note: (_moment_order(note.said), note.key)))

    def _note(self, about: str, item: Node) -> Note | None:
        found = self._notes.get(about)
        if found is None:
            hint = did_you_mean(about, tuple(self._notes)) if len(self._notes) < _FEW else ""
            self._tell((item.entries or {})["about"].where, f"there is no note {about!r}", hint)
        return found

    def _is_first(self, key: str, item: Node) -> bool:
        """Say whether an item is the only one of its key so far; the same line twice is one, as after a merge."""
        first = self._seen.setdefault(key, item)
        if first is item:
            return True
        if plain(first) != plain(item):
            hint = f"the other is in line {first.line}; give this one another key, so that both are read"
            self._tell(item.head, f"two items have the key {key!r}", hint)
        return False

    def _anchor(self, node: Node) -> Anchor | None:
        fields = _Fields(node, ("segment", "at"), self._diagnostics)
        segment, at = fields.take("segment", _segment), fields.take("at", parse_time)
        return Anchor(segment, at) if fields.is_good() and segment and at else None

    def _drawings(self, node: Node) -> tuple[Drawing, ...] | None:
        if node.items is None or len(node.items) > MOST_DRAWINGS:
            self._tell(node.head, f"draw is a list of at most {MOST_DRAWINGS} figures", _DRAWN)
            return None
        found = [self._drawing(item) for item in node.items]
        return None if None in found else tuple(one for one in found if one is not None)

    def _drawing(self, node: Node) -> Drawing | None:
        entries = node.entries or {}
        figure = next((name for name in FIGURES if name in entries), None)
        points = entries[figure].items if figure else None
        if figure is None or len(entries) != 1 or points is None or len(points) != 4:
            self._tell(node.head, "this is no figure", _DRAWN)
            return None
        numbers = [_share(one.text or "") for one in points]
        wrong = next((one for one, number in zip(points, numbers, strict=True) if number is None), None)
        if wrong is not None:
            message = f"{wrong.text!r} is no share of the picture"
            self._tell(wrong.where, message, "write a number from 0 to 1, with at most six decimals: 0.25")
            return None
        x, y, other_x, other_y = cast("list[Fraction]", numbers)
        return Drawing(figure, (x, y), (other_x, other_y))

    def _tell(self, where: Where, message: str, hint: str = "") -> None:
        self._diagnostics.append(Diagnostic(where, message, hint))


_FEW = 25
_NO_TIME = Time(frames=0)
_DRAWN = "write {arrow: [x, y, x, y]}, from its end to its head, or {box: [x, y, x, y]}, two corners, each from 0 to 1"


class _Fields:
    """The fields of an item, handed out one by one; each mistake is told at its place, and the item is then not good."""

    def __init__(self, node: Node, names: tuple[str, ...], diagnostics: list[Diagnostic]) -> None:
        self._node, self._names, self._told = node, names, diagnostics
        self._entries = node.entries or {}
        self._wrong = node.entries is None or not node.is_whole
        if node.entries is None:
            self._tell(node.head, "fields belong here", f"write {{{names[0]}: ..., {names[1]}: ...}}")
        for name in self._entries:
            if name not in names:
                self._tell(node.keys[name].where, f"there is no field {name!r}", did_you_mean(name, names))

    def take(self, name: str, read: Callable[[str], T], default: T | None = None) -> T | None:
        """Return what `read` makes of a field's text, the default where it is missing; None where it is wrong or missing."""
        found = self._entries.get(name)
        if found is None:
            if default is None and not self._wrong:
                self._tell(self._node.head, f"{name} is missing", "")
            return default
        if found.items is not None or found.entries is not None:
            self._tell(found.where, f"{name} is one value", "")
            return None
        try:
            return read(found.text or "")
        except ValueError as fault:
            self._tell(found.where, str(fault), "")
            return None

    def group(self, name: str, read: Callable[[Node], T | None]) -> T | None:
        """Return what `read` makes of a field that is a group or a list, None where it is missing or wrong."""
        found = self._entries.get(name)
        if found is None:
            return None
        made = read(found)
        self._wrong = self._wrong or made is None
        return made

    def is_good(self) -> bool:
        """Say whether nothing was wrong with it."""
        return not self._wrong

    def _tell(self, where: Where, message: str, hint: str) -> None:
        self._wrong = True
        self._told.append(Diagnostic(where, message, hint))


def _moment_order(said: Said) -> str:
    return said.on.removesuffix("Z")  # `...:00.5` comes after `...:00`


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise ValueError(f"{text!r} is no key of a note: small letters, digits and dashes, at most 64")
    return text


def _name(text: str) -> str:
    if not 0 < len(text.strip()) <= LONGEST_NAME:
        raise ValueError(f"a name has 1 to {LONGEST_NAME} characters")
    return text


def _text(text: str) -> str:
    if not 0 < len(text.strip()) <= LONGEST_TEXT or len(text) > LONGEST_TEXT:
        raise ValueError(f"a note has 1 to {LONGEST_TEXT:,} characters")
    return text


def _segment(text: str) -> str:
    if not _SEGMENT.fullmatch(text):
        raise ValueError(f"{text!r} is no segment's name")
    return text


def _moment(text: str) -> str:
    try:
        if _MOMENT.fullmatch(text):
            datetime.fromisoformat(text)
            return text
    except ValueError:
        pass
    raise ValueError(f"{text!r} is no moment: write it as 2026-11-27T04:10:00Z, in universal time")


def _switch(text: str) -> bool:
    if text.casefold() not in _GUEST:
        raise ValueError(f"{text!r} is neither on nor off")
    return _GUEST[text.casefold()]


def _state(text: str) -> bool:
    if text not in ("done", "open"):
        raise ValueError(f"{text!r} is no state of a note: done or open")
    return text == "done"


def _share(text: str) -> Fraction | None:
    return Fraction(text) if _SHARE.fullmatch(text) else None
