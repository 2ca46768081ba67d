"""Which segments came, went, moved, and what changed in those that stayed. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.documents import reader
from pipeline.documents.node import Node, plain
from pipeline.edits import words
from pipeline.edits.model import Edit, Written
from pipeline.edits.trees import Place, differences, moved, pairs, place_of
from pipeline.manifest.names import slug, unique
from pipeline.segments.registry import kinds
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Listed:
    """A segment as it is written: the name that actions have of it, its kind, its title, its tree, its item in the manifest."""

    name: str
    kind: str
    title: str
    node: Node
    item: Node

    @property
    def noun(self) -> str:
        """Return what it is called."""
        return f'the segment "{self.title}"' if self.title else f"the segment `{self.kind}`"


def tree(written: Written, path: str) -> Node | None:
    """Return the tree of one of the files; None where there is none that can be read."""
    text = written.texts.get(path)
    return None if text is None else reader.read(text.encode(), path, [])


def listed(written: Written) -> tuple[Listed, ...]:
    """Return the segments of the manifest, those of included files in their places."""
    root = tree(written, written.manifest)
    items = root.entries["segments"].items if root is not None and root.entries and "segments" in root.entries else None
    taken: dict[str, None] = {}
    found = []
    for item in items or ():
        node = _included(item, written)
        entries = node.entries or {}
        kind = next((name for name in entries if name in kinds()), "")
        if not kind:
            continue
        title = entries[kind].text or ""
        own = entries["id"].text if "id" in entries else None
        name = own or unique(slug(title) or kind, taken)
        taken[name] = None
        if kinds()[kind].interstitial:
            taken[f"{name}-title"] = None
        found.append(Listed(name, kind, title, node, item))
    return tuple(found)


def _included(item: Node, written: Written) -> Node:
    named = (item.entries or {}).get("include")
    if named is None or not named.text:
        return item
    path = posixpath.normpath(posixpath.join(posixpath.dirname(written.manifest), named.text))
    return tree(written, path) or item


def changes(old: Written, new: Written) -> Iterator[Edit]:
    """Yield what changed in the list of segments, and in each."""
    before, after = listed(old), listed(new)
    paired = _paired(before, after)
    for was, now in paired:
        if now is None and was is not None:
            gone = before[was]
            told = f"{gone.noun} was removed; it stood in {words.place(was)} place"
            yield Edit(told, new.manifest, gone.name, "order", (gone.title,))
        elif was is None and now is not None:
            came = after[now]
            told = f"{came.noun} was added in {words.place(now)} place"
            yield Edit(told, place_of(came.item), came.name, "order", (came.title,))
        elif was is not None and now is not None:
            yield from _inside(before[was], after[now])
    for was, now in moved(paired):
        yield Edit(
            f"{after[now].noun} moved from {words.place(was)} to {words.place(now)} place",
            place_of(after[now].item), after[now].name, "order",
        )  # fmt: skip


def renamed(old: Written, new: Written) -> Mapping[str, str]:
    """Return for each segment that has another name now the name that it had: name now -> name then."""
    before, after = listed(old), listed(new)
    return {
        after[now].name: before[was].name
        for was, now in _paired(before, after)
        if was is not None and now is not None and after[now].name != before[was].name
    }


def names(old: Written, new: Written) -> Iterator[Edit]:
    """Yield which segments have another name: reports hold it, and nothing that is seen or heard does."""
    for one in listed(new):
        if before := renamed(old, new).get(one.name):
            where = place_of((one.node.entries or {}).get("id", one.node))
            yield Edit(f"the name of {one.noun} in commands and reports changed from {before} to {one.name}", where, one.name)


def place_of_file(written: Written, path: str) -> str:
    """Return the first line that names a file of the show, as messages name it; empty where none does."""
    for name in (written.manifest, *sorted(written.texts)):
        root = tree(written, name) if name.endswith((".yaml", ".yml")) else None
        waiting = [root] if root is not None else []
        while waiting:
            node = waiting.pop(0)
            if node.text and any(one == path or path.endswith(f"/{one}") for one in (node.text, _numbered(node.text, path))):
                return place_of(node)
            waiting = [*(node.items or ()), *(node.entries or {}).values(), *waiting]
    return ""


def _numbered(pattern: str, path: str) -> str:
    """Return the file of a pattern (`frame_%04d.png`) that `path` may be: the pattern with the number in it."""
    hole = re.search(r"(?<!%)(?:%%)*(%0?\d*d)", pattern)
    if hole is None:
        return pattern
    head, tail = (re.escape(part.replace("%%", "%")) for part in (pattern[: hole.start(1)], pattern[hole.end(1) :]))
    match = re.search(rf"(?:^|/)({head}[0-9]+{tail})$", path)
    return match[1] if match else pattern


def _paired(before: tuple[Listed, ...], after: tuple[Listed, ...]) -> list[tuple[int | None, int | None]]:
    """Pair segments by name; of the others, those of one kind that have most fields in common."""
    found = pairs([f"{one.kind} {one.name}" for one in before], [f"{one.kind} {one.name}" for one in after])
    same = [(was, now) for was, now in found if was is None or now is None or before[was].name == after[now].name]
    kept = [(was, now) for was, now in same if was is not None and now is not None]
    gone = [n for n in range(len(before)) if n not in {was for was, _ in kept}]
    come = [n for n in range(len(after)) if n not in {now for _, now in kept}]
    paired: list[tuple[int | None, int | None]] = [*kept]
    for was in gone:
        likeness = {now: _likeness(before[was], after[now]) for now in come}
        best = max(likeness, key=lambda now: likeness[now], default=None)
        if best is not None and likeness[best] > 0:
            come.remove(best)
            paired.append((was, best))
        else:
            paired.append((was, None))
    return [*paired, *((None, now) for now in come)]


def _likeness(one: Listed, other: Listed) -> int:
    """Count the fields that two segments have in common; 0 where they are of two kinds."""
    if one.kind != other.kind:
        return 0
    mine, yours = one.node.entries or {}, other.node.entries or {}
    return sum(1 for name in mine.keys() & yours.keys() if plain(mine[name]) == plain(yours[name]))


def _inside(old: Listed, new: Listed) -> Iterator[Edit]:
    at = Place("the segment", segment=new.name)
    was, now = dict(old.node.entries or {}), dict(new.node.entries or {})
    if old.title != new.title:
        told = words.changed("the title of the segment", old.title or None, new.title or None)
        where = place_of(now[new.kind])
        yield Edit(told, where, new.name, "text", (old.title, new.title))
    was.pop(old.kind)
    now.pop(new.kind)
    switched = [_is_off(fields.pop("enabled", None)) for fields in (was, now)]
    if switched[0] != switched[1]:
        told = f"{new.noun} was switched {'off' if switched[1] else 'on'}"
        yield Edit(told, place_of(new.node), new.name, "order", (new.title,))
    yield from differences(replace(old.node, entries=was), replace(new.node, entries=now), at)


def _is_off(node: Node | None) -> bool:
    return node is not None and (node.text or "").lower() in ("off", "no", "false")
