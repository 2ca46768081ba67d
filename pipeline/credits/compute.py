"""Credits of a finished cut: computed from what is seen and heard in it, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.credits.ledger import MusicCue, Use, cue_sheet, ledger
from pipeline.credits.roll import ENGLISH, Section, sections
from pipeline.credits.works import Work, lineage
from pipeline.people import Credit, Person
from pipeline.timeline.programme import Programme
from pipeline.words import Words


@dataclass(frozen=True, slots=True)
class PersonCredit:
    """What one person did in the whole episode: their roles, and the headings of the segments, each once, in order."""

    credit: Credit
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Credits:
    """Everything that the cut says about its people.

    `sections` are the roll's, `people` each person once; `works` what the episode is built on without showing it;
    `uses` the ledger; `music` the cue sheet. `rate` is frames a second of every range.
    """

    sections: tuple[Section, ...]
    people: tuple[PersonCredit, ...]
    works: tuple[Work, ...]
    uses: tuple[Use, ...]
    music: tuple[MusicCue, ...]
    rate: Fraction


def compute(
    programme: Programme,
    people: Mapping[str, Person],
    works: Mapping[str, Work] | None = None,
    role_order: Sequence[str] = (),
    words: Words = ENGLISH,
) -> Credits:
    """Compute the credits of a programme.

    A segment that is disabled is not on the timeline, and so credits no one. Raises InputFault for an unknown person.
    """
    contributions = [(segment.title, made) for segment in programme.timeline.segments for made in segment.contributions]
    roll = sections(contributions, people, works, role_order, words)
    present = [contribution for _, contribution in contributions]
    seen = [contribution for contribution in present if contribution.range.frames]
    return Credits(
        sections=roll,
        people=_once(roll),
        works=lineage(seen, works or {}, present).works,
        uses=ledger(programme, people),
        music=cue_sheet(programme, people),
        rate=programme.rate,
    )


def _once(roll: Sequence[Section]) -> tuple[PersonCredit, ...]:
    mine: dict[str, list[tuple[Section, Credit]]] = {}
    for section in roll:
        for entry in section.entries:
            mine.setdefault(entry.person.key, []).append((section, entry))
    return tuple(
        PersonCredit(
            credit=Credit(found[0][1].person, tuple(dict.fromkeys(role for _, entry in found for role in entry.roles))),
            segments=tuple(dict.fromkeys(section.heading for section, _ in found)),
        )
        for found in mine.values()
    )
