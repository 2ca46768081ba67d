"""All that changed between two states of a show's files. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.captions import ENDINGS
from pipeline.documents.node import Node
from pipeline.edits import files, segments
from pipeline.edits.model import Edit, Written
from pipeline.edits.trees import KINDS, Place, differences
from pipeline.manifest.folders import SHOW


def compare(old: Written, new: Written) -> tuple[Edit, ...]:
    """Return every change, in the order of the files: manifest, show, people, then the others by name; each once."""
    found = [*_manifest(old, new), *_settings(SHOW, old, new), *files.people(old, new)]
    known = {new.manifest, SHOW, old.people, new.people}
    is_dressed_anew = any(edit.way[:1] == ("theme",) for edit in found)  # then every file of the theme is another
    for path in sorted((old.texts.keys() | new.texts.keys()) - known):
        if old.texts.get(path) != new.texts.get(path) and not (is_dressed_anew and path.startswith("templates/")):
            found += _file(path, old, new)
    names = {**_names(old), **_names(new)}
    return tuple(dict.fromkeys(_named(edit, names) for edit in found))


def _named(edit: Edit, names: Mapping[str, str]) -> Edit:
    """Add to the keys of people that an edit took away or brought the names that are shown of them."""
    more = tuple(names[value] for value in edit.values if value in names)
    return replace(edit, values=edit.values + more) if more else edit


def _names(written: Written) -> dict[str, str]:
    root = segments.tree(written, written.people)
    known = (root.entries or {}) if root is not None else {}
    named = {key: (person.entries or {}).get("name", person).text for key, person in known.items()}
    return {key: name for key, name in named.items() if name}


def _manifest(old: Written, new: Written) -> Iterator[Edit]:
    yield from segments.changes(old, new)
    yield from _settings(new.manifest, old, new)


def _settings(path: str, old: Written, new: Written) -> Iterator[Edit]:
    """Yield what changed in the settings of the show, or of the manifest but for its segments."""
    before, after = segments.tree(old, path), segments.tree(new, path)
    if before is None or after is None:
        return
    one, other = _without_segments(before), _without_segments(after)
    noun = "the show" if path == SHOW else ""
    for edit in differences(one, other, Place(noun)):
        if edit.way == ("show",):
            edit = replace(edit, words=edit.words.replace("`show` of the show", "the name of the show"))
        yield replace(edit, segment=edit.way[0]) if edit.way[0] in KINDS else edit


def _without_segments(root: Node) -> Node:
    return replace(root, entries={name: node for name, node in (root.entries or {}).items() if name != "segments"})


def _file(path: str, old: Written, new: Written) -> Iterator[Edit]:
    suffix = path.rpartition(".")[2].lower()
    if path.startswith("templates/"):
        yield from files.theme(path, old, new)
    elif path.startswith("profiles/"):
        yield from files.profile(path, old, new)
    elif path.rpartition(".")[0].rpartition(".")[0] in (new.manifest.rpartition(".")[0], SHOW.rpartition(".")[0]):
        yield from files.translation(path, old, new)
    elif f".{suffix}" in ENDINGS:
        yield from files.caption_file(path, old, new)
    elif suffix in ("txt", "py"):
        yield from files.text(path, old, new)
