"""Find times for captions that break fewer rules: the cheapest of those that rules suggest, by dynamic programming. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from pipeline.captions.timing import Timing
from pipeline.timebase import half_up
from pipeline.values import dataclass

_ROUNDS = 8
"""How often what was found is looked at again: a time that has moved may let another one move."""
_ENOUGH = Fraction(3, 4)
"""Part of its time that a caption keeps at least where it is ended for the next one and cannot be read in what is left."""

_Cost = tuple[int, int]
"""Broken rules, then frames moved."""


@dataclass(frozen=True, slots=True)
class Movable:
    """The times of a caption in frames, and how many it is `needed` for to be read.

    It may begin in frames `starts` (first and last) and end in `ends`; where both are its own, it stays.
    """

    start: int
    end: int
    needed: int
    starts: tuple[int, int]
    ends: tuple[int, int]

    @property
    def fixed(self) -> Movable:
        """Return it so that it stays."""
        return replace(self, starts=(self.start, self.start), ends=(self.end, self.end))


def mended(cues: Sequence[Movable], timing: Timing) -> tuple[tuple[int, int], ...]:
    """Return better times for captions, in their order. The same times again give the same.

    They break the fewest rules, and of those move the least, ends before starts. A start moves to a cut or away from one, or up
    to seven frames for the caption before; an end to a cut, towards the next caption, or so far that the caption can be read.
    """
    now = [*cues]
    for _ in range(_ROUNDS):
        order = sorted(range(len(now)), key=lambda at: (now[at].start, now[at].end))
        found = _cheapest([now[at] for at in order], timing)
        changed = {at: time for at, time in zip(order, found, strict=True) if time != (now[at].start, now[at].end)}
        if not changed:
            break
        for at, (start, end) in changed.items():
            now[at] = replace(now[at], start=start, end=end)
    return tuple((cue.start, cue.end) for cue in now)


def _cheapest(cues: Sequence[Movable], timing: Timing) -> list[tuple[int, int]]:
    """Return the cheapest times: for each start that a caption may have, the cheapest way there is kept."""
    if not cues:
        return []
    ways: list[dict[int, tuple[_Cost, int, int]]] = [
        {start: (_later(cues[0], start), 0, 0) for start in _starts(None, cues[0], timing)}
    ]  # for each start: its cost, the start and the end of the caption before
    for before, cue in pairwise(cues):
        here: dict[int, tuple[_Cost, int, int]] = {}
        for start in _starts(before, cue, timing):
            steps = (
                (_sum(cost, broken, _later(cue, start)), was, end)
                for was, (cost, _, _) in ways[-1].items()
                if was < start or (was, start) == (before.start, cue.start)
                for end, broken in _ends(before, was, start, timing)
                if end <= start or before.end >= max(end, cue.start + 1)  # what did not overlap does not, nor longer than it did
            )
            if way := min(steps, default=None):
                here[start] = way
        ways.append(here)
    last = (
        (_sum(cost, broken), start, end)
        for start, (cost, _, _) in ways[-1].items()
        for end, broken in _ends(cues[-1], start, None, timing)
    )
    _, start, end = min(last)
    found = [(start, end)]
    for here in reversed(ways[1:]):
        _, start, end = here[start]
        found.append((start, end))
    return found[::-1]


def _starts(before: Movable | None, cue: Movable, timing: Timing) -> set[int]:
    """Return the starts that a caption may have, its own among them."""
    found = {cue.start, timing.begin(cue.start)}
    if before is not None:
        after = before.end + timing.rules.gap_frames
        if cue.start < after <= cue.start + timing.zones[0]:
            found.add(after)
    first, last = cue.starts
    return {start for start in found if start == cue.start or (first <= start <= last and start < cue.end)}


def _ends(cue: Movable, start: int, following: int | None, timing: Timing) -> Iterator[tuple[int, _Cost]]:
    """Yield the ends that a caption may have that begins with `start`, and what each costs with the start of the next one."""
    rules = timing.rules
    first, last = cue.ends
    lingering = cue.end + half_up(rules.linger * timing.rate)
    wanted = {cue.end, start + timing.fewest, start + timing.most}
    wanted.add(min(start + cue.needed, lingering))
    if following is not None:
        wanted |= {following - rules.gap_frames, min(start + timing.most, following - rules.gap_frames)}
    found = dict.fromkeys(wanted, 0)
    for end in wanted:
        cut = timing.cut_near(end)
        if cut is not None and timing.end(end) != end:
            found.setdefault(timing.end(end), 0)
            found.setdefault(cut + timing.zones[1], timing.zones[1])  # over the cut only where it cannot end before
    kept = min(start + cue.needed, start + half_up(_ENOUGH * (cue.end - start)), cue.end)
    kept = max(kept, min(start + timing.fewest, cue.end), start + 1)
    longest = max(lingering, start + timing.fewest + timing.zones[1])
    for end, more in found.items():
        if end > start and (end == cue.end or (first <= end <= last and kept <= end <= longest)):
            broken, moved = _broken(cue, start, end, following, timing), abs(end - cue.end) + more
            yield end, (broken, moved)


def _broken(cue: Movable, start: int, end: int, following: int | None, timing: Timing) -> int:
    count = sum(1 for _ in timing.alone(start, end, cue.needed))
    rule = timing.between(end, following) if following is not None else None
    return count + (2 if rule == "overlap" else rule is not None)


def _sum(*costs: _Cost) -> _Cost:
    return sum(broken for broken, _ in costs), sum(moved for _, moved in costs)


def _later(cue: Movable, start: int) -> _Cost:
    return 0, 2 * abs(start - cue.start)
