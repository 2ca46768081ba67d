"""The lines of a poem: as they are written, and how they look. Pure."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Annotated, ClassVar

from pydantic import model_validator

from pipeline.segments.fields import JsonSchema, Language, People, Reads, Shape, Switch, TimeField, mistake, written
from pipeline.segments.meant import NOTHING

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TAB = 4
"""Spaces that a tab is worth."""
_FIXED = "\N{NO-BREAK SPACE}"
"""A space that browsers keep where it stands: at the beginning of a line, and beside another."""


def _verse(value: object) -> str:
    if not written(value) or not isinstance(value, str):
        raise mistake("nothing is written here", NOTHING)
    text = value.expandtabs(_TAB).rstrip()
    if bad := _CONTROL.search(text.replace("\n", " ").replace("\r", " ")):
        raise mistake(f"the text holds a control character (U+{ord(bad[0]):04X})", "remove it")
    return re.sub(r"[\n\r]+ *", " ", text)


Verse = Annotated[str, Reads(_verse)]
"""A line of a poem, whose indent and inner spaces stay."""


class TimedLine(Shape):
    """A line of the poem, when it comes, and who reads it."""

    alone: ClassVar[JsonSchema | None] = {"type": ["string", "number"]}

    text: Verse
    """The line."""
    at: TimeField | None = None
    """When it comes, from the beginning of the segment; found by `timing` where left out."""
    stanza: Switch = False
    """on makes a longer pause before it."""
    by: People = ()
    """Who reads it, where several people read the poem."""
    language: Language | None = None
    """Its language, where that is another than the poem's."""

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value

    @property
    def words(self) -> str:
        """Return the line as it is read: without indent."""
        return " ".join(self.text.split())

    @property
    def shown(self) -> str:
        """Return the line as it is shown: its indent and its inner gaps are kept by spaces that no browser takes away."""
        return re.sub(r"^ +|  +", lambda gap: _FIXED * len(gap[0]), self.text)

    def said(self, words: str) -> str:
        """Return the line as it is shown where it says `words` in another language: its indent stays."""
        return _FIXED * (len(self.text) - len(self.text.lstrip(" "))) + words


def split(poem: str) -> tuple[dict[str, str], ...]:
    """Turn a text of several lines into a list of them; an empty line begins a stanza. What all are indented by is no indent."""
    lines: list[dict[str, str]] = []
    is_new = False
    for text in dedent(poem.expandtabs(_TAB)).splitlines():
        if text.strip():
            lines.append({"text": text, "stanza": "on" if is_new and lines else "off"})
        is_new = not text.strip()
    return tuple(lines)


def places(poem: str) -> tuple[int, ...]:
    """Return the number of each line in its file, from 1; empty ones have none."""
    return tuple(number for number, text in enumerate(poem.splitlines(), 1) if text.strip())
