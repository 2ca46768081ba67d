"""Order: of segments, of clips and takes in a segment or from one to another, and of files that are new in it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.cutting.look import Attempt, Found, Look, refused
from pipeline.cutting.operations import Drop, MoveItem, MoveSegment
from pipeline.documents.node import Node, Plain
from pipeline.documents.splicing import Draft, Loc
from pipeline.manifest.faults import found as node_at
from pipeline.manifest.model import Part
from pipeline.media.faults import MediaFault
from pipeline.media.info import MediaInfo
from pipeline.segments.medium import Medium

_STILL = "5"
"""Seconds for which a still is shown that nobody has said a length of."""
_LISTS = {"clips": "picture", "stems": "sound", "mosaic": "picture"}
"""Lists into which files are dropped, and what a file must hold for it."""


def move_segment(look: Look, operation: MoveSegment) -> Iterator[Attempt]:
    """Yield the edit that puts a segment before another."""
    part = look.part(operation.segment)
    source = _number(look, part)
    target = _before(look, operation.before)
    target -= target > source
    draft = look.opened(look.episode.path)
    if target != source:
        draft.move(("segments",), source, target)
    names = [one.name for one in look.episode.parts]
    wanted = [name for name in names if name != part.name]
    before = _part_before(look, operation.before)
    wanted.insert(wanted.index(before) if before in wanted else _end(look, wanted), part.name)

    written = {one.name: one.shape for one in look.episode.parts}

    def check(after: Look) -> str:
        now = [one.shape for one in after.episode.parts]  # names are no help: those of one title are numbered anew
        same = now == [written[name] for name in wanted]
        return "" if same or before == part.name else "the segments would not come in the order that is wanted"

    yield Attempt((draft,), check)


def move_item(look: Look, operation: MoveItem) -> Iterator[Attempt]:
    """Yield the edit that puts a clip, a take or a picture elsewhere."""
    found = look.found(operation.thing)
    if len(found.loc) < 2 or not isinstance(found.loc[-1], int):
        raise refused(found.where, "this is not one of several, so it has no place among them", "move its segment")
    listed, number = found.loc[:-1], found.loc[-1]
    to = look.part(operation.segment)
    if look.written(to, listed) is None:
        where = look.episode.where(*to.loc)
        raise refused(where, f"{to.name!r} has no {listed[-1]}", f"write {listed[-1]}: there first, or drop it elsewhere")
    draft, source = look.draft(found.part, listed)
    if to is found.part:
        target = min(operation.to, _length(look, to, listed) - 1)
        if target != number:
            draft.move(source, number, target)
        yield Attempt((draft,), lambda after: _stands(after, found, (*to.loc, *listed, target)))
        return
    there, target_loc = look.draft(to, listed)
    target = min(operation.to, _length(look, to, listed))
    item = draft.take(source, number)
    if there.path == draft.path:
        draft.put(target_loc, target, item)
        drafts: tuple[Draft, ...] = (draft,)
    else:
        there.put(target_loc, target, item)
        drafts = (draft, there)
    yield Attempt(drafts, lambda after: _stands(after, found, (*to.loc, *listed, target)))


def drop(look: Look, operation: Drop) -> Iterator[Attempt]:
    """Yield the edit that brings a file into the episode, credited as it is elsewhere in it."""
    try:
        info = look.library.info(operation.file)
    except MediaFault as fault:
        raise refused(look.episode.where("segments"), fault.message, fault.hint) from None
    value = _credited(look, operation.file)
    if operation.segment is None:
        draft, target = look.opened(look.episode.path), _before(look, operation.before)
        draft.put(("segments",), target, _segment(operation.file, info, value))
        yield Attempt((draft,), _appears(operation.file, look))
        return
    part = look.part(operation.segment)
    listed = _list_for(look, part, info)
    if listed == ("clips",) and info.kind == "still":
        value["length"] = _STILL
    draft, loc = look.draft(part, listed)
    draft.put(loc, operation.to, value)
    yield Attempt((draft,), _appears(operation.file, look))


# ---------------------------------------------------------------------------------------------- segments


def _number(look: Look, part: Part) -> int:
    if part.loc[:1] != ("segments",):
        where = look.episode.where(*part.loc)
        raise refused(where, f"{part.name!r} always stands where it does: it comes from {where.path}", "move another segment")
    number = part.loc[1]
    assert isinstance(number, int)
    return number


def _part_before(look: Look, name: str | None) -> str | None:
    return None if name is None else look.part(name.removesuffix("-title") if _is_title(look, name) else name).name


def _is_title(look: Look, name: str) -> bool:
    return all(part.name != name for part in look.episode.parts)


def _before(look: Look, name: str | None) -> int:
    """Return the number among the segments that are written of the one that is called so; that after the last for the end."""
    count = _length(look, None, ("segments",))
    before = _part_before(look, name)
    if before is None:
        return count
    part = look.part(before)
    if part.loc[:1] == ("segments",) and isinstance(part.loc[1], int):
        return part.loc[1]
    return 0 if part.loc == ("opening",) else count


def _end(look: Look, names: list[str]) -> int:
    """Return after how many parts the last written segment is over: credits and an end card of the show come behind."""
    own = {part.name for part in look.episode.parts if part.loc[:1] == ("segments",)}
    return max((number + 1 for number, name in enumerate(names) if name in own), default=0)


def _length(look: Look, part: Part | None, listed: Loc) -> int:
    loc = (*part.loc, *listed) if part is not None else listed
    lists = [node for node, steps in (node_at(one.root, loc) for one in look.episode.documents) if steps == len(loc)]
    return len(lists[0].items or ()) if lists else 0


def _stands(after: Look, found: Found, loc: Loc) -> str:
    """Say in words that what was moved does not stand at its new place; nothing where it does."""
    node, steps = node_at(after.episode.documents[0].root, loc)
    is_there = steps == len(loc) and isinstance(found.shape, Medium) and found.shape.file in _files(node)
    is_other = not isinstance(found.shape, Medium)
    return "" if is_there or is_other else "it would not stand where it is wanted"


def _files(node: Node) -> tuple[str | None, ...]:
    entries = node.entries or {}
    return (node.text, entries["file"].text if "file" in entries else None)


# ---------------------------------------------------------------------------------------------- files


def _credited(look: Look, file: str) -> dict[str, Plain]:
    """Return a file as it is written into a list: with who made it, as the episode says it elsewhere."""
    value: dict[str, Plain] = {"file": file}
    for document in look.episode.documents:
        waiting = [document.root]
        while waiting:
            node = waiting.pop()
            entries = node.entries or {}
            if "by" in entries and file in _files(node):
                by = entries["by"]
                value["by"] = tuple(item.text for item in by.items) if by.items else by.text
                if "role" in entries:
                    value["role"] = entries["role"].text
                return value
            waiting += [*(node.items or ()), *entries.values()]
    return value


def _list_for(look: Look, part: Part, info: MediaInfo) -> Loc:
    """Return the list of a segment that a file belongs into."""
    lists: tuple[Loc, ...] = (("clips",), ("picture", "mosaic"), ("stems",))
    has_picture = info.video is not None or info.kind == "still"
    for loc in lists:
        is_fit = has_picture if _LISTS[str(loc[-1])] == "picture" else info.sound is not None
        if is_fit and look.written(part, loc) is not None:
            return loc
    where = look.episode.where(*part.loc)
    what = "a picture" if has_picture else "a sound"
    raise refused(where, f"{part.name!r} has no list in which {what} belongs", "drop it between two segments")


def _segment(file: str, info: MediaInfo, value: dict[str, Plain]) -> dict[str, Plain]:
    """Return a segment of its own for a file, called as the file is."""
    title = file.rpartition("/")[2].rpartition(".")[0].replace("-", " ").replace("_", " ").strip().capitalize() or "New"
    if info.video is None and info.kind != "still":
        return {"music": title, "stems": (value,)}
    length: dict[str, Plain] = {"length": _STILL} if info.kind == "still" else {}
    return {"clip": title, **value, **length}


def _appears(file: str, look: Look) -> Callable[[Look], str]:
    before = _uses(look, file)

    def check(after: Look) -> str:
        return "" if _uses(after, file) == before + 1 else "the file would not come into the episode"

    return check


def _uses(look: Look, file: str) -> int:
    found, waiting = 0, [look.episode.documents[0].root]
    while waiting:
        node = waiting.pop()
        found += node.text == file
        waiting += [*(node.items or ()), *(node.entries or {}).values()]
    return found

