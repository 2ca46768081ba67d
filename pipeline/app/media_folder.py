"""The files of a show's media folder as contributions: which there are, and where a cut uses each, by whom, on what terms."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Literal

from pipeline.app.checking import Cut, objections_to
from pipeline.app.snapshot import Snapshot
from pipeline.captions import ENDINGS
from pipeline.credits import rights
from pipeline.credits.licenses import read_license
from pipeline.faults import Where
from pipeline.people import Person
from pipeline.timebase import FrameRange
from pipeline.timeline.model import Contribution, Media, SoundPictureMedia
from pipeline.timeline.programme import PlacedSegment, Programme
from pipeline.timeline.regions import place
from pipeline.timeline.scenes import BuiltinScene
from pipeline.values import dataclass

Kind = Literal["medium", "frames", "captions", "text", "scene", "unnamed"]
"""What a manifest can make of a file, by its name: a film, sound or picture; numbered pictures; words; Python that draws.

One whose name is no text (it is not UTF-8, as in old archives) no manifest can name; it is `unnamed`.
"""

MOST = 2000
"""Files of a folder that are told."""

_FEWEST = 10
"""Pictures with numbers in a row that are taken for one animation."""

_NONE = (".yaml", ".yml", ".partial", "~")
"""How files end that are no contribution."""

_OURS = ("README",)
"""What `together new` puts there itself."""

_SCENE = re.compile(rb"^def scene\(", re.MULTILINE)
_LONGEST_SCENE = 1 << 18
"""Bytes of a program in which its scene is looked for."""

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp"})
_NUMBERED = re.compile(r"(.*?)([0-9]{1,9})(\.[A-Za-z]+)")
_CAMERA = re.compile(r"(img|dsc|pxl|mvi|gopr|gx|dji|p|scan|image|photo)[a-z]{0,2}[-_ ]?", re.IGNORECASE)
"""How cameras call one photo after another: these are no animation."""


@dataclass(frozen=True, slots=True)
class FolderFile:
    """A file of the media folder: `name` is the path from there, as a manifest writes it; of numbered pictures the pattern.

    `size` in bytes and `changed` (nanoseconds, time of day) are of all `count` pictures. `first` is the file itself, or the
    first of the pictures, from the media folder.
    """

    name: str
    kind: Kind
    size: int
    changed: int
    first: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class MediaUse:
    """Where a cut uses a file: in which segment, and in which frames of the episode; `where` is the line that says so.

    A dub and audio description lie over all segments: `segment` and `title` are the voice's, `Español`.
    """

    segment: str
    title: str
    shown: FrameRange
    where: Where | None


@dataclass(frozen=True, slots=True)
class MediaTerms:
    """Who made a file and on what terms, as a cut says it: `objections` are what stands against publishing it so."""

    people: tuple[Person, ...]
    role: str
    title: str
    license: str
    release: str
    where: Where | None
    objections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """All that a cut says of a file."""

    uses: tuple[MediaUse, ...] = ()
    terms: tuple[MediaTerms, ...] = ()


@dataclass
class _Gathered:
    uses: dict[tuple[str, Where | None], MediaUse] = field(default_factory=dict)
    terms: dict[MediaTerms, None] = field(default_factory=dict)


def listing(media: Path, patterns: Collection[str] = ()) -> tuple[tuple[FolderFile, ...], int]:
    """Return the files of a media folder that a manifest could use, by name, `MOST` at most, and how many more there are.

    What begins with a point is none, and neither are manifests and programs that draw no scene. Pictures that are numbered one
    after another, as an animation is, are one, and those of `patterns` (`steps/%04d.png`) are.
    """
    found: list[FolderFile] = []
    for folder, folders, names in os.walk(media):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        here = Path(folder).relative_to(media).as_posix()
        states: dict[str, os.stat_result] = {}
        for name in names:
            if not name.startswith(".") and not name.lower().endswith(_NONE) and name not in _OURS:
                if (written := _written(name)) != name:
                    found.append(FolderFile(_written(f"{here}/{name}").removeprefix("./"), "unnamed", 0, 0, written))
                    continue
                try:
                    if not name.endswith(".py") or _draws(Path(folder) / name):
                        states[name] = (Path(folder) / name).stat()
                except OSError:
                    continue  # gone since
        found += _together("" if here == "." else f"{here}/", states, patterns)
    found.sort(key=lambda one: one.name)
    return tuple(found[:MOST]), max(0, len(found) - MOST)


def _together(folder: str, states: Mapping[str, os.stat_result], patterns: Collection[str]) -> Iterator[FolderFile]:
    rows: dict[tuple[str, str, int], list[tuple[int, str]]] = {}
    for name in states:
        match = _NUMBERED.fullmatch(name)
        if match is not None and match[3].lower() in _PICTURES and "%" not in match[1]:
            rows.setdefault((match[1], match[3], len(match[2])), []).append((int(match[2]), name))
    taken: set[str] = set()
    for (begin, ending, digits), numbers in rows.items():
        numbers.sort()
        is_row = len(numbers) >= _FEWEST and numbers[-1][0] - numbers[0][0] == len(numbers) - 1
        pattern = f"{folder}{begin}%0{digits}d{ending}"
        if pattern in patterns or (is_row and not _CAMERA.fullmatch(begin)):
            names = [name for _, name in numbers]
            taken |= set(names)
            size, changed = sum(states[name].st_size for name in names), max(states[name].st_mtime_ns for name in names)
            yield FolderFile(pattern, "frames", size, changed, f"{folder}{names[0]}", len(names))
    for name, state in states.items():
        if name not in taken:
            yield FolderFile(f"{folder}{name}", _kind(name), state.st_size, state.st_mtime_ns, f"{folder}{name}")


def _written(name: str) -> str:
    """Return a name as it can be written: what is not UTF-8 of it is replaced (U+FFFD)."""
    return os.fsencode(name).decode("utf-8", "replace")


def _draws(program: Path) -> bool:
    with program.open("rb") as stream:
        return _SCENE.search(stream.read(_LONGEST_SCENE)) is not None


def _kind(name: str) -> Kind:
    ending = os.path.splitext(name)[1].lower()  # noqa: PTH122 - a Path of each of thousands is slow
    if ending in ENDINGS:
        return "captions"
    return {".txt": "text", ".py": "scene"}.get(ending, "medium")  # type: ignore[return-value]


def used(snapshot: Snapshot) -> Mapping[str, Used]:
    """Return what the cut of a snapshot says of the files of its media folder, by their names; of unused ones nothing."""
    cut = snapshot.cut
    if cut is None:
        return {}
    found: dict[str, _Gathered] = {}
    programme = Programme(cut.timeline)
    objections = objections_to(cut.episode, cut.timeline)
    for placed in programme.segments:
        for name, shown, where in _shown(placed, cut):
            _add(found, name, placed, shown, where)
        for made in placed.contributions:
            shown_range = placed.used(made)
            if made.path and shown_range is not None:
                name = _named(made.path, cut)
                _add(found, name, placed, shown_range, made.where or placed.segment.where)
                found[name].terms.setdefault(_terms(made, cut, objections))
    for voice in cut.timeline.voices:
        made, name = voice.made, _named(voice.made.path, cut)
        uses = found.setdefault(name, _Gathered()).uses
        uses[voice.name, made.where] = MediaUse(voice.name, voice.title, made.range, made.where)
        found[name].terms.setdefault(_terms(made, cut, objections))
    media = cut.episode.media
    for path in snapshot.files:  # what is read without being seen itself: captions, a text
        if path.is_relative_to(media) and path != media:
            found.setdefault(path.relative_to(media).as_posix(), _Gathered())
    return {name: Used(tuple(one.uses.values()), tuple(one.terms)) for name, one in found.items()}


def _add(found: dict[str, _Gathered], name: str, placed: PlacedSegment, shown: FrameRange, where: Where | None) -> None:
    uses = found.setdefault(name, _Gathered()).uses
    key = placed.segment.name, where
    before = uses.get(key)
    if before is not None:
        start, end = min(before.shown.start, shown.start), max(before.shown.end, shown.end)
        shown = FrameRange(start, end - start)
    uses[key] = MediaUse(placed.segment.name, placed.segment.title, shown, where)


def _shown(placed: PlacedSegment, cut: Cut) -> Iterator[tuple[str, FrameRange, Where | None]]:
    segment, rate = placed.segment, cut.timeline.rate
    for track in segment.stack.picture:
        for one in place(track):
            for path in _paths(one.clip.media):
                shown = FrameRange(placed.start + one.range.start, one.range.frames)
                yield _named(path, cut), shown, one.clip.where or segment.where
    for sound in segment.stack.sound:
        first = placed.start + max(0, int(sound.at * rate))
        shown = FrameRange(first, max(1, int(sound.seconds * rate)))
        yield _named(str(sound.media.path), cut), shown, sound.where or segment.where


def _paths(media: Media) -> tuple[str, ...]:
    if isinstance(media, SoundPictureMedia):
        return (str(media.sound.path),)
    if isinstance(media, BuiltinScene):
        return tuple(str(one.path) for one in media.files)
    path = getattr(media, "path", None)
    return () if path is None else (str(path),)


def _named(path: str, cut: Cut) -> str:
    """Return a path from the show folder as one from the media folder; others, as a theme's own sounds, as they are."""
    media = cut.episode.media
    folder = media.relative_to(cut.episode.root).as_posix() if media.is_relative_to(cut.episode.root) else media.as_posix()
    return path.removeprefix(f"{folder}/")


def _terms(made: Contribution, cut: Cut, objections: tuple[rights.Objection, ...]) -> MediaTerms:
    places = {where for where in (made.where, *made.places.values()) if where is not None}
    against = tuple(dict.fromkeys(one.diagnostic.message for one in objections if one.diagnostic.where in places))
    people = tuple(cut.episode.people[key] for key in made.people if key in cut.episode.people)
    license_ = read_license(made.license)
    named = license_.name if license_ is not None else made.license
    return MediaTerms(people, made.role, made.title, named, made.release, made.where, against)
