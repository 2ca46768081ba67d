"""Credits of a finished cut: computed from what is seen and heard in it, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from fractions import Fraction

from pipeline.credits.cues import MusicCue, cue_sheet
from pipeline.credits.ledger import Use, ledger
from pipeline.credits.roll import ENGLISH, Section, sections
from pipeline.credits.shares import Payout, parts
from pipeline.credits.works import Work, lineage
from pipeline.people import Credit, Person
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass
from pipeline.words import Words

_USUAL = Payout()


@dataclass(frozen=True, slots=True)
class PersonCredit:
    """What one person did in the whole episode: their roles, and the titles of the segments, each once, in order."""

    credit: Credit
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Credits:
    """Everything that the cut says about its people.

    `sections` are the roll's, `people` each person once; `works` what the episode is built on without showing it;
    `uses` the ledger; `music` the cue sheet. `rate` is frames a second of every range. `parts` are what people are to get of what
    the episode earns by the rule `payout`, in parts of the sum of all.
    """

    sections: tuple[Section, ...]
    people: tuple[PersonCredit, ...]
    works: tuple[Work, ...]
    uses: tuple[Use, ...]
    music: tuple[MusicCue, ...]
    rate: Fraction
    parts: Mapping[Person, Fraction] = field(default_factory=dict)
    payout: Payout = _USUAL


def compute(
    programme: Programme,
    people: Mapping[str, Person],
    works: Mapping[str, Work] | None = None,
    role_order: Sequence[str] = (),
    words: Words = ENGLISH,
    payout: Payout = _USUAL,
) -> Credits:
    """Compute the credits of a programme, and by the rule of the show what each person gets.

    A segment that is disabled is not on the timeline, and so credits no one. Raises InputFault for an unknown person.
    """
    made = [
        (placed.segment.title if placed.segment.is_piece else None, one)
        for placed in programme.segments for one in placed.contributions
    ]
    voices = [(voice.title, voice.made) for voice in programme.timeline.voices]
    made += voices
    roll = sections(made, people, works, role_order, words)
    present = [contribution for _, contribution in made]
    named = [
        (person, placed.segment.title)
        for placed in programme.segments for one in placed.contributions if one.range.frames for person in one.people
    ]
    named += [(person, title) for title, one in voices for person in one.people]
    built_on = words.say("built_on")
    named += [(entry.person.key, built_on) for section in roll if section.heading == built_on for entry in section.entries]
    seen = [contribution for contribution in present if contribution.range.frames]
    uses = ledger(programme, people)
    return Credits(
        sections=roll,
        people=_once(roll, named),
        works=lineage(seen, works or {}, present).works,
        uses=uses,
        music=cue_sheet(programme, people, works),
        rate=programme.rate,
        parts=parts(uses, programme.rate, payout),
        payout=payout,
    )


def _once(roll: Sequence[Section], named: Sequence[tuple[str, str]]) -> tuple[PersonCredit, ...]:
    """Return each person once, by the credits that name them and by (person, title of a segment) as they appear."""
    mine: dict[str, list[Credit]] = {}
    for section in roll:
        for entry in section.entries:
            mine.setdefault(entry.person.key, []).append(entry)
    titles: dict[str, dict[str, None]] = {}
    for person, title in named:
        titles.setdefault(person, {})[title] = None
    return tuple(
        PersonCredit(
            credit=Credit(found[0].person, tuple(dict.fromkeys(role for entry in found for role in entry.roles))),
            segments=tuple(titles[key]),
        )
        for key, found in mine.items()
    )
