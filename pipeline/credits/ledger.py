"""The ledger: who was on screen and audible, when and how long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from pipeline.people import Person
from pipeline.timebase import FrameRange
from pipeline.timeline.model import Contribution, Timeline
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Use:
    """A contribution that is seen or heard in `ranges` of the programme: frames, ascending, apart from each other.

    `people` are who is named there or, failing that, wherever else the same file is used in the episode; empty where the
    manifest names no one at all. `segment` is the segment's title; of a dub and of audio description, which lie over all
    segments, it is what players call them: the language.
    """

    segment: str
    people: tuple[Person, ...]
    role: str
    medium: Literal["picture", "sound", "text"]
    title: str
    path: str
    license: str
    release: str
    ranges: tuple[FrameRange, ...]
    url: str = ""

    @property
    def frames(self) -> int:
        """Return how many frames of the programme it is seen or heard in."""
        return sum(range_.frames for range_ in self.ranges)


def union(ranges: Iterable[FrameRange]) -> tuple[FrameRange, ...]:
    """Return the same frames as the fewest ranges, ascending; empty ranges vanish."""
    merged: list[FrameRange] = []
    for range_ in sorted(range_ for range_ in ranges if range_.frames):
        if merged and range_.start <= merged[-1].end:
            merged[-1] = FrameRange(merged[-1].start, max(merged[-1].end, range_.end) - merged[-1].start)
        else:
            merged.append(range_)
    return tuple(merged)


def ledger(programme: Programme, people: Mapping[str, Person]) -> tuple[Use, ...]:
    """Return what is seen and heard, in the order of the episode; the parts of one contribution are one use.

    Nothing reaches past its segment.
    """
    of = owners(programme.timeline)
    found: dict[tuple[object, ...], list[FrameRange]] = {}
    uses: dict[tuple[object, ...], Use] = {}
    placed = [(one.segment.name, one.segment.title, c, one.used(c)) for one in programme.segments for c in one.contributions]
    over = [(voice.name, voice.title, voice.made, voice.made.range) for voice in programme.timeline.voices]
    for name, title, c, seen in (*placed, *over):
        if seen is None:
            continue
        keys = tuple(dict.fromkeys(key for key, _ in named(c, of)))
        who = tuple(people[key] for key in keys)
        key = (name, keys, c.role, c.medium, c.title, c.path, c.license, c.release)
        found.setdefault(key, []).append(seen)
        uses[key] = Use(title, who, c.role, c.medium, c.title, c.path, c.license, c.release, union(found[key]), c.url)
    return tuple(uses.values())


def totals(uses: Iterable[Use]) -> Mapping[tuple[Person, str], int]:
    """Return frames of the programme for each (person, medium); frames with several contributions of a person count once."""
    ranges: dict[tuple[Person, str], list[FrameRange]] = {}
    for use in uses:
        for person in use.people:
            ranges.setdefault((person, use.medium), []).extend(use.ranges)
    return {key: sum(range_.frames for range_ in union(parts)) for key, parts in ranges.items()}


def owners(timeline: Timeline) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return who is named for each file, wherever in the episode it is: people, each with their first role in it."""
    found: dict[str, dict[str, str]] = {}
    for contribution in timeline.contributions:
        for person in contribution.people if contribution.path else ():
            found.setdefault(contribution.path, {}).setdefault(person, contribution.role)
    return {path: tuple(named.items()) for path, named in found.items()}


def named(contribution: Contribution, of: Mapping[str, tuple[tuple[str, str], ...]]) -> tuple[tuple[str, str], ...]:
    """Return who is named for a contribution: people, each with their role; `of` says who is for each file (see `owners`)."""
    # A theme comes back at the end without its player being named again; it is still the player who is heard.
    here = tuple((person, contribution.role) for person in contribution.people)
    return here or of.get(contribution.path, ())
