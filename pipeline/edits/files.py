"""What changed in files that are no manifest: captions, people, themes, profiles, scenes, texts. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from fractions import Fraction

from pipeline import captions
from pipeline.captions import Caption, CaptionFault
from pipeline.documents.node import Node, plain
from pipeline.edits import words
from pipeline.edits.model import Edit, Written
from pipeline.edits.segments import listed, place_of_file, tree
from pipeline.edits.trees import Place, differences, place_of

_TOLD = 3
"""Captions of one file that are told one by one."""


def people(old: Written, new: Written) -> Iterator[Edit]:
    """Yield what changed of people, who came and who went."""
    before, after = tree(old, old.people), tree(new, new.people)
    was, now = (before.entries or {}) if before else {}, (after.entries or {}) if after else {}
    file = new.people.rpartition("/")[2]
    for key in dict.fromkeys([*now, *was]):
        one, other = _person(was.get(key)), _person(now.get(key))
        if one is None or other is None:
            known = one or other
            name = (known and known.entries and known.entries["name"].text) or key
            told = f"{name} was {'removed from' if other is None else 'added to'} {file}"
            yield Edit(told, place_of(other) or new.people, values=(name,), part="text")
        elif plain(one) != plain(other):
            was_said, now_said = one.entries or {}, other.entries or {}
            name = was_said["name"].text if "name" in was_said and was_said["name"].text else key
            for field in dict.fromkeys([*now_said, *was_said]):
                old_node, new_node = was_said.get(field), now_said.get(field)
                before_text, after_text = (node.text if node else None for node in (old_node, new_node))
                if before_text != after_text:
                    told = words.changed(f"{name}'s {field}", before_text, after_text, f" in {file}")
                    values = tuple(filter(None, (before_text, after_text, name)))
                    yield Edit(told, place_of(new_node or old_node), values=values, part="text", way=("people", key))


def _person(node: Node | None) -> Node | None:
    """Bring a person who is only a name to the long form."""
    return replace(node, text=None, entries={"name": node}) if node is not None and node.text is not None else node


def theme(path: str, old: Written, new: Written) -> Iterator[Edit]:
    """Yield what changed in a file of the show's own theme."""
    name = path.rpartition("/")[2]
    if name == "theme.yaml":
        yield from (replace(edit, card="*", way=("theme", *edit.way)) for edit in _tree(path, old, new, "the theme"))
        return
    stem, _, kind = name.partition(".")  # `title.css`, `title.motion.yaml`
    line = _first_line(old.texts.get(path, ""), new.texts.get(path, ""))
    card = "*" if stem == "theme" or kind not in ("css", "html", "motion.yaml") else stem
    what = "the theme's style" if stem == "theme" else f"the theme's {stem.replace('_', ' ')}"
    yield Edit(f"{what} changed", f"{path}:{line}", card=card, part="picture", way=("theme", card))


def profile(path: str, old: Written, new: Written) -> Iterator[Edit]:
    """Yield what changed in a profile of the show's own."""
    name = path.rpartition("/")[2].rpartition(".")[0]
    found = list(_tree(path, old, new, f"the profile {name}"))
    sizes = [_size(tree(written, path)) for written in (old, new)]
    if sizes[0] != sizes[1] and all(sizes):
        rest = [edit for edit in found if edit.way[-1] not in ("width", "height")]
        sized = next(edit for edit in found if edit not in rest)
        told = words.changed("the profile's size", sizes[0], sizes[1])
        found = [replace(sized, words=told, way=("profile", "video", "size")), *rest]
    yield from (replace(edit, way=("profile", *edit.way)) for edit in found)


def _size(root: Node | None) -> str | None:
    video = (root.entries or {}).get("video") if root is not None else None
    sides = [(video.entries or {}).get(name) for name in ("width", "height")] if video is not None else []
    return "x".join(side.text or "" for side in sides if side is not None) if all(sides) and sides else None


def _tree(path: str, old: Written, new: Written, noun: str) -> Iterator[Edit]:
    before, after = tree(old, path), tree(new, path)
    if before is None or after is None:
        yield Edit(f"{path} was {'added' if before is None else 'removed'}", path, way=(path,))
    else:
        yield from differences(before, after, Place(noun))


def text(path: str, old: Written, new: Written) -> Iterator[Edit]:
    """Yield what changed in a scene or in a poem's text."""
    before, after = old.texts.get(path), new.texts.get(path)
    name = path.rpartition("/")[2]
    for segment in _readers(path, new):
        if before is None or after is None:
            continue
        if path.endswith(".py"):
            told = f"the code of the scene {name} changed"
            yield Edit(told, f"{path}:{_first_line(before, after)}", segment, "picture", media=(path,))
            continue
        for line, was, now in _lines(before, after):
            told = words.changed(f"line {line} of {name}", was, now)
            yield Edit(told, f"{path}:{line}", segment, "picture", tuple(filter(None, (was, now))))


def translation(path: str, old: Written, new: Written) -> Iterator[Edit]:
    """Yield what changed in a file of translations: what is said otherwise, what was added, what was removed."""
    one, other = tree(old, path), tree(new, path)
    was, now = (dict(_said(node)) if node is not None else {} for node in (one, other))
    for way in dict.fromkeys([*now, *was]):
        before, after = was.get(way), now.get(way)
        said, says = (node.text if node else None for node in (before, after))
        if said != says:
            told = words.changed(f"the translation of {words.quoted(way[-1])}", said, says, f" in {path.rpartition('/')[2]}")
            segment = way[1] if way[0] == "segments" else ""
            values = tuple(filter(None, (said, says, way[-1])))
            yield Edit(told, place_of(after or before) or path, segment, "text", values, way=("translation", *way))


def _said(node: Node, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
    for key, inner in (node.entries or {}).items():
        if inner.entries is None:
            yield (*way, key), inner
        else:
            yield from _said(inner, (*way, key))


def _lines(before: str, after: str) -> Iterator[tuple[int, str | None, str | None]]:
    one, other = before.splitlines(), after.splitlines()
    for kind, a, b, c, d in SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for number in range(max(b - a, d - c)):
            was = one[a + number] if a + number < b else None
            now = other[c + number] if c + number < d else None
            if was or now:
                yield c + number + 1, was, now


def caption_file(path: str, old: Written, new: Written) -> Iterator[Edit]:
    """Yield what changed in a file of captions: which were added, removed, written otherwise, moved in time."""
    before, after = _captions(path, old), _captions(path, new)
    if before is None or after is None:
        return
    found = list(_caption_changes(before, after))
    line = _first_line(old.texts[path], new.texts[path])
    values = tuple(value for _, both in found for value in both)
    if len(found) > _TOLD:
        many = f"{len(found)} captions changed, the first at {words.clock(float(_first_changed(before, after)))}"
        found = [(many, values)]
    for segment in _readers(path, new):
        yield from (Edit(told, f"{path}:{line}", segment, "picture", both) for told, both in found)


def _captions(path: str, written: Written) -> tuple[Caption, ...] | None:
    try:
        return captions.read(written.texts[path].encode(), path)
    except (CaptionFault, KeyError):
        return None


def _caption_changes(before: tuple[Caption, ...], after: tuple[Caption, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    was, now = {one.start: one for one in before}, {one.start: one for one in after}
    lost = {one.text: one for one in before if one.start not in now}
    for start in sorted(was.keys() | now.keys()):
        one, other = was.get(start), now.get(start)
        at = words.clock(float(start))
        if one is not None and other is not None:
            if one.text != other.text:
                yield words.changed(f"the caption at {at}", one.text, other.text), (one.text, other.text)
            elif one.end != other.end:
                told = f"the caption at {at} ends at {words.clock(float(other.end))}, no longer at {words.clock(float(one.end))}"
                yield told, (one.text,)
        elif other is not None:
            if (same := lost.get(other.text)) is not None:
                told = f"the caption {words.quoted(other.text)} moved from {words.clock(float(same.start))} to {at}"
                yield told, (other.text,)
            else:
                yield f"a caption was added at {at}: {words.quoted(other.text)}", (other.text,)
        elif one is not None and all(one.text != caption.text for caption in after if caption.start not in was):
            yield f"the caption at {at} was removed; it was {words.quoted(one.text)}", (one.text,)


def _first_changed(before: tuple[Caption, ...], after: tuple[Caption, ...]) -> Fraction:
    return min(one.start for one in {*before} ^ {*after})


def _first_line(old: str, new: str) -> int:
    """Return the first line in which two texts differ, from 1."""
    one, other = old.splitlines(), new.splitlines()
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False), 1) if a != b), min(len(one), len(other)) + 1)


def _readers(path: str, written: Written) -> Iterator[str]:
    """Yield the names of the segments that name a file."""
    for segment in listed(written):
        if any(path == text or path.endswith(f"/{text}") for text in _texts(segment.node)):
            yield segment.name


def _texts(node: Node) -> Iterator[str]:
    if node.text:
        yield node.text
    for below in (*(node.items or ()), *(node.entries or {}).values()):
        yield from _texts(below)


_NOUNS = {
    "clip": ("mp4", "mov", "mkv", "webm", "avi", "m4v", "mts", "ts", "mpg", "mpeg", "3gp", "gif", "wmv", "flv", "ogv"),
    "sound": ("wav", "mp3", "m4a", "flac", "ogg", "opus", "aac", "aif", "aiff", "wma", "ac3", "au"),
    "picture": ("png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp", "avif", "heic"),
    "font": ("ttf", "otf", "woff", "woff2"),
}


def replaced(path: str, new: Written | None) -> Edit:
    """Return the edit of a file of media or of a theme that holds other bytes under its name."""
    name = path.rpartition("/")[2]
    suffix = name.rpartition(".")[2].lower()
    noun = next((noun for noun, suffixes in _NOUNS.items() if suffix in suffixes), "file")
    of_theme = " of the theme" if path.startswith("templates/") else ""
    where = place_of_file(new, path) if new is not None else ""
    return Edit(f"the {noun} {name}{of_theme} was replaced", where, media=(path,), way=("media", path))


def other_pictures(folder: str, old: int, new: int) -> Edit:
    """Return the edit of a folder of numbered pictures of which others are shown than before."""
    told = f"the pictures of {folder}/ are {new}, no longer {old}" if old != new else f"the pictures of {folder}/ were renumbered"
    return Edit(told, folder, part="picture", media=(folder,), way=("media", folder))
