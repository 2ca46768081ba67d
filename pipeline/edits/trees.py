"""In which leaves two trees of YAML differ, each in a sentence. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.documents.node import Node, plain, texts
from pipeline.edits import words
from pipeline.edits.model import Edit, Part
from pipeline.values import dataclass

_SILENT = {"note", "id"}
"""Fields that change nothing that is made."""

_SOUND = {
    "pitch", "gain", "pan", "sync", "duck", "highpass", "denoise", "mute", "loudness", "sound", "voice", "audio", "bed", "stems",
    "track", "declick", "deess", "eq", "level", "mono",
}  # fmt: skip
_PICTURE = {
    "lower_third", "fit", "focus", "move", "captions", "background", "mosaic", "scene", "style", "picture", "crop", "rotate",
    "mirror", "white_balance", "exposure", "match", "lut", "blur", "chroma_key", "mask", "text", "layout", "parameters",
    "stabilise", "denoise_picture", "text_over",
}  # fmt: skip
_INSET = {"place", "size", "box", "border", "corners", "shadow", "name_tag", "entrance"}
"""Fields of a picture in a picture that change nothing of its sound."""
_TEXT = {
    "by", "role", "written", "people", "thanks", "license", "release", "builds_on", "credit", "url", "minor", "guardian",
    "monetized", "territories", "grants", "payout", "publisher", "iswc", "isrc", "pro", "ipi", "aka", "shares",
    "shares_total", "cue", "production_company",
}  # fmt: skip

_PLURAL = {"captions", "credits"}
"""Groups of fields that are called by a plural."""

KINDS = ("opening", "credits", "end")
"""Settings that are segments, too."""

_NAMELESS = {"ramp", "blur", "points"}
"""Lists whose items have no names: they are told with the clip that they are of."""

_LISTED = {"by", "builds_on", "people", "thanks", "deliver", "role_order", "aka"}
"""Lists of short texts, told as a whole."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a tree a walk is: the fields on the way, what the thing around is called, and the files that it belongs to.

    `noun` is empty where nothing is around that needs a name. `field` is a group on the way that has no name: `fades`.
    """

    noun: str = ""
    field: str = ""
    way: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    segment: str = ""

    @property
    def part(self) -> Part:
        """Return what a change at this place can touch."""
        for name in reversed(self.way):
            if name in _TEXT:
                return "text"
            if name in _SOUND:
                return "sound"
            if name in _PICTURE or (name == "picture_in_picture" and self.way[-1] in _INSET):
                return "picture"
            if name == "picture_in_picture":
                return "all"
        return "all"

    def within(self, name: str, old: Node | None, new: Node | None) -> Place:
        """Return the place of a group of fields below."""
        inner = replace(self, way=(*self.way, name), media=_media(old, new) or self.media)
        noun = words.holder(name)
        if noun is None:
            return replace(inner, field=f"{self.field}{name}: ")
        return replace(inner, field="", noun=noun + (f" of {self.noun}" if self._is_item and self.noun else ""))

    def listed(self, name: str, old: Node | None, new: Node | None) -> Place:
        """Return the place of an item of the list `name`."""
        known = old or new
        assert known is not None
        media = _media(old, new) or self.media
        noun = words.item(name, known) + (f" of {self.noun}" if name in _NAMELESS and self.noun else "")
        return replace(self, noun=noun, field="", way=(*self.way, name), media=media)

    @property
    def _is_item(self) -> bool:
        return bool(self.way) and self.way[-1] in ("stems", "clips", "mosaic", "lines")

    def edit(self, name: str, old: Node | None, new: Node | None, sentence: str = "") -> Edit:
        """Return the change of the field `name` at this place."""
        inner = replace(self, way=(*self.way, name))
        what = f"`{self.field}{name}`" + (f" of {self.noun}" if self.noun else "")
        told = sentence or words.changed(what, _flat(old), _flat(new))
        values = tuple(text for node in (old, new) if node is not None for text in texts(node))
        return Edit(told, place_of(new or old), self.segment, inner.part, values, self.media, way=inner.way)


def place_of(node: Node | None) -> str:
    """Return where a node stands, as messages name it: file and line."""
    return f"{node.path}:{node.line}" if node is not None else ""


def differences(old: Node, new: Node, at: Place) -> Iterator[Edit]:
    """Yield each change between two groups of fields."""
    before, after = old.entries or {}, new.entries or {}
    for name in dict.fromkeys([*after, *before]):
        if name not in _SILENT:
            yield from _field(name, before.get(name), after.get(name), at)


def _field(name: str, old: Node | None, new: Node | None, at: Place) -> Iterator[Edit]:
    if old is not None and new is not None and plain(old) == plain(new):
        return
    if old is None or new is None:
        known = old or new
        if known is not None and known.entries and name in KINDS and not (at.noun or at.way):
            # The show has one, too: what came or went is what the manifest says of it.
            none = replace(known, entries={}, keys={})
            yield from differences(old or none, new or none, at.within(name, old, new))
        else:
            yield _come_or_gone(name, old, new, at)
        return
    old, new = _alike(old, new, name)
    if old.items is not None and new.items is not None and name not in _LISTED:
        yield from _items(name, old.items, new.items, at)
    elif old.entries is not None and new.entries is not None:
        yield from differences(old, new, at.within(name, old, new))
    elif plain(old) != plain(new):
        files = words.file_of(old), words.file_of(new)
        if name == "file" and all(files):
            at = replace(at, media=(*filter(None, files),))
            if at.noun.startswith(("the clip", "the stem", "the tile")):
                yield at.edit(name, old, new, f"{at.noun} was replaced by {(files[1] or '').rpartition('/')[2]}")
                return
        if name == "text" and at.way[-1:] == ("lines",):
            yield at.edit(name, old, new, words.changed("the line", _flat(old), _flat(new)))
        else:
            yield at.edit(name, old, new)


def _come_or_gone(name: str, old: Node | None, new: Node | None, at: Place) -> Edit:
    """Return the change of a field that came or went; of a group its name is enough."""
    known = new if old is None else old
    assert known is not None
    if known.text is None and name not in _LISTED:
        have = "were" if name in _PLURAL else "was"
        verb = f"{have} added" if old is None else f"{have} removed"
        noun = (words.holder(name) or f"`{name}`") + (f" of {at.noun}" if at.noun and at.noun != "the segment" else "")
        file = words.file_of(known)
        more = f" ({file.rpartition('/')[2]})" if file else ""
        inner = at.within(name, old, new)
        return replace(inner.edit(name, old, new, f"{noun}{more} {verb}"), part=inner.part)
    return at.edit(name, old, new)


def _alike(old: Node, new: Node, name: str) -> tuple[Node, Node]:
    """Bring a short form and the long one to the same: a path alone is a group with a `file`, one item a list of it."""
    if old.entries is not None and new.entries is None and words.file_of(new) is not None:
        new = replace(new, text=None, entries={"file": new})
    elif new.entries is not None and old.entries is None and words.file_of(old) is not None:
        old = replace(old, text=None, entries={"file": old})
    elif name in _LISTED and old.items is not None and new.text is not None:
        new = replace(new, text=None, items=(new,))
    elif name in _LISTED and new.items is not None and old.text is not None:
        old = replace(old, text=None, items=(old,))
    return old, new


def _items(name: str, old: Sequence[Node], new: Sequence[Node], at: Place) -> Iterator[Edit]:
    """Yield the changes of a list: what changed in an item, which came, which went, which moved."""
    paired = pairs([_identity(node) for node in old], [_identity(node) for node in new])
    for was, now in paired:
        one = old[was] if was is not None else None
        other = new[now] if now is not None else None
        here = at.listed(name, one, other)
        if one is None:
            yield here.edit(name, None, other, f"{here.noun} was added")
        elif other is None:
            yield here.edit(name, one, None, f"{here.noun} was removed")
        elif plain(one) != plain(other):
            if one.entries is not None or other.entries is not None:
                one, other = _alike(one, other, name)
            if one.entries is not None and other.entries is not None:
                yield from differences(one, other, here)
            elif (files := (words.file_of(one), words.file_of(other))) and all(files):
                here = replace(here, media=(*filter(None, files),))
                yield here.edit(name, one, other, f"{here.noun} was replaced by {(files[1] or '').rpartition('/')[2]}")
            else:
                yield here.edit(name, one, other, words.changed(f"the {words.item(name, one).split()[1]}", one.text, other.text))
    for was, now in moved(paired):
        here = at.listed(name, old[was], new[now])
        told = f"{here.noun} moved from {words.place(was)} to {words.place(now)} place"
        yield replace(here.edit(name, old[was], new[now], told), values=())


Pair = tuple[int | None, int | None]


def pairs(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Pair what is in two lists by identity, then what is left by order; what has no other is paired with None.

    >>> pairs(["a", "b"], ["b", "c", "a"])
    [(0, 2), (1, 0), (None, 1)]
    """
    free: dict[str, list[int]] = {}
    for number, name in enumerate(new):
        free.setdefault(name, []).append(number)
    found: dict[int, int | None] = {}
    for number, name in enumerate(old):
        found[number] = free[name].pop(0) if free.get(name) else None
    left = sorted(number for numbers in free.values() for number in numbers)
    gone = [number for number, other in found.items() if other is None]
    if len(left) == len(gone):
        found |= dict(zip(gone, left, strict=True))
        left = []
    return [*found.items(), *((None, number) for number in left)]


def moved(paired: Sequence[Pair]) -> list[tuple[int, int]]:
    """Return those of the pairs that have moved among the others: as few as explain the new order."""
    both = sorted((now, was) for was, now in paired if was is not None and now is not None)
    longest: list[list[tuple[int, int]]] = [[]]
    for now, was in both:
        before = max(len(chain) for chain in longest if not chain or chain[-1][1] < was)
        longest.append([*next(c for c in reversed(longest) if len(c) == before and (not c or c[-1][1] < was)), (now, was)])
    # Of two that changed places, the one that stood behind is said to have moved up.
    most = max(map(len, longest))
    stay = set(next(chain for chain in reversed(longest) if len(chain) == most))
    return [(was, now) for now, was in both if (now, was) not in stay]


def _identity(node: Node) -> str:
    entries = node.entries or {}
    if (file := words.file_of(node)) is not None:
        return file
    return next((entries[key].text or "" for key in ("text", "at") if key in entries), node.text or "")


def _media(*nodes: Node | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(file for node in nodes if node is not None and (file := words.file_of(node)) is not None))


def _flat(node: Node | None) -> str | None:
    """Return a value as one text; a group's own are not told."""
    if node is None:
        return None
    if node.items is not None:
        return "[" + ", ".join(_flat(item) or "" for item in node.items) + "]"
    if node.entries is not None:
        return "{" + ", ".join(f"{key}: {_flat(value)}" for key, value in node.entries.items()) + "}"
    return node.text or ""
