"""Edits of a YAML text that change the fewest characters and leave every other byte as it was. Pure.

YAML is never written anew: an edit says what to put where in the text that stands there. What came of it is read again and held
against the values that were meant, so nothing goes wrong unseen.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence

from pipeline.documents import reader, writing
from pipeline.documents.changes import Change, Edited, applied, in_order, trimmed
from pipeline.documents.meant import Meant, meant, ordered
from pipeline.documents.node import Node, Plain, plain
from pipeline.documents.places import Places
from pipeline.documents.rows import Rows, indented, line_end, line_start, newline_of, past, rows
from pipeline.documents.spots import Spot, spots
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.values import dataclass

Loc = tuple[str | int, ...]
"""A path inside a text: keys of groups and places in lists."""

_ODD = "an anchor (&), an alias (*) or a tag (!) stands here, and more than this place hangs on it"
_BY_HAND = "change it in the text"
_NO_LINES = re.compile(r"[ \t\r]$|[\x00-\x08\x85\u2028\u2029]", re.MULTILINE)
"""What lines of a text after | cannot hold so that it is seen, or at all."""
_OLD_LINE_ENDS = re.compile("\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Taken:
    """An item that was taken out of a list: its lines or its text in brackets, and its value.

    `column` is that of its dash, None where it stood in brackets; of a group in brackets or a text `bare` is what stands behind
    the dash, None of what takes lines. `holds_comment` says that lines of comments are among its own.
    """

    core: str
    column: int | None
    value: Plain
    bare: str | None
    holds_comment: bool


class Draft:
    """A YAML file that is being edited. Every edit names places in the text as it was at first; `finished` applies them all.

    Raises InputFault, at its line, where an edit cannot be made without touching more.
    """

    def __init__(self, content: bytes, path: str) -> None:
        told: list[Diagnostic] = []
        root = reader.read(content, path, told)
        if root is None:
            raise InputFault(tuple(told) or (Diagnostic(Where(path), "the file is empty", "write something into it first"),))
        self._mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
        self.text, self.path, self.root = content.decode("utf-8-sig"), path, root
        self._places = Places(self.text, path)
        self._changes: list[Change] = []
        if odd := _OLD_LINE_ENDS.search(self.text):
            raise self._refused(odd.start(), "this line ends as lines did on old computers", "save the file with usual line ends")
        self._newline = newline_of(self.text)
        self._spot = spots(self.text)
        self._meant: dict[int, Meant] = {}
        self._added: set[tuple[int, str | None, str]] = set()
        self._whole = self._noted(self._spot, root)

    # ---------------------------------------------------------------------------------------------- what is there

    def at(self, loc: Loc) -> Spot:
        """Return a value of the text as it was. Raises InputFault where there is none."""
        spot = self._spot
        for step in loc:
            self._check(spot)
            inner: Spot | None = None
            if isinstance(step, int) and spot.items is not None:
                inner = spot.items[step] if step < len(spot.items) else None
            elif isinstance(step, str):
                inner = spot.value(step)
            if inner is None:
                raise self._refused(spot.start, f"{step!r} is not written here", _BY_HAND)
            spot = inner
        self._check(spot)
        return spot

    # ---------------------------------------------------------------------------------------------- edits

    def set(self, loc: Loc, text: str) -> None:
        """Let a value be another text, written as the one before was: without quotes or in the same, or in lines of its own."""
        spot = self.at(loc)
        if spot.text == text and spot.style in ("", "'", '"'):
            return
        is_flow = self._is_in_brackets(loc)
        if spot.style in ("|", ">"):
            put = self._lines(loc, spot, text) or writing.scalar(text, is_flow=is_flow)
        else:
            put = writing.scalar(text, spot.style, is_flow=is_flow)
        self._put(spot, put)
        self._meant[id(spot)].become(Meant(text))

    def replace(self, loc: Loc, value: Plain) -> None:
        """Let a value be another, which is written into one line."""
        spot = self.at(loc)
        self._check_below(spot)
        is_flow = self._is_in_brackets(loc)
        self._put(spot, writing.scalar(value, is_flow=is_flow) if isinstance(value, str) else writing.flow(value))
        self._meant[id(spot)].become(meant(value))

    def wrap(self, loc: Loc, key: str, more: Mapping[str, Plain]) -> None:
        """Turn a text into a group in brackets that has it under `key`, with `more` fields after it."""
        spot = self.at(loc)
        if spot.text is None:
            raise self._refused(spot.start, "a text is expected here", _BY_HAND)
        written = self.text[spot.start : spot.end]
        inner = written if spot.style in ("'", '"') else writing.scalar(spot.text, is_flow=True)
        rest = "".join(f", {writing.scalar(name, is_flow=True)}: {writing.flow(value)}" for name, value in more.items())
        if inner == written:
            self._changes += [Change(spot.start, spot.start, f"{{{key}: "), Change(spot.end, spot.end, f"{rest}}}")]
        else:
            self._changes.append(Change(spot.start, spot.end, f"{{{key}: {inner}{rest}}}"))
        self._meant[id(spot)].become(meant({key: spot.text, **more}))

    def add(self, loc: Loc, key: str, value: Plain, after: Sequence[str] = ()) -> None:
        """Add a field to a group: behind the last of the fields `after` that it has, at its end where it has none of them."""
        group = self.at(loc)
        entries = group.entries
        if entries is None:
            raise self._refused(group.start, "a group of fields is expected here", _BY_HAND)
        if group.value(key) is not None:
            raise self._refused(group.start, f"{key!r} is written already", _BY_HAND)
        behind = max((number for number, (name, _) in enumerate(entries) if name.text in after), default=len(entries) - 1)
        written = f"{writing.scalar(key, is_flow=group.is_flow)}: "
        is_in_brackets = group.is_flow or self._is_in_brackets(loc)
        written += writing.scalar(value, is_flow=is_in_brackets) if isinstance(value, str) else writing.flow(value)
        if not entries:
            self._changes.append(Change(group.start + 1, group.start + 1, written))
        elif group.is_flow:
            end = max(spot.end for spot in entries[behind])
            self._changes.append(Change(end, end, f", {written}"))
        else:
            end = line_end(self.text, max(spot.end for spot in entries[behind]))
            indent = " " * (group.start - line_start(self.text, group.start))
            self._changes.append(Change(end, end, f"{self._newline}{indent}{written}"))
        fields = self._meant[id(group)].entries
        assert fields is not None
        before = entries[behind][0].text if entries else None
        place = next((number + 1 for number, (name, _) in enumerate(fields) if name == before), len(fields))
        while place < len(fields) and (id(group), before, fields[place][0]) in self._added:
            place += 1
        self._added.add((id(group), before, key))
        fields.insert(place, (key, meant(value)))

    def remove(self, loc: Loc) -> None:
        """Take a field out of its group, with its value and the rest of its line. A comment on a line of its own stays."""
        *around, key = loc
        group = self.at(tuple(around))
        self._check_below(self.at(loc))
        entries = group.entries or ()
        number = next(number for number, (name, _) in enumerate(entries) if name.text == key)
        if len(entries) == 1:
            raise self._refused(group.start, f"{key!r} is the only field here, and a group is not empty", "remove it in the text")
        if group.is_flow:
            self._remove_flow(entries, number)
        else:
            self._remove_lines(entries, number)
        fields = self._meant[id(group)].entries
        assert fields is not None
        fields[:] = [(name, value) for name, value in fields if name != key]

    def move(self, loc: Loc, source: int, target: int) -> None:
        """Let item `source` of a list be item `target` of it, with the comments that belong to it.

        Those that it passes may have anchors and aliases: their own order stays.
        """
        listed = self._listed(loc)
        found = self._rows(loc, listed)
        items = listed.items or ()
        self._check_below(items[source])
        self._changes += [Change(*change) for change in found.moved(source, target, self._newline)]
        order = self._meant[id(listed)].items
        assert order is not None
        order.insert(target, order.pop(source))

    def take(self, loc: Loc, number: int) -> Taken:
        """Take an item out of a list, with the comments that belong to it, and return it."""
        listed = self._listed(loc)
        found = self._rows(loc, listed)
        items = listed.items or ()
        if len(items) < 2:
            raise self._refused(listed.start, "this is the only one of its list, which may not be empty", "add another first")
        item = items[number]
        self._check_below(item)
        self._changes.append(Change(*found.without(number), ""))
        order, value = self._meant[id(listed)].items, self._meant[id(item)]
        assert order is not None
        order[:] = [one for one in order if one is not value]
        core = found.core(number)
        is_bare = item.is_flow or (item.entries is None and item.items is None)
        bare = self.text[item.start : item.end] if is_bare else None
        holds_comment = any(line.lstrip().startswith("#") for line in core.splitlines())
        return Taken(core, found.column, value.plain(), bare, holds_comment)

    def put(self, loc: Loc, number: int, item: Taken | Plain) -> None:
        """Put an item into a list, before item `number` of the text as it was, or at the end."""
        listed = self._listed(loc)
        found = self._rows(loc, listed)
        core = self._core(listed, found, number, item)
        value = item.value if isinstance(item, Taken) else item
        order, items = self._meant[id(listed)].items, listed.items or ()
        assert order is not None
        gap = found.gap(self._newline)
        if not items:
            self._changes.append(Change(listed.start + 1, listed.start + 1, core))
            order.append(meant(value))
        elif number < len(items):
            start = found.items[number].start
            self._changes.append(Change(start, start, core + gap))
            here = self._meant[id(items[number])]
            order.insert(next(place for place, one in enumerate(order) if one is here), meant(value))
        else:
            end = found.items[-1].end
            self._changes.append(Change(end, end, gap + core))
            order.append(meant(value))

    def finished(self) -> Edited:
        """Return the text with all edits, after reading it again. Raises InputFault where it says anything but what was meant."""
        changes = in_order(trimmed(self.text, self._changes))
        text = self.text if changes is None else applied(self.text, changes)
        told: list[Diagnostic] = []
        content = self._mark + text.encode()
        root = reader.read(content, self.path, told)
        if changes is None or root is None or ordered(plain(root)) != ordered(self._whole.plain()):
            start = self._changes[0].start if self._changes else 0
            raise self._refused(start, "this cannot be changed without touching what stands around it", _BY_HAND)
        line = self._places.of(changes[0].start)[0] if changes else 1
        shift = 1 if self._mark else 0
        return Edited(content, tuple(Change(one.start + shift, one.end + shift, one.put) for one in changes), line)

    # ---------------------------------------------------------------------------------------------- how

    def _noted(self, spot: Spot, node: Node) -> Meant:
        """Keep what every value is meant to be, which at first is what the reader found; return the whole."""
        whole = meant(plain(node))
        self._pair(spot, whole)
        return whole

    def _pair(self, spot: Spot, value: Meant) -> None:
        self._meant[id(spot)] = value
        if spot.is_odd and spot.text is None and spot.items is None and spot.entries is None:
            return  # an alias: what it stands for is no place of its own
        for item, inner in zip(spot.items or (), value.items or (), strict=False):
            self._pair(item, inner)
        by_key = dict(value.entries or ())
        for key, inner_spot in spot.entries or ():
            if key.text in by_key:
                self._pair(inner_spot, by_key.pop(key.text))

    def _refused(self, index: int, message: str, hint: str) -> InputFault:
        return InputFault((Diagnostic(self._places.rest_of_line(min(index, len(self.text))), message, hint),))

    def _check(self, spot: Spot) -> None:
        if spot.is_odd:
            raise self._refused(spot.start, _ODD, _BY_HAND)
        if id(spot) not in self._meant:
            raise self._refused(spot.start, "a mistake stands here", "correct it first")
        if spot.value("<<") is not None:
            raise self._refused(spot.start, "merging (<<) is not read", "write the fields out first")

    def _check_below(self, spot: Spot) -> None:
        for inner in spot.below:
            if inner.is_odd or inner.text == "<<":
                raise self._refused(inner.start, _ODD, _BY_HAND)

    def _is_in_brackets(self, loc: Loc) -> bool:
        return any(self.at(loc[:number]).is_flow for number in range(len(loc)))

    def _put(self, spot: Spot, put: str) -> None:
        is_bare = spot.start == spot.end and self.text[spot.start - 1 : spot.start] in (":", "-")
        self._changes.append(Change(spot.start, spot.end, " " + put if is_bare else put))

    def _lines(self, loc: Loc, spot: Spot, text: str) -> str:
        """Return a text as lines of its own, indented as those that stand there; nothing where it has but one, or cannot be."""
        body = self.text[spot.start : spot.end].splitlines()[1:]
        first = next((line for line in body if line.strip()), "")
        if "\n" not in text.rstrip("\n") or text[:1] in (" ", "\n") or _NO_LINES.search(text):
            return ""
        indent = " " * (len(first) - len(first.lstrip(" ")))
        keep = {0: "-", 1: ""}.get(len(text) - len(text.rstrip("\n")))
        lines = [indent + line if line else "" for line in text.rstrip("\n").split("\n")]
        return "" if keep is None else self._newline.join([f"|{keep}", *lines])

    def _remove_flow(self, entries: tuple[tuple[Spot, Spot], ...], number: int) -> None:
        key, value = entries[number]
        end = max(key.end, value.end)
        before = max(spot.end for spot in entries[number - 1]) if number else key.start
        comma = self.text.find(",", before)
        if number and not self.text[comma + 1 : key.start].strip():
            self._changes.append(Change(before, end, ""))
        elif number + 1 < len(entries):
            self._changes.append(Change(key.start, entries[number + 1][0].start, ""))
        else:  # the comment of the field before stays
            self._changes += [Change(comma, comma + 1, ""), Change(key.start, end, "")]

    def _remove_lines(self, entries: tuple[tuple[Spot, Spot], ...], number: int) -> None:
        key, value = entries[number]
        end = max(key.end, value.end)
        start = line_start(self.text, key.start)
        if not self.text[start : key.start].strip():
            stop = past(self.text, line_end(self.text, end))
            if stop == len(self.text) and not self.text.endswith("\n"):  # the last line stays without an end
                start = len(self.text[:start].removesuffix("\n").removesuffix("\r"))
            self._changes.append(Change(start, stop, ""))
            return
        # It stands behind the dash of an item: the next field takes its place.
        after = entries[number + 1][0].start
        comment = self.text[end:after].strip()
        if comment and "\n" in comment:
            raise self._refused(key.start, "comments stand between this field and the next", _BY_HAND)
        self._changes.append(Change(key.start, after, ""))

    def _listed(self, loc: Loc) -> Spot:
        listed = self.at(loc)
        if listed.items is None:
            raise self._refused(listed.start, "a list is expected here", _BY_HAND)
        return listed

    def _rows(self, loc: Loc, listed: Spot) -> Rows:
        found = rows(self.text, listed)
        if found.is_inline:
            raise self._refused(listed.start, "this list begins in the line of something else", "begin it in a line of its own")
        inner = self.text[listed.start : listed.end]
        if found.column is None and "\n" in inner and any("#" in gap for gap in found.gaps):
            raise self._refused(listed.start, "comments stand between the brackets of this list", _BY_HAND)
        return found

    def _core(self, listed: Spot, found: Rows, number: int, item: Taken | Plain) -> str:
        """Return an item as it is to stand in a list, at a place of it: written as the one before it."""
        if found.column is None:
            if not isinstance(item, Taken):
                return writing.flow(item)
            if item.holds_comment:
                hint = "write the list in lines"
                raise self._refused(listed.start, "an item with comments cannot stand between brackets", hint)
            return item.bare if item.bare is not None and item.bare[:1] in "{['\"" else writing.flow(item.value)
        indent = " " * found.column
        if isinstance(item, Taken) and item.column is not None:
            return indented(item.core, found.column - item.column, self._newline)
        value = item.value if isinstance(item, Taken) else item
        if isinstance(item, Taken) and item.bare is not None and "\n" not in item.bare:
            return f"{indent}- {item.bare}"
        items = listed.items or ()
        beside = items[max(min(number, len(items)) - 1, 0)]
        is_in_lines = beside.entries is not None and not beside.is_flow
        if isinstance(value, dict) and value and is_in_lines:
            return f"{indent}- " + f"{self._newline}{indent}  ".join(writing.block(value))
        return f"{indent}- {writing.scalar(value) if isinstance(value, str) else writing.flow(value)}"
