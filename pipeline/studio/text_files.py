"""The files of text that a studio shows and writes: those of the show, named from its folder, and nothing else on the disk.

A page has texts with lines that end in U+000A alone, as editors have them. What a file has instead (CRLF, a byte order mark) is
put back when it is written, so that every byte that was not edited stays.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from pipeline import digest
from pipeline.captions import ENDINGS
from pipeline.documents.files import LARGEST
from pipeline.studio.door import Refused
from pipeline.values import dataclass

FOLDERS = ("episodes", "templates", "profiles")
"""The folders of a show that hold texts; the media folder comes to them, wherever it is."""

_YAML = frozenset({".yaml", ".yml"})
_DESIGN = frozenset({".css", ".html"})
_TEXT = frozenset({".txt", *ENDINGS})
EDITABLE = _YAML | _DESIGN | _TEXT
"""Endings of the files that are shown. Scenes are programs, and programs are for an editor of programs."""

_LONGEST, _LONGEST_NAME = 1024, 255
"""Characters of a path, and bytes of a name in it: no file system here takes longer ones."""

_BOM = "\ufeff"

Kind = Literal["manifest", "segment", "translation", "show", "people", "captions", "text", "theme", "profile", "notes", "yaml"]


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A text as a file holds it: `text` with plain line ends; `ends` are those of its lines in the file."""

    text: str
    ends: tuple[str, ...]
    has_mark: bool

    def encoded(self, text: str) -> bytes:
        """Return the bytes of an edited text: lines that were there keep their ends, new ones get the end that most have."""
        lines = text.split("\n")
        before = self.text.split("\n")
        usual = max(dict.fromkeys(self.ends), key=self.ends.count, default="\n")
        same = 0
        while same < min(len(lines), len(before)) - 1 and lines[same] == before[same]:
            same += 1
        rest = 0
        while rest < min(len(lines), len(before)) - 1 - same and lines[-1 - rest] == before[-1 - rest]:
            rest += 1
        # The end of line n stands behind it, so of the last `rest` lines one end less belongs to them.
        count = len(lines) - 1
        kept = max(rest - 1, 0)
        first = min(same, count - kept)
        ends = [*self.ends[:first], *[usual] * (count - first - kept), *(self.ends[len(self.ends) - kept :] if kept else ())]
        for number, end in enumerate(ends[:-1]):
            if end == "\r" and not lines[number + 1] and ends[number + 1] == "\n":  # side by side they would be one end
                ends[number] = "\r\n"
        parts = [part for line, end in zip(lines, [*ends, ""], strict=True) for part in (line, end)]
        return ((_BOM if self.has_mark else "") + "".join(parts)).encode()


def written_text(content: bytes) -> WrittenText:
    """Read the bytes of a file. Raises Refused for what is no UTF-8 or too large."""
    if len(content) > LARGEST:
        raise Refused(413, f"the file is too large: at most {LARGEST:,} bytes are edited here")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise Refused(422, "the file is not UTF-8; save it as UTF-8 to edit it here") from None
    has_mark = text.startswith(_BOM)
    text = text.removeprefix(_BOM)
    ends = tuple(_ends(text))
    return WrittenText(text.replace("\r\n", "\n").replace("\r", "\n"), ends, has_mark)


def _ends(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        if text.startswith("\r\n", at):
            yield "\r\n"
            at += 2
            continue
        if text[at] in "\r\n":
            yield text[at]
        at += 1


def _wrong_at(real: Path) -> str:
    """Return why no text is read or written at a place, empty where one may be, there already or not. Raises OSError."""
    if not real.parent.is_dir():
        return "there is no such file in the show"
    if real.is_dir():
        return "there is a folder of this name, and no file; rename one of them"
    if real.is_symlink():
        return "it is a link that leads back to itself; put the file in its place"
    if real.exists() and not real.is_file():
        return "what stands there is no ordinary file; put the file in its place"
    return ""


@dataclass(frozen=True, slots=True)
class TextFiles:
    """The files of text of a show in the folder `root`; `media` is its media folder."""

    root: Path
    media: Path | None = None

    def place(self, text: str) -> Path:
        """Return the file that a path names, from the show folder, whether it is there or not. Raises Refused."""
        parts = text.split("/")
        is_odd = any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text) or "\\" in text or ":" in text
        is_long = len(text) > _LONGEST or any(len(part.encode(errors="replace")) > _LONGEST_NAME for part in parts)
        if not text or is_long or is_odd or any(not part or part.startswith(".") or part == "~" for part in parts):
            raise Refused(404, "there is no such file in the show")
        root = Path(os.path.realpath(self.root))
        real = Path(os.path.realpath(root / text))
        tops = [root / name for name in FOLDERS]
        if self.media is not None and self.media.is_relative_to(self.root):
            tops.append(Path(os.path.realpath(self.media)))
        if not real.is_relative_to(root):
            raise Refused(404, "there is no such file in the show: what stands there leads out of it")
        inside = real.relative_to(root).parts
        is_hidden = any(part.startswith(".") for part in inside) or inside[:1] == ("renders",)
        if is_hidden or real.suffix.lower() not in EDITABLE or not any(real.is_relative_to(top) for top in tops):
            raise Refused(404, "there is no such file in the show")
        try:
            wrong = _wrong_at(real)
        except OSError as fault:  # its folder may not be looked into
            raise Refused(422, f"the file cannot be read: {fault.strerror}") from None
        if wrong:
            raise Refused(404, wrong)
        return real

    def named(self, path: Path) -> str | None:
        """Return how a file is named from the show folder; None where it is not shown."""
        for root in (self.root, Path(os.path.realpath(self.root))):
            if path.is_relative_to(root):
                text = path.relative_to(root).as_posix()
                try:
                    self.place(text)
                except Refused:
                    return None
                return text
        return None

    def read(self, text: str) -> tuple[WrittenText, str]:
        """Return what a file holds and the digest of its bytes; of one that is not there, nothing and "". Raises Refused."""
        try:
            content = self.place(text).read_bytes()
        except FileNotFoundError:
            return WrittenText("", (), has_mark=False), ""
        except OSError as fault:
            raise Refused(422, f"the file cannot be read: {fault.strerror}") from None
        return written_text(content), digest.of_bytes(content)

    def kind(self, text: str, manifest: str, people: str) -> Kind:
        """Return what a file is to the episode of a manifest."""
        path = Path(text)
        ending = path.suffix.lower()
        match text:
            case _ if text == manifest:
                return "manifest"
            case "episodes/show.yaml":
                return "show"
            case _ if text == people:
                return "people"
            case _ if text.startswith("profiles/"):
                return "profile"
            case _ if text.startswith("templates/"):
                return "theme"
            case _ if text.endswith(".notes.yaml"):
                return "notes"
            case _ if ending in ENDINGS:
                return "captions"
            case _ if ending == ".txt":
                return "text"
            case _ if path.parent == Path(manifest).parent and "." in path.stem:
                return "translation"
            case _ if ending in _YAML:
                return "segment"
            case _:
                return "yaml"

    def listing(self, files: Sequence[Path]) -> tuple[str, ...]:
        """Return the names of those of `files` that are shown, sorted, each once."""
        return tuple(sorted({name for path in files if (name := self.named(path)) is not None}))
