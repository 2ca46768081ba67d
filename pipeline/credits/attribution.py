"""The lines that licences demand: title, author, source, licence, and that it was changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.credits.licenses import read_license
from pipeline.credits.roll import ENGLISH
from pipeline.credits.works import Work, lineage
from pipeline.people import Person
from pipeline.timeline.model import Contribution
from pipeline.values import dataclass
from pipeline.words import Words

if TYPE_CHECKING:
    from pipeline.credits.compute import Credits

_MARK = "\0"
_FEW = 3
"""Authors that are named beside a title on cards; all of them stand there in the credits, too."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A line as a card has room for it: title and author; licence and change. Addresses can be read in the description alone."""

    who: str
    terms: str


@dataclass(frozen=True, slots=True)
class _Licensed:
    title: str
    people: tuple[Person, ...]
    license: str
    url: str


def attributions(credits_: Credits, words: Words = ENGLISH) -> tuple[str, ...]:
    """Return a line for each licensed contribution and work, once, in the order of the episode.

    Title, author, source, licence and change are what all Creative Commons licences ask for, "in any reasonable manner"
    (wiki.creativecommons.org/wiki/Best_practices_for_attribution).
    """
    known = {found.credit.person.key: found.credit.person for found in credits_.people}
    used = [_Licensed(use.title or PurePosixPath(use.path).stem or use.role, use.people, use.license, use.url)
            for use in credits_.uses]
    lines = []
    for one in (*used, *_works(credits_.works, known)):
        license_ = read_license(one.license)
        if license_ is not None and license_.needs_name:
            names = words.enumerated([text for text in (words.listed(_names(one)), _source(one)) if text])
            lines.append(words.say("attribution", title=one.title, names=names, license=license_.name, url=license_.url))
    return tuple(dict.fromkeys(lines))


def attributed(
    contributions: Sequence[Contribution], people: Mapping[str, Person], works: Mapping[str, Work], words: Words = ENGLISH
) -> tuple[Attribution, ...]:
    """Return the same lines for cards: of all contributions that are seen or heard, and of the works that they are built on."""
    seen = [one for one in contributions if one.range.frames]
    used = [
        _Licensed(
            one.title or PurePosixPath(one.path).stem or one.role,
            tuple(people[key] for key in one.people if key in people),
            one.license,
            one.url,
        )
        for one in seen
    ]
    found = []
    for one in (*used, *_works(lineage(seen, works, contributions).works, people)):
        license_ = read_license(one.license)
        if license_ is None or not license_.needs_name:
            continue
        names = _names(one)
        by = words.listed(names) if len(names) <= _FEW else words.enumerated([*names[:_FEW], "…"])
        line = words.say("attribution", title=one.title, names=by, license=_MARK + license_.name, url=_MARK)
        who, terms, change = line.split(_MARK)
        terms = f"{terms.rstrip(' (（')}{change.lstrip(')）')}"
        found.append(Attribution(who.rstrip(" ,\u060c\u3001\u00a0"), terms))
    return tuple(dict.fromkeys(found))


def _works(works: Iterable[Work], people: Mapping[str, Person]) -> list[_Licensed]:
    return [
        _Licensed(work.title or work.key, tuple(people[key] for key in work.people if key in people), work.license, work.url)
        for work in works
    ]


def _names(one: _Licensed) -> list[str]:
    return [person.name for person in one.people]


def _source(one: _Licensed) -> str:
    return one.url or next((person.url for person in one.people if person.url), "")
