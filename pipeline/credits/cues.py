"""The cue sheet: the music of an episode, whose it is, how it is used and how long it sounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from pathlib import PurePosixPath

from pipeline.credits.ledger import named, owners, union
from pipeline.credits.splits import shared_out
from pipeline.credits.works import Work, lineage
from pipeline.people import Credit, Person
from pipeline.timebase import FrameRange
from pipeline.timeline.model import Contribution, Segment, SoundRole
from pipeline.timeline.music_use import used_as
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes music, the society that collects for them, and their number there (IPI)."""

    name: str
    society: str = ""
    ipi: str = ""


@dataclass(frozen=True, slots=True)
class MusicCue:
    """One piece of music in the programme. A person with two roles is in `people` twice. `usage` is in the words of cue sheets.

    `composers` are those who made what it is built on; where it is built on nothing, it is new, and they are its people, each
    once. `publishers`, `recordings` (ISRC) and `works` (ISWC) are as far as they are written, and so are `aka`, further titles of
    what it is built on. `shared` are the works whose splits say who has how much of it; `writers` are all who are named there.
    """

    title: str
    people: tuple[Credit, ...]
    usage: str
    segment: str
    license: str
    ranges: tuple[FrameRange, ...]
    composers: tuple[Credit, ...] = ()
    publishers: tuple[Publisher, ...] = ()
    recordings: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    aka: tuple[str, ...] = ()
    shared: tuple[Work, ...] = ()
    writers: Mapping[str, Person] = field(default_factory=dict)


def cue_sheet(
    programme: Programme, people: Mapping[str, Person], works: Mapping[str, Work] | None = None
) -> tuple[MusicCue, ...]:
    """Return the music of the programme in order: all takes of a music segment are one cue, each bed is one."""
    of = owners(programme.timeline)
    present = programme.timeline.contributions
    cues: list[MusicCue] = []
    for placed in programme.segments:
        segment = placed.segment
        pieces: dict[str, list[Contribution]] = {}
        for contribution in placed.contributions:
            if contribution.medium == "sound" and _is_music(segment, contribution):
                pieces.setdefault("" if segment.is_music else contribution.path, []).append(contribution)
        for path, parts in pieces.items():
            heard = union(seen for part in parts if (seen := placed.used(part)))
            if not heard:
                continue
            who = [one for part in parts for one in named(part, of)]
            built_on = lineage(parts, works or {}, present).works
            wrote = [pair for work in built_on for pair in _writers(work)]
            shared = shared_out(built_on, works or {})
            wrote = wrote or [(key, "") for key in dict.fromkeys(key for key, _ in who)]
            cues.append(
                MusicCue(
                    segment.title if not path else next((p.title for p in parts if p.title), "") or PurePosixPath(path).stem,
                    _credits(who, people),
                    used_as([part.cue for part in parts if part.cue], segment.cue_usage),
                    segment.title,
                    "; ".join(_once(part.license for part in parts)),
                    heard,
                    _credits(wrote, people),
                    _publishers(built_on),
                    _once(part.isrc for part in parts),
                    _once(work.iswc for work in built_on),
                    _once(title for work in built_on for title in work.aka),
                    shared,
                    {one.person: people[one.person] for work in shared for one in work.splits if one.person},
                )
            )
    return tuple(sorted(cues, key=lambda cue: cue.ranges[0].start))


def music(cues: Iterable[MusicCue]) -> int:
    """Return how many frames of the programme have music; those in which several cues sound count once."""
    return sum(range_.frames for range_ in union(range_ for cue in cues for range_ in cue.ranges))


def _writers(work: Work) -> list[tuple[str, str]]:
    """Return who wrote a work, each with what they did."""
    did = {one.person: one.role for one in work.splits if one.person}
    return [(key, did.get(key, work.role)) for key in work.people]


def _publishers(works: Iterable[Work]) -> tuple[Publisher, ...]:
    found: dict[str, Publisher] = {}
    for work in works:
        if work.publisher:
            found.setdefault(work.publisher, Publisher(work.publisher))
        for one in work.splits:
            if one.publisher and not found.get(one.publisher, Publisher("")).ipi:
                found[one.publisher] = Publisher(one.publisher, one.society, one.ipi)
    return tuple(found.values())


def _credits(pairs: Sequence[tuple[str, str]], people: Mapping[str, Person]) -> tuple[Credit, ...]:
    return tuple(Credit(people[key], (role,) if role else ()) for key, role in dict.fromkeys(pairs))


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _is_music(segment: Segment, contribution: Contribution) -> bool:
    """Say whether a sound belongs into the cue sheet: a song's take, a bed, or another sound with a work's title of its own."""
    roles = {clip.role for clip in segment.stack.sound if str(clip.media.path) == contribution.path and not clip.mute}
    has_title = contribution.title not in ("", segment.title)
    return (
        segment.is_music
        or not roles.isdisjoint({SoundRole.STEM, SoundRole.BED})
        or (has_title and SoundRole.NAT in roles)
    )
