"""The ledger: who was on screen and audible, when and how long; and the cue sheet of the music."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from pipeline.people import Credit, Person
from pipeline.timebase import FrameRange
from pipeline.timeline.model import Contribution, CueUsage, Segment, SoundRole, Timeline
from pipeline.timeline.programme import Programme


@dataclass(frozen=True, slots=True)
class Use:
    """A contribution that is seen or heard in `ranges` of the programme: frames, ascending, apart from each other.

    `people` are who is named there or, failing that, wherever else the same file is used in the episode; empty where the
    manifest names no one at all. `segment` is the segment's title.
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

    @property
    def frames(self) -> int:
        """Return how many frames of the programme it is seen or heard in."""
        return sum(range_.frames for range_ in self.ranges)


@dataclass(frozen=True, slots=True)
class MusicCue:
    """One piece of music in the programme. A person with two roles is in `people` twice."""

    title: str
    people: tuple[Credit, ...]
    usage: CueUsage
    segment: str
    license: str
    ranges: tuple[FrameRange, ...]


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
    owners = _owners(programme.timeline)
    found: dict[tuple[object, ...], list[FrameRange]] = {}
    uses: dict[tuple[object, ...], Use] = {}
    for placed in programme.segments:
        segment = placed.segment
        for c in segment.contributions:
            seen = placed.shown(c.range)
            if seen is None:
                continue
            named = tuple(dict.fromkeys(key for key, _ in _named(c, owners)))
            who = tuple(people[key] for key in named)
            key = (segment.name, named, c.role, c.medium, c.title, c.path, c.license, c.release)
            found.setdefault(key, []).append(seen)
            uses[key] = Use(segment.title, who, c.role, c.medium, c.title, c.path, c.license, c.release, union(found[key]))
    return tuple(uses.values())


def totals(uses: Iterable[Use]) -> Mapping[tuple[Person, str], int]:
    """Return frames of the programme for each (person, medium); frames with several contributions of a person count once."""
    ranges: dict[tuple[Person, str], list[FrameRange]] = {}
    for use in uses:
        for person in use.people:
            ranges.setdefault((person, use.medium), []).extend(use.ranges)
    return {key: sum(range_.frames for range_ in union(parts)) for key, parts in ranges.items()}


def cue_sheet(programme: Programme, people: Mapping[str, Person]) -> tuple[MusicCue, ...]:
    """Return the music of the programme in order: all takes of a music segment are one cue, each bed is one."""
    owners = _owners(programme.timeline)
    cues: list[MusicCue] = []
    for placed in programme.segments:
        segment = placed.segment
        pieces: dict[str, list[Contribution]] = {}
        for contribution in segment.contributions:
            if contribution.medium == "sound" and _is_music(segment, contribution):
                pieces.setdefault("" if segment.is_music else contribution.path, []).append(contribution)
        for path, parts in pieces.items():
            heard = union(seen for part in parts if (seen := placed.shown(part.range)))
            if heard:
                title = segment.title if not path else next((p.title for p in parts if p.title), "") or PurePosixPath(path).stem
                named = dict.fromkeys(named for part in parts for named in _named(part, owners))
                who = tuple(Credit(people[key], (role,) if role else ()) for key, role in named)
                licenses = "; ".join(dict.fromkeys(part.license for part in parts if part.license))
                cues.append(MusicCue(title, who, segment.cue_usage, segment.title, licenses, heard))
    return tuple(sorted(cues, key=lambda cue: cue.ranges[0].start))


def _owners(timeline: Timeline) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return who is named for each file, wherever in the episode it is: people, each with their first role in it."""
    found: dict[str, dict[str, str]] = {}
    for segment in timeline.segments:
        for contribution in segment.contributions:
            for person in contribution.people if contribution.path else ():
                found.setdefault(contribution.path, {}).setdefault(person, contribution.role)
    return {path: tuple(named.items()) for path, named in found.items()}


def _named(contribution: Contribution, owners: Mapping[str, tuple[tuple[str, str], ...]]) -> tuple[tuple[str, str], ...]:
    # A theme comes back at the end without its player being named again; it is still the player who is heard.
    here = tuple((person, contribution.role) for person in contribution.people)
    return here or owners.get(contribution.path, ())


def _is_music(segment: Segment, contribution: Contribution) -> bool:
    """Say whether a sound belongs into the cue sheet: a song's take, a bed, or another sound with a work's title of its own."""
    roles = {clip.role for clip in segment.stack.sound if str(clip.media.path) == contribution.path and not clip.mute}
    has_title = contribution.title not in ("", segment.title)
    return (
        segment.is_music
        or not roles.isdisjoint({SoundRole.STEM, SoundRole.BED})
        or (has_title and SoundRole.NAT in roles)
    )
