"""The title and the tags under which an episode is published, within the platform's limits. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.manifest.publish import LONGEST_TAG, MOST_TAGGED, Publication, TitleFacts, asks_for, cost, filled

LONGEST_TITLE = 100
"""Characters of a title (YouTube Data API, resource Video, snippet.title); it may not hold `<` or `>`."""


def allowed(text: str) -> str:
    """Return a text without the angle brackets that platforms refuse: look-alikes keep a name such as "<3 Ana" readable."""
    return text.replace("<", "‹").replace(">", "›")


def usual_pattern(facts: TitleFacts) -> str:
    """Return the pattern of titles where a show has none: with the numbers that the episode has."""
    if facts.show in ("", facts.title):
        return "{title}"
    numbers = " S{season}E{number}" if facts.season and facts.number else " E{number}" if facts.number else ""
    return f"{{show}}{numbers}: {{title}}"


def published_title(publication: Publication, facts: TitleFacts, where: Where) -> str:
    """Return the title of an episode's page: one line without angle brackets.

    Raises InputFault where it is too long, or asks for a number that the episode does not have; `where` is the place of the
    episode's own title.
    """
    pattern = publication.title or usual_pattern(facts)
    for name, number in (("season", facts.season), ("number", facts.number)):
        if asks_for(pattern, name) and not number:
            hint = f"write {name}: below episode:, or another title below publish:"
            raise InputFault((Diagnostic(where, f"its title is to name the {name}, and the episode has none", hint),))
    found = allowed(" ".join(filled(pattern, facts).split()))
    if len(found) > LONGEST_TITLE:
        message = f"the title has {len(found)} characters; at most {LONGEST_TITLE} can be published"
        if len(facts.title) > LONGEST_TITLE:
            raise InputFault((Diagnostic(where, message, "shorten it"),))
        hint = f'it begins with {found[:40]!r}: shorten it, or write publish: {{title: "{{title}}"}}'
        raise InputFault((Diagnostic(publication.places.get("title", where), message, hint),))
    return found


def tags(wanted: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """Return the tags of an episode: all that are `wanted`, and of the others, in order, each for which there is room left.

    They are one each whatever their case, and without the marks that platforms refuse.
    """
    found: dict[str, str] = {}
    for tag in (*wanted, *others):
        plain = " ".join(re.sub(r'[<>",]', " ", tag).split())
        fits = len(plain) <= LONGEST_TAG and cost((*found.values(), plain)) <= MOST_TAGGED
        if plain and fits:
            found.setdefault(plain.casefold(), plain)
    return tuple(found.values())
