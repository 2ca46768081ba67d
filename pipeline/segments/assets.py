"""What recipes may ask of the show's media folder: facts and digests of files, small texts, numbered pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Protocol

from pipeline.media.faults import MediaFault
from pipeline.media.info import MediaInfo, VideoInfo
from pipeline.media.library import LARGEST_TEXT
from pipeline.media.paths import MediaPath, missing, resolve
from pipeline.media.spoken import Reading, Spoken
from pipeline.media.stills import CONVERTED
from pipeline.values import dataclass

_SUFFIXES = {
    "jpeg_pipe": ("jpg", "jpeg"), "png_pipe": ("png",), "webp_pipe": ("webp",), "tiff": ("tiff", "tif"), "bmp": ("bmp",),
    "avif": ("avif",), "heic": ("heic", "heif"),
}  # fmt: skip
"""The suffixes of numbered pictures by their demuxers: ffmpeg chooses how to decode them by their names."""

_NUMBERED = re.compile(r"(.*?)(\d+)(\.\w+)")
_PATTERN = re.compile(r"%(?:%|0?(\d{0,2})d)")
"""The number in a pattern, and a percent sign, which is written twice."""


class Library(Protocol):
    """What `pipeline.media.library.Library` is: facts, digests and texts of files below its root. All raise MediaFault."""

    def prepare(self, paths: Iterable[str]) -> None:
        """Look into files side by side before they are asked for. Raises nothing."""

    def info(self, path: str) -> MediaInfo:
        """Return the facts of a picture or sound file."""

    def info_at(self, real: Path, path: str) -> MediaInfo:
        """Return the facts of a file outside of its root, as a theme's sounds are: `real`, which messages call `path`."""

    def digest(self, path: str) -> str:
        """Return the SHA-256 of a file."""

    def read(self, path: str, largest: int = LARGEST_TEXT) -> bytes:
        """Return the contents of a small file."""

    def beside(self, path: str, endings: Sequence[str]) -> str | None:
        """Return the file beside another that has its name but for the first of these endings that is there; else None."""

    def spoken(self, reading: Reading) -> Spoken:
        """Return when the lines of a text are spoken in a sound."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """Numbered pictures: the first number, and their digests.

    `is_mixed` says that they are stored in different ways, or have a colour profile, and must be brought to one kind;
    `has_alpha` that something of them is transparent, and stays so.
    """

    first: int
    digests: tuple[str, ...]
    is_mixed: bool
    has_alpha: bool = False


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

    def beside(self, path: str, endings: Sequence[str]) -> str | None:
        """Return the file beside another that has its name but for the first of these endings that is there; else None."""
        return self._library.beside(path, endings)

    def located(self, path: str) -> MediaPath:
        """Return the path as the timeline names it."""
        return MediaPath(self._folder, path)

    def read(self, path: str, largest: int = LARGEST_TEXT) -> bytes:
        """Return the contents of a small file."""
        return self._library.read(path, largest)

    def spoken(self, reading: Reading) -> Spoken:
        """Return when the lines of a text are spoken in a sound."""
        return self._library.spoken(reading)

    def sequence(self, pattern: str) -> Numbered:
        """Return all pictures of a pattern such as `breathe/frame_%04d.png`.

        Raises MediaFault where there is none, where a number is missing between the first and the last, and where one is no
        picture as the first one is: a still of its size, and of the kind that its name says.
        """
        folder, _, name = pattern.rpartition("/")
        holes = [match for match in _PATTERN.finditer(name) if match[0] != "%%"]
        if len(holes) != 1 or "%" in _PATTERN.sub("", name):
            near = _found(resolve(self._media, folder or "."), folder, name) or "breathe/frame_%04d.png"
            raise MediaFault(f"{pattern!r} names no numbered pictures", f"write the number as %04d: {near}")
        (hole,) = holes
        width = int(hole[1] or 0)
        before, after = (part.replace("%%", "%") for part in (name[: hole.start()], name[hole.end() :]))
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
            near = _found(there, folder, name)
            raise MediaFault(
                f"{pattern!r}: there is no such picture in {repr(folder) if folder else 'the media folder'}",
                f"did you mean {near!r}?" if near else "the number is written as %04d for 0001, as %d for 1",
            )
        first, last = numbers[0], numbers[-1]
        if gaps := sorted(set(range(first, last + 1)) - set(numbers)):
            more = f" and {len(gaps) - 1} more" if len(gaps) > 1 else ""
            same = re.compile(rf"{re.escape(before)}0*{gaps[0]}\.\w+", re.IGNORECASE)
            alike = next((entry.name for entry in sorted(there.iterdir()) if same.fullmatch(entry.name)), "")
            raise MediaFault(
                f"{pattern!r}: number {gaps[0]} is missing{more}, between {first} and {last}",
                f"the folder holds {alike!r}: export and name it like the others" if alike else "render or copy it again",
            )
        stem = f"{folder}/" if folder else ""
        paths = [f"{stem}{before}{number:0{width}d}{after}" for number in numbers]
        self._library.prepare(paths)
        pictures = [(path, self._picture(path)) for path in paths]
        (name, seen), *others = pictures
        for path, other in others:
            if other.display_size != seen.display_size:
                sizes = f"{_size(other)}, and {name!r} is {_size(seen)}"
                raise MediaFault(f"numbered pictures are of one size: {path!r} is {sizes}", "export them alike")
        kinds = {(picture.pixel_format, picture.matrix, picture.range, picture.rotation) for _, picture in pictures}
        is_mixed = len(kinds) > 1 or any(picture.profile or picture.codec in CONVERTED for _, picture in pictures)
        return Numbered(first, tuple(self._library.digest(path) for path in paths), is_mixed, seen.has_alpha and not is_mixed)

    def _picture(self, path: str) -> VideoInfo:
        """Return what a numbered picture is. Raises MediaFault for anything but a still whose name says its kind."""
        found = self.info(path)
        if found.video is None or found.container not in _SUFFIXES:
            raise MediaFault(f"{path!r} is no still picture, and numbered pictures are", "export it as PNG, JPEG or WebP")
        suffix = path.rpartition(".")[2].lower()
        if suffix not in _SUFFIXES[found.container]:
            kind = found.container.removesuffix("_pipe").upper()
            raise MediaFault(f"{path!r} is a {kind} by what it holds", f"give it the suffix .{_SUFFIXES[found.container][0]}")
        return found.video


def _found(there: Path, folder: str, name: str) -> str:
    """Return the pattern of the numbered pictures in a folder whose names are nearest to `name`; empty where there are none."""
    names = sorted(entry.name for entry in there.iterdir()) if there.is_dir() else []
    patterns: dict[str, None] = {}
    for match in filter(None, map(_NUMBERED.fullmatch, names)):
        width = len(match[2])
        number = f"%0{width}d" if width > 1 else "%d"
        patterns[f"{match[1].replace('%', '%%')}{number}{match[3]}"] = None
    plain = re.sub(r"%0?\d*d|#+|\*|\{.*?\}|\d+", "%04d", name)
    near = get_close_matches(plain.casefold(), [one.casefold() for one in patterns], n=1)
    found = next((one for one in patterns if near and one.casefold() == near[0]), "")
    return f"{folder}/{found}" if folder and found else found


def _size(picture: VideoInfo) -> str:
    width, height = picture.display_size
    return f"{round(width)}x{round(height)}"
