"""The cards that show the lines of a poem: one line at a time, or a stanza. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pipeline.people import FieldValue
from pipeline.segments import stanzas
from pipeline.segments.base import Context
from pipeline.segments.overlay import card
from pipeline.segments.recited import Standing, Verses, together
from pipeline.segments.verse import TimedLine
from pipeline.timeline.model import Clip

Stanzas = Literal["off", "lit", "whole"]
"""How a stanza is shown: not at all, but each line by itself; as a whole, its lines lit as they are spoken; as a whole."""


HELD = "held"
"""The card of a line that fills the picture, which a theme may do without."""


def cards(
    context: Context, verses: Verses, lines: Sequence[Standing], how: Stanzas, held: str = ""
) -> list[tuple[int, Clip]]:
    """Return the cards that show the lines, each with its first frame; none after telling of a line that none of them shows.

    The last line with the word `held` fills the picture.
    """
    if how == "off":
        return _of_lines(context, verses, lines, _held(context, verses, held) if held else None)
    found = stanzas.shown(verses.lines, lines, is_lit=how == "lit") if lines else []
    seen = {number for one in found for number, _ in one.lines}
    for line in lines:
        if line.number not in seen:
            message = f"{verses.called(line.number)} is spoken while another stanza is shown, and would not be seen"
            context.fault(verses.place(line.number), message, "write stanzas: off, which shows together what is spoken at once")
            return []
    return [(one.range.start, _of_stanza(context, verses, one)) for one in found]


def _held(context: Context, verses: Verses, word: str) -> tuple[int, str] | None:
    """Return the number of the line that fills the picture, and its word; None after telling why there is none."""
    if not context.cards.has_held:
        context.fault(("held",), "the theme has no card for a line that is held", "leave `held` out, or draw the card held")
        return None
    number = next((number for number, line in reversed(list(enumerate(verses.lines))) if word in line.words), None)
    if number is None:
        context.fault(("held",), f"no line has {word!r} in it", "write it as it stands in its line")
        return None
    return number, word


def _of_lines(
    context: Context, verses: Verses, lines: Sequence[Standing], held: tuple[int, str] | None
) -> list[tuple[int, Clip]]:
    """Return a card for each stretch in which the same lines stand; that of the line which is `held` by a word shows it alone."""
    found = []
    for stretch, numbers in together(lines):
        if held is not None and numbers[-1] == held[0]:
            filling = card(context, verses.place(held[0]), HELD, _parted(context, verses.lines[held[0]], held[1]), stretch.frames)
            found.append((stretch.start, filling))
            continue
        fields = {"lines": tuple(_said(context, verses.lines[number]) for number in numbers), "by": ""}
        found.append((stretch.start, card(context, verses.place(numbers[-1]), "poem_line", fields, stretch.frames)))
    return found


def _parted(context: Context, line: TimedLine, word: str) -> Mapping[str, FieldValue]:
    """Return what of a line is before a word, the word, and what is after it. A translation is held by its longest word."""
    said = context.translated.get(line.words, line.words)
    word = word if word in said else max(said.split(), key=len)
    before, word, after = said.partition(word)
    return {"before": before.strip(), "large": word, "after": after.strip()}


def _of_stanza(context: Context, verses: Verses, shown: stanzas.Shown) -> Clip:
    lines = tuple({"text": _said(context, verses.lines[number]), "state": state} for number, state in shown.lines)
    fields: Mapping[str, FieldValue] = {"lines": lines, "begins": int(shown.begins), "ends": int(shown.ends)}
    latest = next((number for number, state in reversed(shown.lines) if state in ("now", "past")), shown.lines[0][0])
    return card(context, verses.place(latest), "stanza", fields, shown.range.frames)


def _said(context: Context, line: TimedLine) -> str:
    other = context.translated.get(line.words, line.words)
    return line.shown if other == line.words else line.said(other)
