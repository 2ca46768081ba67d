"""A text whose italics are told by the places of its characters, as lines of markup. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.cards import script
from pipeline.values import dataclass

if TYPE_CHECKING:
    from markupsafe import Markup

ITALIC = '<i style="font-style:italic">'
"""What italics begin with. A style of its own holds whatever the theme's CSS says of the text around it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: `text` as it is read, `markup` as it is drawn."""

    text: str
    markup: Markup


def styled(text: str, italics: Sequence[Mapping[str, int]] = ()) -> Iterator[Line]:
    """Yield the lines of a text; `italics` have `begin` and `end`, places of its characters, in order and apart.

    Letters that join, stack or stand in squares have no italics (see `script`): a line that has such stays upright.
    """
    from markupsafe import Markup

    at = 0
    for line in text.split("\n"):
        parts, done = [], 0
        for one in italics if not (script.is_joined(line) or script.is_upright(line)) else ():
            begin, end = (min(max(place - at, done), len(line)) for place in (one["begin"], one["end"]))
            if begin < end:
                parts += [_plain(line[done:begin]), ITALIC, _plain(line[begin:end]), "</i>"]
                done = end
        yield Line(line, Markup("".join((*parts, _plain(line[done:])))))
        at += len(line) + 1


def _plain(text: str) -> str:
    return html.escape(text)
