"""An editing program for tests: a cut is exported, trimmed and moved with OpenTimelineIO's own library, and brought back."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.cutting.look import Look
from pipeline.interchange import reading, writing
from pipeline.interchange.bringing import Brought, bring, sheet_of
from pipeline.interchange.edited import Edited
from pipeline.interchange.sheet import Sheet
from pipeline.manifest import recipes
from tests.cutting.test_cut import Overlaid, Room

otio = pytest.importorskip("opentimelineio")  # there are no wheels of it for the newest Python
HEAD = "episode: {title: A}\ntheme: paper\n"


@dataclass
class Desk:
    """An episode of which the manifest, and files that it includes, are under edit."""

    room: Room

    @classmethod
    def of(cls, folder: Path, segments: str, rate: str = "24", more: str = "", **files: str) -> Desk:
        show = f"show: A\nrate: {rate}\ninterstitial: off\ncredits: off\n{more}"
        for name, text in files.items():
            path = folder / f"episodes/segments/{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return cls(Room.of(folder, f"segments:\n{segments}", HEAD, show=show))

    @property
    def sheet(self) -> Sheet:
        return sheet_of(Look(self.room.manifest, self.room.texts, Overlaid, recipes.NO_TAKES))

    @property
    def rate(self) -> Fraction:
        return self.room.timeline.rate

    @property
    def text(self) -> str:
        return self.room.texts.read(self.room.manifest).decode()

    def file(self, name: str) -> str:
        return self.room.texts.read(self.room.folder.root / f"episodes/segments/{name}.yaml").decode()

    def exported(self) -> otio.schema.Timeline:
        content = writing.document(self.sheet, lambda path: f"../{path}", "episodes/e.yaml").content
        return otio.adapters.read_from_string(content.decode(), "otio_json")

    def read(self, timeline: otio.schema.Timeline) -> Edited:
        content = otio.adapters.write_to_string(timeline, "otio_json").encode()
        return reading.read(content, "edited.otio", self.rate)

    def bring(self, timeline: otio.schema.Timeline) -> Brought:
        """Bring a timeline back, and let the texts be what came of it."""
        brought = bring(self.room.manifest, self.read(timeline), self.room.texts, Overlaid)
        for path, (before, after) in brought.files.items():
            assert self.room.texts.read(path) == before
            self.room.texts.edit(path, after)
        return brought

    def shown(self) -> list[tuple[str, int, int]]:
        """Return what the cut shows: the file of each piece, its first frame there, how many frames of the episode."""
        return [(piece.name, piece.first, piece.length) for piece in self.sheet.cut.pieces]


def shown(timeline: otio.schema.Timeline, rate: Fraction) -> list[tuple[str, int, int]]:
    """Return what the lowest track of a timeline shows, by the library's own reckoning, in whole frames."""
    found = []
    for clip in timeline.tracks[0].find_clips():
        start, length = clip.source_range.start_time, clip.source_range.duration
        found.append((clip.name, int(start.value + 0.5), round(length.rescaled_to(float(rate)).value)))
    return found


def segment(clip: otio.schema.Clip) -> str:
    return clip.metadata["together"]["segment"]


def frames(count: int, rate: Fraction) -> otio.opentime.RationalTime:
    return otio.opentime.RationalTime(count, float(rate))


def trim(clip: otio.schema.Clip, begin: int, end: int, rate: Fraction, *, is_whole: bool = True) -> None:
    """Let a clip begin and end so many frames of the episode later in its file.

    It then begins between two frames of the file where rates differ, or, where it `is_whole`, at the nearest.
    """
    was = clip.source_range
    start = was.start_time + frames(begin, rate).rescaled_to(was.start_time.rate)
    if is_whole:
        start = otio.opentime.RationalTime(round(start.value), start.rate)
    clip.source_range = otio.opentime.TimeRange(start, was.duration + frames(end - begin, rate))


def room_in(clip: otio.schema.Clip, rate: Fraction) -> tuple[int, int, int]:
    """Return how many frames of the episode a clip has before its beginning, how long it is, and how many it has behind it."""
    whole, used = clip.media_reference.available_range, clip.source_range
    before = used.start_time.to_seconds()
    after = whole.duration.to_seconds() - before - used.duration.to_seconds()
    fps = float(rate)
    return int(before * fps), round(used.duration.to_seconds() * fps), max(0, int(after * fps) - 1)


def trim_at_random(chance: random.Random, clip: otio.schema.Clip, rate: Fraction, *, is_whole: bool) -> None:
    before, length, after = room_in(clip, rate)
    begin = chance.choice([0, chance.randint(-before, length // 2)])
    end = chance.choice([0, chance.randint(-(length // 2) + 1, after)])
    trim(clip, begin, end, rate, is_whole=is_whole)


def swap(track: otio.schema.Track, one: int, other: int) -> None:
    """Let a clip of a track be its item number `other`."""
    clip = track[one]
    track.remove(clip)
    track.insert(other, clip)
