"""What a show says of how its episodes are published: title, description, tags, address, time. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Literal

from pydantic import AfterValidator

from pipeline.faults import Where, did_you_mean
from pipeline.manifest import times_of_day
from pipeline.manifest.times_of_day import TimeOfDay
from pipeline.segments.fields import Line, Lines, Shape, Switch, Text, Url, mistake, one_of
from pipeline.values import dataclass

CATEGORIES: Mapping[str, int] = {
    "film": 1, "music": 10, "travel": 19, "people": 22, "comedy": 23, "entertainment": 24, "news": 25, "howto": 26,
    "education": 27, "science": 28, "nonprofits": 29,
}  # fmt: skip
"""The platform's numbers of the kinds of video that shows are (YouTube Data API, videoCategories.list; the same everywhere)."""

LONGEST_TAG = 100
"""Characters of a tag (YouTube Data API, resource Video, snippet.tags)."""
MOST_TAGGED = 500
"""Characters that all tags may take together, as `cost` counts them (the same)."""
MOST_HASHTAGS = 60
"""Above this many, the platform ignores all hashtags (support.google.com/youtube/answer/6390658)."""

PLACEHOLDERS = ("show", "season", "number", "title")
"""What a pattern of titles may ask for, in braces."""

_PLACEHOLDER = re.compile(r"\{(\w*)(?::0([1-4]))?\}")


def _pattern(text: str) -> str:
    for match in _PLACEHOLDER.finditer(text):
        if match[1] not in PLACEHOLDERS:
            raise mistake(f"{match[0]} stands for nothing in a title", did_you_mean(match[1], PLACEHOLDERS))
        if match[2] and match[1] not in ("season", "number"):
            raise mistake(f"{match[0]}: only numbers have digits", f"write {{{match[1]}}}")
    if left := re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        hint = f"write a placeholder whole: {', '.join(f'{{{one}}}' for one in PLACEHOLDERS)}, or {{number:02}} for 07"
        raise mistake(f"a {left[0]!r} stands alone", hint)
    return text


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What the placeholders of a title stand for; a number of 0 is one that the episode does not have."""

    show: str
    season: int
    number: int
    title: str


def filled(pattern: str, facts: TitleFacts) -> str:
    """Return a pattern of titles with what its placeholders stand for; `{number:02}` has two digits at least."""
    return _PLACEHOLDER.sub(lambda match: str(getattr(facts, match[1])).zfill(int(match[2] or 0)), pattern)


def asks_for(pattern: str, name: str) -> bool:
    """Say whether a pattern of titles has a placeholder of that name."""
    return any(match[1] == name for match in _PLACEHOLDER.finditer(pattern))


def cost(tags: tuple[str, ...]) -> int:
    """Return the characters that the platform counts of tags: each, two more where it has a blank, one between two.

    Reverse-engineered there, since the platform says only "500 characters": quotes and commas count (polisht.ca/guides).
    """
    return sum(len(tag) + 2 * (" " in tag) for tag in tags) + max(len(tags) - 1, 0)


def _tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    for number, tag in enumerate(tags):
        if bad := re.search(r'[<>",]', tag):
            raise mistake(f"a tag cannot hold {bad[0]!r}", "write each tag on its own, without quotes in it", (number,))
        if len(tag) > LONGEST_TAG:
            raise mistake(f"the tag has {len(tag)} characters; platforms take {LONGEST_TAG}", "shorten it", (number,))
    if (whole := cost(tags)) > MOST_TAGGED:
        raise mistake(f"the tags have {whole} characters together; platforms take {MOST_TAGGED}", "leave some out")
    return tuple(dict.fromkeys(tags))


def _hashtags(tags: tuple[str, ...]) -> tuple[str, ...]:
    for number, tag in enumerate(tags):
        # Many scripts spell with marks and joiners (संगीत), which belong to the letter before them.
        plain = "".join(sign for sign in tag.strip() if unicodedata.category(sign)[0] != "M" and sign not in "\u200c\u200d")
        if not re.fullmatch(r"#?[^\W_][\w·]*", plain) or plain.lstrip("#").isdigit():
            raise mistake(f"{tag!r} is no hashtag", "write letters and digits without blanks: [music, stayathome]", (number,))
    if len(tags) > MOST_HASHTAGS:
        raise mistake(f"there are {len(tags)} hashtags; of more than {MOST_HASHTAGS} platforms take none", "leave some out")
    return tuple(dict.fromkeys(f"#{tag.lstrip('#')}" for tag in tags))


License = Annotated[Literal["youtube", "creativecommon"], one_of("youtube", "creativecommon")]
Category = Annotated[str, one_of(*CATEGORIES)]


class Publish(Shape):
    """How an episode is published: what its page is called and says, and when."""

    title: Annotated[Line, AfterValidator(_pattern)] | None = None
    """The title on its page: "{show} S{season}E{number}: {title}"; {number:02} is 07."""
    template: Text | None = None
    """The file that the description is made from, from the show folder: templates/description.txt."""
    url: Url = ""
    """The show's address, which stands in the description."""
    tags: Annotated[Lines, AfterValidator(_tags)] = ()
    """Words that it shall be found by: [collaboration, home recording]. The names of show, episode and pieces are added."""
    hashtags: Annotated[Lines, AfterValidator(_hashtags)] = ()
    """Words at the end of the description that lead to others like it: [music, stayathome]."""
    category: Category = "entertainment"
    """The kind of video: entertainment, music, film, people, comedy, education, ..."""
    license: License = "youtube"
    """On which terms viewers may use it: youtube (the platform's own), or creativeCommon (CC BY)."""
    made_for_kids: Switch = False
    """on says that it is made for children, as the platform asks."""
    time: TimeOfDay = times_of_day.NOON
    """The time of the air date at which it becomes public: "18:00 Europe/Berlin"."""


@dataclass(frozen=True, slots=True)
class Template:
    """A file of text that is filled in: its path from the show folder, and what it holds."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Publication:
    """How an episode is published, as show and manifest say it. `title` is a pattern, None for the usual one.

    `template` is None where the description is made as usual; `license` is spelled as the platform does; `publish_at` is the time
    in UTC at which it becomes public, empty where it has no air date.
    """

    title: str | None = None
    template: Template | None = None
    url: str = ""
    tags: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    category: int = CATEGORIES["entertainment"]
    license: str = "youtube"
    made_for_kids: bool = False
    publish_at: str = ""
    places: Mapping[str, Where] = field(default_factory=dict, compare=False)


USUALLY = Publication()
"""How an episode is published of which nothing is said."""
