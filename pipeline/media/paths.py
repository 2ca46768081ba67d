"""Paths as an author writes them: inside the media folder or refused."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from pipeline.faults import guess, lookalike
from pipeline.links import Links
from pipeline.media.faults import MediaFault
from pipeline.values import dataclass

_PROTOCOL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*(?=:)|subfile(?=,)")  # as ffmpeg tells a protocol from a file (avio.c)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")  # the general category Cc, whole
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


@dataclass(frozen=True, slots=True, order=True)
class MediaPath:
    """A file of a show's media folder.

    `folder` is the media folder, named from the show folder, or absolute where it lies outside of it; `name` is the path from
    there, as the author wrote it. As a text it leads from the show folder to the file.
    """

    folder: str
    name: str

    def __str__(self) -> str:
        return f"{self.folder}/{self.name}"

    def __fspath__(self) -> str:
        return str(self)

    @property
    def suffix(self) -> str:
        """Return the suffix, `.mp4`, in small letters; empty where there is none."""
        last = self.name.rpartition("/")[2]
        return f".{last.rpartition('.')[2].lower()}" if "." in last[1:] else ""

    @property
    def parent(self) -> str:
        """Return the folder of the file, from the show folder."""
        return str(self).rpartition("/")[0]

    def numbered(self, number: int) -> MediaPath:
        """Return the path of one picture of a pattern, which has its number as `%04d` in the file's own name."""
        folder, slash, last = self.name.rpartition("/")
        return MediaPath(self.folder, f"{folder}{slash}{last % number}")


def resolve(root: Path, text: str, links: Links | None = None) -> Path:
    """Return the real path of `text` inside the folder `root`, symbolic links followed; of many in one look by its `links`.

    Raises MediaFault for a path that is empty or absolute, begins with `~` or `-`, names a protocol (`http:`, `concat:`,
    `subfile,`), holds a backslash or a control character, or leads out of `root` by `..` or by a link. Whether there is such a
    file is not asked.
    """
    inside = "write a path inside the media folder, such as takes/guitar.wav"
    if not text.strip():
        raise MediaFault("the path is empty", inside)
    if _CONTROL.search(text):
        raise MediaFault(f"{text!r} holds a character that no path may hold", inside)
    if text.startswith("/") or _DRIVE.match(text):
        raise MediaFault(f"{text!r} is an absolute path, which exists on one machine only", inside)
    if text.startswith("~"):
        raise MediaFault(f"{text!r} leads to a home folder, which exists on one machine only", inside)
    if text.startswith("-"):
        raise MediaFault(f"{text!r} begins with a dash, which programs take for an option", "rename the file")
    if protocol := _PROTOCOL.match(text):
        raise MediaFault(f"{text!r} names the protocol {protocol[0]!r}, not a file", "copy the file into the media folder")
    if "\\" in text:
        raise MediaFault(f"{text!r} holds a backslash", "separate folders by /, on every system")
    links = links or Links()
    real_root = links.real(str(root))
    real = links.real(os.path.join(real_root, text))  # noqa: PTH118 - Path would cost a third of a no-op build
    if real != real_root and not real.startswith(real_root + os.sep):
        raise MediaFault(f"{text!r} leads out of the media folder", inside)
    return Path(real)


def missing(root: Path, text: str) -> MediaFault:
    """Say that a file is not there, and which one is probably meant."""
    if not root.is_dir():
        return MediaFault(f"{text!r} does not exist: there is no media folder {str(root)!r}", "make it, or name it in show.yaml")
    folder, parts = resolve(root, "."), Path(text).parts
    for number, name in enumerate(parts):
        inner = folder / name
        if inner.is_dir() and number < len(parts) - 1:
            folder = inner
            continue
        is_last = number == len(parts) - 1
        there = "" if is_last else f": there is no folder {'/'.join(parts[: number + 1])!r}"
        if shorter := next(("/".join(parts[n:]) for n in range(1, len(parts)) if (root / Path(*parts[n:])).is_file()), ""):
            hint = f"paths begin in the media folder {root.name!r}: write {shorter}"
            return MediaFault(f"{text!r} does not exist{there}", hint)
        names = sorted(entry.name for entry in folder.iterdir() if is_last or entry.is_dir())
        near = _alike(name, names) or guess(name, names)
        if not near and number == 0 and not is_last:
            near = f"paths begin in the media folder, {root.name!r}: do not write the folders around it"
        return MediaFault(f"{text!r} does not exist{there}", near)
    return MediaFault(f"{text!r} does not exist", "name a file of the media folder")


def _alike(name: str, names: Sequence[str]) -> str:
    if twin := lookalike(name, names):
        return twin
    found = next((other for other in names if _plain(other) == _plain(name)), None)
    return f"the folder holds {found!r}: capital and small letters count, write it so" if found else ""


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
