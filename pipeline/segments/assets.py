"""What recipes may ask of the show's media folder: facts and digests of files, small texts, numbered pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from pipeline.media.faults import MediaFault
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath, missing, resolve

_PATTERN = re.compile(r"%0?(\d{0,2})d")


class Library(Protocol):
    """What `pipeline.media.library.Library` is: facts, digests and texts of files below its root. All raise MediaFault."""

    def prepare(self, paths: Iterable[str]) -> None:
        """Look into files side by side before they are asked for. Raises nothing."""

    def info(self, path: str) -> MediaInfo:
        """Return the facts of a picture or sound file."""

    def digest(self, path: str) -> str:
        """Return the SHA-256 of a file."""

    def read(self, path: str) -> bytes:
        """Return the contents of a small file."""


class AssetResolver:
    """The answers to recipes out of the media folder `media` of the show folder `show`. Methods raise MediaFault.

    A file is asked for once: a cut sees one state of it, and a file that ten clips use costs no more than one.
    """

    def __init__(self, library: Library, show: Path, media: Path) -> None:
        self._library, self._media = library, media
        self._infos: dict[str, MediaInfo] = {}
        self._folder = media.relative_to(show).as_posix() if media.is_relative_to(show) else media.as_posix()

    def info(self, path: str) -> MediaInfo:
        """Return the facts of a picture or sound file."""
        if (known := self._infos.get(path)) is None:
            known = self._infos[path] = self._library.info(path)
        return known

    def digest(self, path: str) -> str:
        """Return the SHA-256 of a file."""
        return self._library.digest(path)

    def located(self, path: str) -> MediaPath:
        """Return the path as the timeline names it."""
        return MediaPath(self._folder, path)

    def read(self, path: str) -> bytes:
        """Return the contents of a small file."""
        return self._library.read(path)

    def sequence(self, pattern: str) -> tuple[int, tuple[str, ...]]:
        """Return the first number and the digests of all pictures of a pattern such as `breathe/frame_%04d.png`.

        Raises MediaFault where there is none, or where a number is missing between the first and the last.
        """
        folder, _, name = pattern.rpartition("/")
        holes = _PATTERN.findall(name)
        if len(holes) != 1 or name.count("%") != 1:
            raise MediaFault(f"{pattern!r} names no numbered pictures", "write the number as %04d: breathe/frame_%04d.png")
        width = int(holes[0] or 0)
        before, after = name[: name.index("%")], name[name.index("d", name.index("%")) + 1 :]
        there = resolve(self._media, folder or ".")
        if not there.is_dir():
            raise missing(self._media, pattern)
        numbered = re.compile(f"{re.escape(before)}([0-9]{{{max(width, 1)},}}){re.escape(after)}")
        numbers = sorted(
            int(match[1])
            for entry in there.iterdir()
            if (match := numbered.fullmatch(entry.name))
            and (len(match[1]) == width or not match[1].startswith("0") or match[1] == "0")
        )
        if not numbers:
            raise MediaFault(
                f"{pattern!r}: there is no such picture in {folder or '.'!r}",
                "the number is written as %04d for 0001, as %d for 1",
            )
        first, last = numbers[0], numbers[-1]
        if gaps := sorted(set(range(first, last + 1)) - set(numbers)):
            more = f" and {len(gaps) - 1} more" if len(gaps) > 1 else ""
            raise MediaFault(
                f"{pattern!r}: number {gaps[0]} is missing{more}, between {first} and {last}", "render or copy it again"
            )
        stem = f"{folder}/" if folder else ""
        return first, tuple(self._library.digest(f"{stem}{before}{number:0{width}d}{after}") for number in numbers)
