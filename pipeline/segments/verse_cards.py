"""The cards that show the lines of a poem: one line at a time, or a stanza. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pipeline.people import FieldValue
from pipeline.segments import stanzas
from pipeline.segments.base import Context
from pipeline.segments.overlay import card
from pipeline.segments.recited import Standing, Verses
from pipeline.segments.verse import TimedLine
from pipeline.segments.verse_layout import HELD, MARGIN, Laid, Layout, laid_out
from pipeline.timeline.model import Clip

Stanzas = Literal["off", "lit", "whole"]
"""How a stanza is shown: not at all, but each line by itself; as a whole, its lines lit as they are spoken; as a whole."""


def cards(
    context: Context, verses: Verses, lines: Sequence[Standing], how: Stanzas, layout: Layout = "auto", held: str = ""
) -> list[tuple[int, Clip]]:
    """Return the cards that show the lines, each with its first frame; none after telling of a line that none of them shows.

    The last line with the word `held` fills the picture.
    """
    if how == "off":
        return _of_lines(context, verses, lines, layout, _held(context, verses, held) if held else None)
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
    if HELD not in context.cards.layouts:
        context.fault(("held",), "the theme has no card for a line that is held", "leave `held` out, or draw the card held")
        return None
    number = next((number for number, line in reversed(list(enumerate(verses.lines))) if word in line.words), None)
    if number is None:
        context.fault(("held",), f"no line has {word!r} in it", "write it as it stands in its line")
        return None
    return number, word


def _of_lines(
    context: Context, verses: Verses, lines: Sequence[Standing], layout: Layout, held: tuple[int, str] | None
) -> list[tuple[int, Clip]]:
    """Return a card for each stretch in which the same lines stand; that of the line which is `held` by a word shows it alone."""
    if layout not in ("auto", "steps", *context.cards.layouts):
        message, hint = f"the theme has no card for the layout {layout}", f"write layout: auto, or draw the card {layout}"
        context.fault(("layout",), message, hint)
        return []
    number, word = held or (None, "")
    shown = laid_out(verses.lines, lines, layout, held=number, has=context.cards.layouts, rate=context.rate)
    return [(one.range.start, _of_laid(context, verses, one, word if one.numbers[-1] == number else "")) for one in shown]


def _of_laid(context: Context, verses: Verses, laid: Laid, word: str) -> Clip:
    line = verses.lines[laid.numbers[-1]]
    texts = tuple(_said(context, verses.lines[number]) for number in laid.numbers)
    fields: Mapping[str, FieldValue]
    if laid.card == HELD:
        fields = _parted(context, line, word)
    elif laid.card == MARGIN:
        gone = tuple(_said(context, verses.lines[number]) for number in laid.gone)
        fields = {"lines": texts, "gone": gone, "begins": int(laid.begins), "ends": int(laid.ends)}
    else:
        fields = {"lines": texts, "by": ""}
    return card(context, verses.place(laid.numbers[-1]), laid.card, fields, laid.range.frames)


def _parted(context: Context, line: TimedLine, word: str) -> Mapping[str, FieldValue]:
    """Return what of a line is before a word, the word, and what is after it.

    A translation is held by its longest word, as is a line in which none is marked; by the last of several.
    """
    said = context.translated.get(line.words, line.words)
    word = word if word and word in said else max(reversed(said.split()), key=lambda one: sum(map(str.isalnum, one)))
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
