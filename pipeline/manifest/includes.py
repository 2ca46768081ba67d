"""Segments in files of their own, so that several people edit one episode. Reads files.

The tree of such a file is put into the manifest's in place of the line that includes it. Every node knows its file, so whoever
reads the whole needs to know nothing of it.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.documents import files, reader
from pipeline.documents.files import Files
from pipeline.documents.node import Node
from pipeline.faults import Diagnostic
from pipeline.manifest import mending
from pipeline.manifest.model import Document
from pipeline.manifest.names import slug
from pipeline.manifest.parts import Unread, probable_name
from pipeline.media import paths
from pipeline.segments.registry import kinds
from pipeline.values import dataclass

INCLUDE = "include"
"""The field that stands alone in place of a segment, and names its file."""

MOST = 500
"""Lines of an episode that include a file."""

_EXAMPLE = "segments/metal-dad.yaml"
_SEGMENT = "write one segment into it: music: Its title, and its fields below, without '- '"


@dataclass(frozen=True, slots=True)
class Included:
    """A manifest with the segments of other files in their places.

    `unread` are those whose file gave no segment, by number; in the tree, their place is still that of the line. `files` are
    all that were asked for, whether they are there or not.
    """

    document: Document
    unread: Mapping[int, Unread]
    files: tuple[Path, ...]


def is_include(node: Node) -> bool:
    """Say whether an item of the segments stands for a file."""
    return INCLUDE in (node.entries or {}) and not any(kind in (node.entries or {}) for kind in kinds())


def included(manifest: Document, path: Path, root: Path, files: Files, diagnostics: list[Diagnostic]) -> Included:
    """Put the segments of all files that a manifest includes in their places, and tell what is wrong with the files.

    `path` is the manifest's own, absolute; `root` is the show folder. The limits of a file hold for all of them together.
    """
    entries = manifest.root.entries or {}
    listed = entries.get("segments")
    if listed is None or not any(is_include(item) for item in listed.items or ()):
        return Included(manifest, {}, ())
    reading = _Reading(manifest, path, root, files, diagnostics)
    items = [reading.segment(number, item) if is_include(item) else item for number, item in enumerate(listed.items or ())]
    whole = replace(listed, items=tuple(items), size=1 + sum(item.size for item in items))
    document = Document(manifest.path, replace(manifest.root, entries={**entries, "segments": whole}))
    return Included(document, reading.unread, tuple(reading.asked))


@dataclass(frozen=True, slots=True)
class _File:
    """A file as read: its segment, or else what it is probably called."""

    segment: Node | None
    called: Unread


class _Reading:
    """The files of one manifest, each read once, within limits."""

    def __init__(self, manifest: Document, path: Path, root: Path, files: Files, diagnostics: list[Diagnostic]) -> None:
        self.manifest, self.path, self.root, self.files, self.diagnostics = manifest, path, root, files, diagnostics
        self.asked: dict[Path, _File | None] = {}
        self.unread: dict[int, Unread] = {}
        self.lines = self.bytes = 0
        self.nodes = manifest.root.size
        self.is_full = False

    def segment(self, number: int, item: Node) -> Node:
        """Return the segment for which an item stands; the item itself where there is none."""
        entries = item.entries or {}
        name = entries[INCLUDE]
        self.unread[number] = Unread(number, slug(Path(name.text or "").stem), item.where)
        if self.is_full:
            return item
        self.lines += 1
        if self.lines > MOST:
            self._stop(name, f"more than {MOST} lines include a file", "write some of the segments into the manifest")
            return item
        for key in entries:
            if key == INCLUDE:
                continue
            hint = f"write it into {name.text}" if name.text else ""
            self.diagnostics.append(Diagnostic(item.keys[key].where, f"{key!r} cannot stand beside {INCLUDE!r}", hint))
        path = self._path(name)
        if path is None:
            return item
        if path not in self.asked:
            self.asked[path] = None
            self.asked[path] = self._file(name, path)
        file = self.asked[path]
        if file is None or file.segment is None:
            self.unread[number] = replace(file.called, number=number) if file else self.unread[number]
            return item
        if self._is_too_much(name, file.segment):
            return item
        del self.unread[number]
        return file.segment

    def _path(self, name: Node) -> Path | None:
        """Return the file that is named, None after telling why it can be none."""
        text = (name.text or "").strip()
        hint = f"write a path from the manifest's folder, such as {_EXAMPLE}"
        if name.text is None or not text:
            self._tell(name, f"{INCLUDE!r} names a file", hint)
        elif any(unicodedata.category(character) == "Cc" for character in text):
            self._tell(name, f"{text!r} holds a character that no path may hold", hint)
        elif "\\" in text:
            self._tell(name, f"{text!r} holds a backslash", "separate folders by /, on every system")
        elif text.startswith(("/", "~")):
            self._tell(name, f"{text!r} is a path that exists on one machine only", hint)
        else:
            # What stands before the show may hold `..` and links; the shell that it came from has read these already.
            inside = Path(os.path.normpath(self.path.parent.relative_to(self.root) / text))
            path = self.root / inside
            if inside.parts[:1] == ("..",) or not self._is_inside(path):
                self._tell(name, f"{text!r} leads out of the show", "put the file into the show's folder; " + hint)
            elif os.path.realpath(path) == os.path.realpath(self.path):
                self._tell(name, "the manifest cannot include itself", f"name the file of one segment, such as {_EXAMPLE}")
            else:
                return path
        return None

    def _is_inside(self, path: Path) -> bool:
        """Say whether a file lies in the show, or in a folder that the show has put a link to its manifests in place of."""
        real = Path(os.path.realpath(path))
        return any(real.is_relative_to(os.path.realpath(folder)) for folder in (self.root, self.path.parent))

    def _file(self, name: Node, path: Path) -> _File | None:
        """Read a file; None where it cannot be read at all."""
        shown = path.relative_to(self.root).as_posix()
        try:
            content = self.files(path)
        except (FileNotFoundError, NotADirectoryError):
            hint = paths.missing(self.root, shown).hint or f"it is looked for at {shown}"
            self._tell(name, f"{name.text!r} does not exist", hint)
            return None
        except OSError as fault:
            self._tell(name, f"{name.text!r} cannot be read: {fault.strerror}", f"name a file, such as {_EXAMPLE}")
            return None
        self.bytes += len(content)
        if self.bytes > files.LARGEST:
            self._stop(name, f"with this file, more than {files.LARGEST:,} bytes are included")
            return None
        told = len(self.diagnostics)
        root = reader.read(content, shown, self.diagnostics, self.diagnostics)
        if root is None and len(self.diagnostics) == told:
            self._tell(name, f"{name.text!r} is empty", _SEGMENT)
        if root is None:
            place = self.diagnostics[-1].where
            return _File(None, Unread(0, slug(mending.title(content)) or slug(path.stem), place))
        called = Unread(0, probable_name(root), root.head)
        return _File(root if self._is_segment(root) else None, called)

    def _is_segment(self, root: Node) -> bool:
        """Say whether a file holds a segment, or tell what it holds instead; what the segment lacks is told by its kind."""
        if root.items is not None:
            self.diagnostics.append(
                Diagnostic(
                    root.head,
                    "a file that is included holds one segment, and here is a list",
                    "begin with its kind, without '- ' and without indenting; give every other segment a file of its own",
                )
            )
        elif root.entries is None:
            self.diagnostics.append(Diagnostic(root.where, "the file holds no segment", _SEGMENT))
        elif is_include(root):
            self.diagnostics.append(
                Diagnostic(
                    root.keys[INCLUDE].where,
                    "a file that is included cannot include another",
                    f"include that one in {self.manifest.path}",
                )
            )
        elif manifest := next((key for key in ("episode", "segments") if key in root.entries), None):
            self.diagnostics.append(Diagnostic(root.keys[manifest].where, "this is a manifest, and no segment", _SEGMENT))
        else:
            return True
        return False

    def _is_too_much(self, name: Node, segment: Node) -> bool:
        """Say whether an episode with one more segment passes the limits of a file, and tell it."""
        self.nodes += segment.size
        # It stands two levels down: in the list, in the manifest.
        if segment.height + 3 > reader.DEEPEST:
            self._tell(name, f"with this file, the episode is nested deeper than {reader.DEEPEST} levels", "nest less in it")
        elif self.nodes > reader.MOST:
            self._stop(name, f"with this file, the episode holds more than {reader.MOST:,} values")
        else:
            return False
        return True

    def _stop(self, node: Node, message: str, hint: str = "include less") -> None:
        """Tell a limit at the line that passes it, and include nothing after it."""
        self.is_full = True
        self._tell(node, message, hint)

    def _tell(self, node: Node, message: str, hint: str) -> None:
        self.diagnostics.append(Diagnostic(node.where, message, hint))
