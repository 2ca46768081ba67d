"""A draft of segments for what was sent in: a beginning that passes `check`, to be pasted, cut and put in order. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pipeline.intake.written import scalar
from pipeline.media.languages import is_tag
from pipeline.values import dataclass

STILL_SECONDS = 4
"""Seconds that a picture is shown in the draft."""

_SERIES = 8
"""Pictures with numbers that follow one another which are taken for an animation."""

_PICTURES_A_SECOND = 12

_NUMBERED = re.compile(r"(.*?)(\d+)(\.[^.]+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A file for the draft: its path in the media folder, and what the list says of it. `by` are keys of people.yaml.

    `problem` says why it cannot be used in a segment as it is; empty where it can.
    """

    path: str
    kind: Literal["video", "sound", "still", "captions", "text"]
    by: tuple[str, ...] = ()
    role: str = ""
    license: str = ""
    release: str = ""
    title: str = ""
    problem: str = ""

    @property
    def folder(self) -> str:
        """Return the folder that it lies in."""
        return self.path.rpartition("/")[0]

    @property
    def stem(self) -> str:
        """Return its name without the ending."""
        return self.path.rpartition("/")[2].rpartition(".")[0]

    @property
    def heading(self) -> str:
        """Return a title: the list's, or else the file's name, readable."""
        return self.title or " ".join(self.stem.replace("_", " ").split()) or self.path


def draft(pieces: Sequence[Piece], language: str) -> str:
    """Return segments as YAML, below `segments:`; empty where there is nothing to show or hear."""
    groups: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        groups[piece.folder].append(piece)
    lines: list[str] = []
    for _, group in sorted(groups.items()):
        lines += _folder(group, language)
    return "".join(f"{line}\n" if line else "\n" for line in lines)


def _folder(group: Sequence[Piece], language: str) -> Iterator[str]:
    usable = [piece for piece in group if not piece.problem]
    texts = {piece.stem: piece for piece in usable if piece.kind == "text"}
    captions = [piece for piece in usable if piece.kind == "captions"]
    sounds = [piece for piece in usable if piece.kind == "sound"]
    taken: set[str] = set()
    poems = [sound for sound in sounds if sound.stem in texts]
    for voice in poems:
        taken.add(texts[voice.stem].path)
        yield from _poem(voice, texts[voice.stem])
    for title, stems in _by_title([sound for sound in sounds if sound not in poems], group):
        yield from _music(title, stems)
    videos = [piece for piece in usable if piece.kind == "video"]
    for title, clips in _together(videos):
        if len(clips) == 1:
            yield from _clip(clips[0], captions, language, taken)
        else:
            yield from _docu_short(title, [(clip, "") for clip in clips])
    stills = [piece for piece in usable if piece.kind == "still"]
    series = _series(stills)
    for pattern, members in series.items():
        yield from _animation(pattern, members[0])
    rest = [still for still in stills if not any(still in members for members in series.values())]
    if rest:
        title = rest[0].title or (rest[0].folder.rpartition("/")[2] if len(rest) > 1 else rest[0].heading) or "Pictures"
        yield from _docu_short(title, [(still, f"length: {STILL_SECONDS}") for still in rest])
    for piece in group:
        if piece.problem:
            yield f"  # {piece.path}: {piece.problem}"
        elif piece.kind == "text" and piece.path not in taken:
            yield f"  # {piece.path}: a text; a poem takes it as text: beside a voice: or a length:"
        elif piece.kind == "captions" and piece.path not in taken:
            yield f"  # {piece.path}: captions; write them as captions: at the segment that they belong to"


def _by_title(sounds: Sequence[Piece], group: Sequence[Piece]) -> Iterator[tuple[str, list[Piece]]]:
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for sound in sounds:
        pieces[sound.title].append(sound)
    for title, stems in pieces.items():
        folder = stems[0].folder.rpartition("/")[2]
        yield title or (stems[0].heading if len(stems) == 1 else folder) or "Music", stems


def _together(videos: Sequence[Piece]) -> Iterator[tuple[str, list[Piece]]]:
    """Yield what belongs together: clips of one title, or of the same people; a clip of nobody known stands alone."""
    groups: dict[tuple[str, ...], list[Piece]] = defaultdict(list)
    for video in videos:
        groups[("title", video.title) if video.title else ("by", *video.by) if video.by else ("file", video.path)].append(video)
    for clips in groups.values():
        yield clips[0].heading, clips


def _series(stills: Sequence[Piece]) -> Mapping[str, list[Piece]]:
    """Return the runs of numbered pictures, by their pattern."""
    runs: dict[tuple[str, str, int], dict[int, Piece]] = defaultdict(dict)
    for still in stills:
        match = _NUMBERED.fullmatch(still.path)
        if match and match[2].isascii() and "%" not in still.path:
            runs[match[1], match[3], len(match[2])][int(match[2])] = still
    found = {}
    for (before, after, width), numbered in runs.items():
        if len(numbered) >= _SERIES and max(numbered) - min(numbered) == len(numbered) - 1:
            found[f"{before}%0{width}d{after}"] = [piece for _, piece in sorted(numbered.items())]
    return found


def _poem(voice: Piece, text: Piece) -> Iterator[str]:
    yield f"  - poem: {scalar(voice.heading)}"
    yield f"    text: {scalar(text.path)}"
    yield f"    voice: {_medium(voice)}"
    if by := _people(text.by or voice.by):
        yield f"    written: {{by: {by}}}"


def _music(title: str, stems: Sequence[Piece]) -> Iterator[str]:
    yield f"  - music: {scalar(title)}"
    if len(stems) > 1:
        yield "    # one piece of music, or several? sync: auto lines a take up with the first one"
    yield "    stems:"
    for stem in stems:
        yield f"      - {_medium(stem)}"


def _clip(clip: Piece, captions: Sequence[Piece], language: str, taken: set[str]) -> Iterator[str]:
    yield f"  - clip: {scalar(clip.heading)}"
    yield f"    file: {scalar(clip.path)}"
    for name, text in _credit(clip):
        yield f"    {name}: {text}"
    found: dict[str, str] = {}
    for file in captions:
        rest = file.stem.removeprefix(clip.stem) if file.stem.startswith(clip.stem) else "?"
        if not rest:
            found.setdefault(language, file.path)
        elif rest[0] in "._-" and is_tag(rest[1:]):
            found.setdefault(rest[1:], file.path)
        else:
            continue
        taken.add(file.path)
    if found:
        yield "    captions: {" + ", ".join(f"{name}: {scalar(path)}" for name, path in found.items()) + "}"


def _docu_short(title: str, clips: Sequence[tuple[Piece, str]]) -> Iterator[str]:
    yield f"  - docu-short: {scalar(title)}"
    yield "    clips:"
    for clip, more in clips:
        yield f"      - {_medium(clip, more)}"


def _animation(pattern: str, first: Piece) -> Iterator[str]:
    yield f"  - animation: {scalar(first.title or first.folder.rpartition('/')[2] or 'Animation')}"
    yield f"    frames: {scalar(pattern)}"
    yield f"    rate: {_PICTURES_A_SECOND}"
    for name, text in _credit(first):
        yield f"    {name}: {text}"


def _medium(piece: Piece, more: str = "") -> str:
    parts = [f"file: {scalar(piece.path)}", *filter(None, [more]), *(f"{name}: {text}" for name, text in _credit(piece))]
    return "{" + ", ".join(parts) + "}"


def _credit(piece: Piece) -> Iterator[tuple[str, str]]:
    if by := _people(piece.by):
        yield "by", by
    for name, text in (("role", piece.role), ("license", piece.license), ("release", piece.release)):
        if text:
            yield name, scalar(text)


def _people(keys: Sequence[str]) -> str:
    return keys[0] if len(keys) == 1 else f"[{', '.join(keys)}]" if keys else ""
