"""One caption at a time: what would be shown together is parted, or becomes one caption, by rule.

Captions overlap where a dissolve shows two clips, where people talk at once, and where two files caption one segment. SubRip says
nothing of that: of players, some stack captions, some replace one by the other, some flicker. So it is decided here, once, for
the files and for the picture alike:

1. The same words are one caption, from the beginning of the first to the end of the last.
2. The first ends where the second begins, where that leaves it three quarters of its time, or time to be read: 5/6 s, and its
   letters, as many a second as its language's rules allow. That is how subtitlers end a caption that the next one presses.
3. Otherwise they stand together, the first's lines above the second's, as long as both are there; before and after, each alone.
   What would so stand for less than 5/6 s, stands together with the other instead.

So no word is lost, none comes later than it did, and none comes 5/6 s before its time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import TypeVar

from pipeline.captions.edit import retimed
from pipeline.captions.lint import reading_speed
from pipeline.captions.model import Caption, Mark, Word, spoken
from pipeline.captions.rules import USUAL, Rules

T = TypeVar("T")
_ENOUGH = Fraction(3, 4)
"""Part of its time that a caption may be left with."""
_SEEN = Fraction(1, 100)
"""Seconds that a caption has at least: files count milliseconds, and what they would round to nothing is none."""


def apart(captions: Iterable[tuple[Caption, T]], rules: Rules = USUAL) -> list[tuple[Caption, T]]:
    """Return the captions in order, none overlapping another, each with what came with it; of two together, with the first's."""
    given = list(captions)
    waiting = [(one.start, one.end, number, one) for number, (one, _) in enumerate(given)]
    heapify(waiting)
    shown: list[tuple[Caption, T]] = []
    said = Fraction(0)  # when the latest of the words begin that the last of them shows
    while waiting:
        *_, number, later = heappop(waiting)
        its = given[number][1]
        if not shown or shown[-1][0].end <= later.start:
            shown.append((later, its))
            said = later.start
            continue
        earlier, with_it = shown.pop()
        if _words(later) == _words(earlier):
            shown.append((retimed(earlier, earlier.start, max(earlier.end, later.end)), with_it))
        elif said < later.start and _may_end(earlier, later.start, rules):
            shown += [(retimed(earlier, earlier.start, later.start), with_it), (later, its)]
            said = later.start
        else:
            pieces, rest = _together(earlier, later, rules.shortest)
            shown += [(piece, with_it) for piece in pieces]
            said = later.start
            if rest is not None:
                heappush(waiting, (rest.start, rest.end, len(given), rest))
                given.append((rest, with_it if earlier.end > later.end else its))
    return shown


def _may_end(caption: Caption, end: Fraction, rules: Rules) -> bool:
    kept = retimed(caption, caption.start, end)
    length, whole = kept.end - kept.start, caption.end - caption.start
    is_readable = length >= rules.shortest and reading_speed(kept, rules) <= rules.per_second
    return length >= _SEEN and (is_readable or length >= _ENOUGH * whole)


def _together(earlier: Caption, later: Caption, shortest: Fraction) -> tuple[list[Caption], Caption | None]:
    """Return two captions as pieces that touch, and what is left of the one that lasts longer after both."""
    last = earlier if earlier.end > later.end else later
    start, end = later.start, min(earlier.end, later.end)
    pieces = []
    if start - earlier.start >= shortest:
        pieces.append(retimed(earlier, earlier.start, start))
    else:
        start = earlier.start
    rest = retimed(last, end, last.end) if last.end - end >= shortest else None
    return [*pieces, _both(earlier, later, start, last.end if rest is None else end)], rest


def _both(above: Caption, below: Caption, start: Fraction, end: Fraction) -> Caption:
    """Return a caption of the lines of two, at the place of the first, with what is known of their parts."""
    text, by = f"{above.text}\n{below.text}", len(above.text) + 1
    marks = (*above.marks, *(Mark(one.begin + by, one.end + by, one.kind, one.value) for one in below.marks))
    words = (*above.words, *(Word(one.begin + by, one.start) for one in below.words))
    return replace(above, start=start, end=end, text=text, marks=marks, words=spoken(words, start, end, len(text)))


def _words(caption: Caption) -> str:
    return " ".join(caption.text.split())
