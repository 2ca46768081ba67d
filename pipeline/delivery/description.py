"""The description that is published with an episode: text, chapters, credits, licences, within the platform's limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pipeline.credits.attribution import attributions
from pipeline.credits.compute import Credits
from pipeline.credits.roll import ENGLISH, Section
from pipeline.credits.sheets import plain_text
from pipeline.delivery import filling
from pipeline.delivery.title import allowed
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.manifest.publish import Template
from pipeline.values import dataclass
from pipeline.words import Words

LONGEST = 5000
"""Bytes of a description in UTF-8 (YouTube Data API, resource Video, snippet.description); it may not hold `<` or `>`."""

USUAL = Template("description.txt", """\
{% if text %}{{ text }}

{% endif %}{% if about %}{{ about | join(" · ") }}
{% endif %}{% if url %}{{ url }}
{% endif %}{% if about or url %}
{% endif %}{% if chapters %}{{ words.say("chapters") }}
{{ chapters | join("\n") }}

{% endif %}{% if credits %}{{ credits | join("\n") }}
{% endif %}{% if left_out %}{{ words.say("more_names", count=left_out) }}
{% endif %}{% if thanks %}
{{ words.say("thanks_to", names=words.listed(thanks)) }}
{% endif %}{% if links %}
{{ words.say("links") }}
{{ links | join("\n") }}
{% endif %}{% if licenses %}
{{ words.say("licences") }}
{{ licenses | join("\n") }}
{% endif %}{% if hashtags %}
{{ hashtags | join(" ") }}
{% endif %}""")
"""What a description is made from where a show has no template of its own."""

LINES = ("about", "chapters", "credits", "thanks", "links", "licenses", "hashtags")
"""What a template sees as a list of texts."""
TEXTS = ("text", "url", "title", "show", "episode", "air_date", "language")
"""What it sees as a text; `title` is that of the page, `episode` that of the episode."""
NUMBERS = ("season", "number", "left_out")
"""What it sees as a number; and `words`, those of the language."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a description says besides the credits: all texts and numbers by the names that templates have for them.

    Those that are left out are empty.
    """

    text: str = ""
    chapters: Sequence[str] = ()
    thanks: Sequence[str] = ()
    url: str = ""
    hashtags: Sequence[str] = ()
    title: str = ""
    show: str = ""
    episode: str = ""
    season: int = 0
    number: int = 0
    air_date: str = ""
    words: Words = ENGLISH

    def filled(self) -> dict[str, filling.Value]:
        """Return all that a template sees but for the credits; the air date as the language writes it."""
        air_date = self.words.date(self.air_date) if self.air_date else ""
        numbers = (self.season, self.number)
        about = [self.show, _numbered(*numbers, self.words), air_date]
        return {
            "about": tuple(one for one in about if one) if any((*numbers, air_date)) else (),
            "text": self.text.strip(),
            "chapters": tuple(self.chapters),
            "thanks": tuple(self.thanks),
            "url": self.url,
            "hashtags": tuple(self.hashtags),
            "title": self.title,
            "show": self.show,
            "episode": self.episode,
            "season": self.season,
            "number": self.number,
            "air_date": air_date,
            "language": self.words.language,
            "words": self.words,
        }


def _numbered(season: int, number: int, words: Words) -> str:
    if season and number:
        return words.say("season_and_episode", season=str(season), number=str(number))
    return words.say("episode_number", number=str(number)) if number else ""


def description(credits_: Credits, said: Said, where: Where, template: Template = USUAL) -> str:
    """Return the description in at most 5,000 bytes of UTF-8, without angle brackets; what it says of its own is in its words.

    Where it would be longer, names at the end of the credits are left out whole, with their addresses, and how many is said;
    all else stays. Raises InputFault where that alone is too long, or the template has mistakes or leaves nothing; `where` is the
    episode's place.
    """
    fill = filling.prepared(template, frozenset({*LINES, *TEXTS, *NUMBERS, "words"}))
    fixed = {**said.filled(), "licenses": attributions(credits_, said.words)}
    names = sum(len(section.entries) for section in credits_.sections)
    found = _longest(names, lambda count: allowed(fill({**fixed, **_named(credits_.sections, count, said.words)})))
    if (size := len(found.encode())) > LONGEST:
        message = f"the description has {size} bytes without any credits; at most {LONGEST} can be published"
        raise InputFault((Diagnostic(where, message, "shorten its text, or name fewer licensed works"),))
    if template is not USUAL and not found.strip():
        raise filling.nothing(template)
    return found


def _longest(names: int, rendered: Callable[[int], str]) -> str:
    """Return the description with as many of its names as fit; without any where it does not fit at all."""
    if len((whole := rendered(names)).encode()) <= LONGEST:
        return whole
    low, high = 0, names
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(rendered(middle).encode()) <= LONGEST else (low, middle - 1)
    return rendered(low)


def _named(sections: Sequence[Section], count: int, words: Words) -> Mapping[str, filling.Value]:
    """Return what a template sees of the first `count` names: their lines, their addresses, how many are left out."""
    shown = _first(sections, count)
    people = {entry.person.key: entry.person for section in shown for entry in section.entries if entry.person.url}
    links = [f"{person.name}: {person.url}" for person in people.values()]
    names = sum(len(section.entries) for section in sections)
    return {"credits": plain_text(shown, words), "links": tuple(links), "left_out": names - count}


def _first(sections: Sequence[Section], count: int) -> tuple[Section, ...]:
    """Return the sections that hold the first `count` names, with these names only."""
    kept = []
    for section in sections:
        if count > 0:
            kept.append(replace(section, entries=section.entries[:count]))
        count -= len(section.entries)
    return tuple(kept)
