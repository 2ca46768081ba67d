"""When each line is spoken, by the pauses between lines and the lengths of their words: no language is known. Pure.

Lines begin where somebody begins to speak again, or else where the voice sinks. Of all ways to part the recording at such places
into as many lines as there are, one costs least (dynamic programming, Bellman 1957): a line costs more the further the time that
is spoken in it is from what its syllables take at the pace of the whole, a place costs less the longer the pause before it. All
costs are whole numbers, and of equal ones the earliest place wins, so that the answer is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.media.spoken import LineTime, SpokenLine
from pipeline.speech.levels import HOP_MS, RATE, Numbers, Wave, levels, stretches
from pipeline.speech.syllables import ONE, syllables

_NONE = np.int64(1) << 50
_DIP = 500
"""Hundredths of a decibel by which the voice sinks where a line may begin without a pause."""
_NEAR = 12
"""Hops around a dip in which it is the lowest."""
_UNPAUSED = 220
"""What it costs that a line begins where there is no pause."""
_PAUSE = 60
"""What each doubling of a pause is worth, from 80 ms on."""
_LONGEST_PAUSE = 240
"""Hops after which a longer pause is worth no more: 2.4 s."""
_INSIDE = 45
"""What each doubling of a pause costs that stands inside a line, where no sign asks for it."""
_SIGNS = ",;:.!?…—–،؛。、，；：！？।"
"""Signs at which a reader pauses."""
_SHAPE = 900
"""What it costs that a line is spoken e times faster or slower than the whole."""
_FASTEST, _SLOWEST = 1200, 40
"""Hundredths of syllables a second: the fastest speech has eleven, and slow verse with music in its pauses still one."""
_SPREAD = 5
"""How many times its expected length a line may be spoken in at most."""


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a line may begin: `at` in hops, the hop `before` at which the last one has ended, `spoken` hops before it."""

    at: Numbers
    before: Numbers
    spoken: Numbers
    worth: Numbers


def by_pauses(wave: Wave, lines: Sequence[SpokenLine]) -> tuple[LineTime, ...]:
    """Return when each line is spoken in `wave`, from its beginning. A line with an `at` begins there and parts the rest.

    None is sure; the confidence is higher the longer the pause before a line.
    """
    level = levels(wave)
    whole = len(wave) * 1000 // RATE
    cuts = [number for number, line in enumerate(lines) if line.at is not None and number] + [len(lines)]
    found: list[LineTime] = []
    first = 0
    for last in cuts:
        begin = lines[first].at
        end = lines[last].at if last < len(lines) else whole
        found += _part(level, lines[first:last], begin, min(max(end or 0, (begin or 0) + 1), max(whole, (begin or 0) + 1)))
        first = last
    return tuple(found)


def pace(wave: Wave, lines: Sequence[SpokenLine]) -> str:
    """Say why a voice cannot be reading a text, by how many syllables a second that would be; empty where it can."""
    spoken = stretches(levels(wave))
    hops = int((spoken.ends - spoken.begins).sum())
    count = sum(syllables(line.text, line.language) for line in lines)
    if count * 1000 > _FASTEST * hops * HOP_MS:
        words = "more than anyone can say"
    elif count * 1000 < _SLOWEST * hops * HOP_MS:
        words = "far less than is said"
    else:
        return ""
    seconds, tenths = divmod(hops * HOP_MS // 100, 10)
    lasts = f"{seconds} s" if seconds >= 10 else f"{seconds}.{tenths} s" if seconds or tenths else "less than 0.1 s"
    return f"somebody speaks for {lasts}, and the text has about {count // ONE} syllables, {words} in that time"


def _part(level: Numbers, lines: Sequence[SpokenLine], begin: int | None, end: int) -> list[LineTime]:
    """Return the lines that are spoken between two times; where `begin` is given, the first begins there."""
    from_hop = (begin or 0) // HOP_MS
    part = level[from_hop : max(end // HOP_MS, from_hop + 2)]
    if not len(part):
        return [LineTime(max(end - 1, 0), end, 0, is_sure=False) for _ in lines]
    places = _places(part, len(lines))
    chosen = _chosen(places, [syllables(line.text, line.language) for line in lines], lines)
    found = []
    for number, (place, after) in enumerate(pairwise([*chosen, len(places.at) - 1])):
        start = (from_hop + int(places.at[place])) * HOP_MS
        stop = (from_hop + int(places.before[after])) * HOP_MS
        confidence = 500 if place == 0 else min(500, int(places.at[place] - places.before[place]) * 12)
        if number == 0 and begin is not None:
            start, confidence = begin, 1000
        found.append(LineTime(start, max(stop, start), confidence, is_sure=number == 0 and begin is not None))
    return found


def _places(level: Numbers, count: int) -> _Places:
    """Return where lines may begin, in order; the last place is the end of all speech."""
    spoken = stretches(level)
    rows: dict[int, tuple[int, int, int]] = {}
    for number, (begin, end, before) in enumerate(zip(spoken.begins, spoken.ends, spoken.spoken, strict=True)):
        former = int(spoken.ends[number - 1]) if number else int(begin)
        pause = int(begin) - former
        rows[int(begin)] = former, int(before), _worth(pause) if number else 0
        for dip in _dips(level[int(begin) : int(end)]):
            rows[int(begin) + dip] = int(begin) + dip, int(before) + dip, -_UNPAUSED
    last = int(spoken.ends[-1])
    total = int(spoken.spoken[-1] + spoken.ends[-1] - spoken.begins[-1])
    if len(rows) < count:  # less is heard than is written: lines are shared out evenly among what there is
        for number in range(1, 2 * count):
            at = int(spoken.begins[0]) + (last - int(spoken.begins[0])) * number // (2 * count)
            rows.setdefault(at, (at, total * number // (2 * count), -2 * _UNPAUSED))
    while len(rows) < count:
        at = max(rows) + 1
        rows[at] = at, total, -4 * _UNPAUSED
    rows[max(last, max(rows) + 1)] = last, total, 0
    columns = np.array([[place, *rows[place]] for place in sorted(rows)], dtype=np.int64).T
    return _Places(*columns)


def _worth(pause: int) -> int:
    """Return what a pause of so many hops before a line is worth."""
    return round(_PAUSE * float(np.log2(min(max(pause, 8), _LONGEST_PAUSE) / 8))) + _PAUSE


def _dips(level: Numbers) -> list[int]:
    """Return the hops of a stretch of speech at which the voice is lowest around, and clearly lower than on both sides."""
    if len(level) < 3 * _NEAR:
        return []
    found: list[int] = []
    around = np.lib.stride_tricks.sliding_window_view(level, 2 * _NEAR + 1)
    lowest = np.flatnonzero(level[_NEAR:-_NEAR] == around.min(axis=1)) + _NEAR
    for at in lowest.tolist():
        sides = int(level[at - _NEAR : at].max()), int(level[at + 1 : at + _NEAR + 1].max())
        if min(sides) - int(level[at]) >= _DIP and (not found or at - found[-1] > _NEAR):
            found.append(at)
    return found


def _chosen(places: _Places, lengths: list[int], lines: Sequence[SpokenLine]) -> list[int]:
    """Return the place at which each line begins."""
    count, total = len(places.at), max(int(places.spoken[-1]), 1)
    pauses = np.concatenate([[0], np.cumsum(np.where(places.worth[1:-1] > 0, places.worth[1:-1] * _INSIDE // _PAUSE, 0)), [0]])
    pauses[-1] = pauses[-2]
    everything = sum(lengths)
    # Where the first line begins nobody knows but by the first sound.
    best = np.full(count, _NONE)
    best[0] = 0
    came = np.zeros((len(lines), count), dtype=np.int64)
    for number, length in enumerate(lengths):
        expected = max(total * length // everything, 1)
        signs = sum(sign in _SIGNS for sign in lines[number].text.rstrip(f" {_SIGNS}"))
        is_last = number == len(lines) - 1
        stanza = number + 1 < len(lines) and lines[number + 1].is_stanza
        after = np.full(count, _NONE)
        for end in [count - 1] if is_last else range(number + 1, count):
            # A line that is much longer than it can be is none.
            low = int(np.searchsorted(places.spoken, places.spoken[end] - _SPREAD * expected - 100, side="left"))
            low = min(max(low, number), end - 1) if not is_last else number
            starts = np.arange(low, end)
            long = np.maximum(places.spoken[end] - places.spoken[starts], 1)
            shape = np.rint(_SHAPE * np.square(np.log((long + 15) / (expected + 15)))).astype(np.int64)
            inside = pauses[end - 1] - pauses[starts]
            inside = np.maximum(inside - signs * 3 * _INSIDE, inside // 4)
            worth = 0 if is_last else int(places.worth[end]) * (3 if stanza and places.worth[end] > 0 else 2) // 2
            cost = best[starts] + shape + inside - worth
            at = int(cost.argmin())
            after[end], came[number, end] = cost[at], starts[at]
        best = after
    chosen = [count - 1]
    for number in range(len(lines) - 1, -1, -1):
        chosen.append(int(came[number, chosen[-1]]))
    return chosen[::-1][:-1]
