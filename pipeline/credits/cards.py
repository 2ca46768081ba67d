"""What the cards of the credits are filled with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.credits.attribution import Attribution, attributed
from pipeline.credits.roll import ENGLISH, Made, sections, told_apart
from pipeline.credits.works import Work
from pipeline.people import Credit, FieldValue, Person
from pipeline.words import Words


def shown(
    contributions: Sequence[Made],
    people: Mapping[str, Person],
    thanks: Sequence[str] = (),
    works: Mapping[str, Work] | None = None,
    role_order: Sequence[str] = (),
    words: Words = ENGLISH,
    kinds: Mapping[str, str] | None = None,
) -> dict[str, FieldValue]:
    """Return the fields of cards of credits: `thanks`, and `sections` of `heading`, `kind` and `roles` of `role` and `people`.

    The arguments are those of `sections`; `kinds` are those of the pieces, by title. A person's place is shown where another
    person of the credits has the same name. What licences want to be said of what is seen and heard stands last.
    """
    found = sections(contributions, people, works, role_order, words)
    licensed = attributed([one for _, one in contributions], people, works or {}, words)
    apart = told_apart([person for section in found for role in section.roles for person in role.people])
    left = dict(kinds or {})  # a piece stands before the music of cards, though it may be called as that is
    return {
        "sections": tuple(
            {
                "heading": section.heading,
                "kind": left.pop(section.heading, ""),
                "roles": tuple(
                    {"role": role.name, "people": tuple(Credit(apart[person.key]) for person in role.people)}
                    for role in section.roles
                ),
            }
            for section in found
        )
        + ((_licences(licensed, words),) if licensed else ()),
        "thanks": tuple(thanks),
    }


def _licences(found: Sequence[Attribution], words: Words) -> dict[str, FieldValue]:
    terms: dict[str, list[Credit]] = {}
    for one in found:
        terms.setdefault(one.terms, []).append(Credit(Person("", one.who)))
    roles: list[FieldValue] = [{"role": text, "people": tuple(made)} for text, made in terms.items()]
    return {"heading": words.say("licences"), "kind": "", "roles": tuple(roles)}
