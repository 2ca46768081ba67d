"""When stanzas stand on the screen, and which of their lines are lit. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from pipeline.segments.recited import Standing
from pipeline.segments.verse import TimedLine
from pipeline.timebase import FrameRange
from pipeline.values import dataclass

MOST = 12
"""Lines that are shown at once: as many as can be read on a telephone. A longer stanza comes in parts."""

State = Literal["next", "now", "past", "all"]
"""What a line is while its stanza stands: still to be spoken, being spoken, spoken; or one of many that are lit at once."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A stanza in a stretch in which nothing of it changes: its lines, by their numbers in the poem, each with its state.

    It `begins` or `ends` there, or else goes on from the stretch before, or into the next.
    """

    range: FrameRange
    lines: tuple[tuple[int, State], ...]
    begins: bool
    ends: bool


def stanzas(lines: Sequence[TimedLine]) -> list[range]:
    """Return the numbers of the lines of each stanza; one that is too long to be shown in about equal parts."""
    firsts = [number for number, line in enumerate(lines) if line.stanza or number == 0]
    found = []
    for first, last in pairwise([*firsts, len(lines)]):
        parts = -(-(last - first) // MOST)
        cuts = [first + (last - first) * part // parts for part in range(parts + 1)]
        found += [range(begin, end) for begin, end in pairwise(cuts)]
    return found


def shown(lines: Sequence[TimedLine], standing: Sequence[Standing], *, is_lit: bool) -> list[Shown]:
    """Return what is on the screen, in order: each stanza from its first line to its last one's end, or the next stanza.

    With `is_lit` each line is lit when it is spoken, else all are. A stanza that another one leaves no time is not in it.
    """
    found: list[Shown] = []
    own = [[standing[number] for number in numbers] for numbers in stanzas(lines)]
    own.sort(key=lambda group: min(line.begin for line in group))
    begins = [min(line.begin for line in group) for group in own]
    for place, group in enumerate(own):
        end = min([max(line.end for line in group), *begins[place + 1 : place + 2]])
        found += _stretches(group, begins[place], end, is_lit=is_lit)
    return found


def _stretches(group: Sequence[Standing], begin: int, end: int, *, is_lit: bool) -> Iterator[Shown]:
    changes = {edge for line in group for edge in (line.begin, line.end)} if is_lit else set()
    edges = sorted({begin, end, *(edge for edge in changes if begin < edge < end)})
    for first, last in pairwise(edges):
        states = tuple((line.number, _state(line, first) if is_lit else "all") for line in group)
        yield Shown(FrameRange(first, last - first), states, first == begin, last == end)


def _state(line: Standing, frame: int) -> State:
    return "next" if frame < line.begin else "now" if frame < line.end else "past"
