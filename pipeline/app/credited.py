"""Whom an episode credits as what, in the order of its credits: the line and the first frame of each, and what they lack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.app.checking import Cut, objections_to
from pipeline.app.snapshot import Snapshot
from pipeline.credits.compute import compute
from pipeline.credits.works import Work
from pipeline.faults import Diagnostic, Where
from pipeline.manifest import recipes
from pipeline.people import Person
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A person under a role: `where` names them, `first` is the frame at which they are first seen or heard, None for neither.

    `concerns` are what is told of their name, and of the rights in what they did.
    """

    person: Person
    where: Where | None
    first: int | None
    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CreditedRole:
    """A role as the credits say it, and who has it, in their order."""

    role: str
    people: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class CreditedSection:
    """The credits under one heading, which is empty for whom cards name."""

    heading: str
    roles: tuple[CreditedRole, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    where: Where | None
    first: int | None
    places: frozenset[Where]


def credited(snapshot: Snapshot) -> tuple[CreditedSection, ...]:
    """Return the credits of the cut that a snapshot shows. Raises InputFault for a person who is not in people.yaml."""
    cut = snapshot.cut
    if cut is None:
        return ()
    episode, programme = cut.episode, Programme(cut.timeline)
    words = recipes.words_of(episode, cut.theme)
    computed = compute(programme, episode.people, episode.works, episode.role_order, words)
    places = _places(cut, programme, words.say("kind_music"), words.say("built_on"), computed.works)
    objections = objections_to(episode, cut.timeline)
    told = dict.fromkeys((*snapshot.diagnostics, *(one.diagnostic for one in objections)))

    def named(heading: str, person: Person) -> Named:
        at = places.get((heading, person.key), _Place(None, None, frozenset()))
        return Named(person, at.where, at.first, _concerns(told, at.places | set(person.places.values())))

    return tuple(
        CreditedSection(
            section.heading,
            tuple(CreditedRole(one.name, tuple(named(section.heading, who) for who in one.people)) for one in section.roles),
        )
        for section in computed.sections
    )


def _places(
    cut: Cut, programme: Programme, music: str, built_on: str, works: Iterable[Work]
) -> Mapping[tuple[str, str], _Place]:
    """Return where each person is named below each heading, the first place of several."""
    found: dict[tuple[str, str], _Place] = {}

    def add(heading: str, keys: Iterable[str], where: Where | None, first: int | None, places: Iterable[Where]) -> None:
        for key in keys:
            before = found.get((heading, key))
            if before is None:
                found[heading, key] = _Place(where, first, frozenset(places))
            else:
                found[heading, key] = _Place(before.where, before.first, before.places | frozenset(places))

    for placed in programme.segments:
        segment = placed.segment
        for made in placed.contributions:
            shown = placed.used(made)
            if shown is None:
                continue
            bed = music if made.medium == "sound" else ""
            heading = segment.title if segment.is_piece else bed
            where = made.places.get("by", made.where)
            add(heading, made.people, where, shown.start, filter(None, (made.where, *made.places.values())))
    for voice in programme.timeline.voices:
        made = voice.made
        add(voice.title, made.people, made.places.get("by", made.where), 0, filter(None, (made.where, *made.places.values())))
    for work in works:
        add(built_on, work.people, work.places.get("by", work.where), None, filter(None, (work.where, *work.places.values())))
    return found


def _concerns(told: Iterable[Diagnostic], places: Iterable[Where]) -> tuple[str, ...]:
    spots = {(where.path, where.line, where.column) for where in places}
    mine = (one.message for one in told if (one.where.path, one.where.line, one.where.column) in spots)
    return tuple(dict.fromkeys(mine))
