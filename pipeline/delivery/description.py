"""The description that is published with an episode: text, chapters, credits, licences, within the platform's limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.credits.attribution import attributions
from pipeline.credits.compute import Credits
from pipeline.credits.roll import ENGLISH, Section
from pipeline.credits.sheets import plain_text
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.words import Words

LONGEST_TITLE = 100
"""Characters of a title (YouTube Data API, resource Video, snippet.title)."""
LONGEST = 5000
"""Bytes of a description in UTF-8 (the same, snippet.description); neither may hold `<` or `>`."""

TEMPLATE = """\
{% if text %}{{ text }}

{% endif %}{% if chapters %}{{ words.say("chapters") }}
{{ chapters | join("\n") }}

{% endif %}{% if credits %}{{ credits | join("\n") }}
{% endif %}{% if left_out %}{{ words.say("more_names", count=left_out) }}
{% endif %}{% if thanks %}
{{ words.say("thanks_to", names=words.listed(thanks)) }}
{% endif %}{% if licenses %}
{{ words.say("licences") }}
{{ licenses | join("\n") }}
{% endif %}"""
"""Jinja2; sees `text`, `chapters`, `credits`, `thanks`, `licenses` (all lines but the first) and `left_out`, a count,
and `words`."""


def title(text: str, where: Where) -> str:
    """Return a title that a platform takes: one line without angle brackets. Raises InputFault where it is too long."""
    cleaned = _allowed(" ".join(text.split()))
    if len(cleaned) > LONGEST_TITLE:
        message = f"the title has {len(cleaned)} characters; at most {LONGEST_TITLE} can be published"
        raise InputFault((Diagnostic(where, message, "shorten it"),))
    return cleaned


def description(
    credits_: Credits,
    chapter_lines: Sequence[str],
    where: Where,
    text: str = "",
    thanks: Sequence[str] = (),
    words: Words = ENGLISH,
) -> str:
    """Return the description in at most 5,000 bytes of UTF-8, without angle brackets; what it says of its own is in `words`.

    Where it would be longer, names at the end of the credits are left out whole, and how many is said; text, chapters and
    licences stay. Raises InputFault where those alone are too long; `where` is the episode's place.
    """
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    # Plain text: escaping for HTML would spell names wrong.
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    template = environment.from_string(TEMPLATE)
    names = sum(len(section.entries) for section in credits_.sections)
    fixed = {
        "text": text.strip(),
        "chapters": tuple(chapter_lines),
        "thanks": tuple(thanks),
        "licenses": attributions(credits_, words),
        "words": words,
    }

    def rendered(count: int) -> str:
        shown = plain_text(_first(credits_.sections, count), words)
        return _allowed(template.render(credits=shown, left_out=names - count, **fixed))

    low, high = 0, names
    if len(rendered(high).encode()) <= LONGEST:
        return rendered(high)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(rendered(middle).encode()) <= LONGEST else (low, middle - 1)
    found = rendered(low)
    if len(found.encode()) > LONGEST:
        message = f"the description has {len(found.encode())} bytes without any credits; at most {LONGEST} can be published"
        raise InputFault((Diagnostic(where, message, "shorten its text, or name fewer licensed works"),))
    return found


def _first(sections: Sequence[Section], count: int) -> tuple[Section, ...]:
    """Return the sections that hold the first `count` names, with these names only."""
    kept = []
    for section in sections:
        if count > 0:
            kept.append(replace(section, entries=section.entries[:count]))
        count -= len(section.entries)
    return tuple(kept)


def _allowed(text: str) -> str:
    # Look-alikes keep a name such as "<3 Ana" readable where the platform refuses the brackets themselves.
    return text.replace("<", "‹").replace(">", "›")
