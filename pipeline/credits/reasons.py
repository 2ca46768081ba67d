"""Why each person is credited: what they did, where it is seen or heard, and what is built on it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.credits.compute import Credits
from pipeline.credits.ledger import union
from pipeline.credits.works import Work, lineage
from pipeline.people import Person
from pipeline.timebase import FrameRange
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass

MEDIUM = {"picture": "on screen", "sound": "audible", "text": "text"}
"""What it is called that a contribution is."""

BUILT_ON = "built on"
"""The same of a work that is in no segment itself."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one person did, in frames of the programme: in a segment as a `medium`, or for a work that something is built on.

    `built_on_by` are what in the episode is built on the work, by title or file; `segment` and `medium` are empty then.
    """

    role: str
    title: str
    ranges: tuple[FrameRange, ...]
    segment: str = ""
    medium: str = ""
    built_on_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credited:
    """A person, and all reasons why they are credited, in the order of the episode; what others built on stands last."""

    person: Person
    reasons: tuple[Reason, ...]


def reasons(
    programme: Programme, found: Credits, people: Mapping[str, Person], works: Mapping[str, Work]
) -> tuple[Credited, ...]:
    """Return why each person of an episode's credits is credited, in the order of the credits."""
    mine: dict[str, list[Reason]] = {one.credit.person.key: [] for one in found.people}
    for use in found.uses:
        for person in use.people:
            title = use.title if use.title != use.segment else ""
            mine[person.key].append(Reason(use.role, title, use.ranges, use.segment, use.medium))
    for work, (ranges, by) in _built_on(programme, works).items():
        for key in work.people:
            mine[key].append(Reason(work.role, work.title or work.key, union(ranges), built_on_by=tuple(dict.fromkeys(by))))
    return tuple(Credited(people[key], tuple(told)) for key, told in mine.items())


def _built_on(programme: Programme, works: Mapping[str, Work]) -> Mapping[Work, tuple[list[FrameRange], list[str]]]:
    """Return for each work where in the programme something is seen or heard that is built on it, and what that is called."""
    found: dict[Work, tuple[list[FrameRange], list[str]]] = {}
    timeline, made = programme.timeline, programme.timeline.contributions
    used = [(one, placed.used(one)) for placed in programme.segments for one in placed.contributions]
    used += [(voice.made, voice.made.range) for voice in timeline.voices]
    for one, seen in used:
        for work in lineage([one], works, made).works if seen is not None and one.builds_on else ():
            ranges, by = found.setdefault(work, ([], []))
            ranges += [seen] if seen else []
            by.append(one.title or one.path)
    return found


