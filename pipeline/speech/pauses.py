"""When each line is spoken, by the pauses between lines and the lengths of their words: no language is known. Pure.

Lines begin where somebody begins to speak again, or else where the voice sinks. Of all ways to part the recording at such places
into as many lines as there are, one costs least (dynamic programming, Bellman 1957): a line costs more the further the time that
is spoken in it is from what its syllables take at the pace of the whole, a place costs less the longer the pause before it. All
costs are whole numbers, and of equal ones the earliest place wins, so that the answer is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from pipeline.media.spoken import LineTime, SpokenLine
from pipeline.speech.levels import HOP_MS, RATE, Numbers, Wave, levels, stretches
from pipeline.speech.syllables import ONE, syllables
from pipeline.values import dataclass

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
    """Return the place at which each line begins: on the cheapest of all ways to part the recording into these lines."""
    count, total = len(places.at), max(int(places.spoken[-1]), 1)
    until = _pauses_until(places)
    best = np.full(count, _NONE)  # for each place: what it costs that the lines so far end there
    best[0] = 0  # where the first line begins nobody knows but by the first sound
    came = np.zeros((len(lines), count), dtype=np.int64)
    for number, line in enumerate(lines):
        expected = max(total * lengths[number] // sum(lengths), 1)
        following = lines[number + 1] if number + 1 < len(lines) else None
        after = np.full(count, _NONE)
        for end in range(number + 1, count) if following else [count - 1]:
            starts = np.arange(_earliest(places, number, end, expected) if following else number, end)
            cost = best[starts] + _misshapen(places, starts, end, expected) + _crossed(until, starts, end, line)
            at = int(cost.argmin())
            after[end] = cost[at] - (_gained(places, end, following) if following else 0)
            came[number, end] = starts[at]
        best = after
    chosen = [count - 1]
    for number in range(len(lines) - 1, -1, -1):
        chosen.append(int(came[number, chosen[-1]]))
    return chosen[::-1][:-1]


def _pauses_until(places: _Places) -> Numbers:
    """Return for each place what the pauses up to it cost where they stand inside a line, those at both ends left out."""
    inner = places.worth[1:-1]
    costs = np.cumsum(np.where(inner > 0, inner * _INSIDE // _PAUSE, 0))
    return np.concatenate([[0], costs, costs[-1:] if len(costs) else [0]])


def _earliest(places: _Places, number: int, end: int, expected: int) -> int:
    """Return the first place at which a line may begin that ends at another: one much longer than it can be is none."""
    low = int(np.searchsorted(places.spoken, places.spoken[end] - _SPREAD * expected - 100, side="left"))
    return min(max(low, number), end - 1)


def _misshapen(places: _Places, starts: Numbers, end: int, expected: int) -> Numbers:
    """Return what it costs that a line from these places is spoken in more or less time than is expected."""
    long = np.maximum(places.spoken[end] - places.spoken[starts], 1)
    return np.asarray(np.rint(_SHAPE * np.square(np.log((long + 15) / (expected + 15)))).astype(np.int64))


def _crossed(until: Numbers, starts: Numbers, end: int, line: SpokenLine) -> Numbers:
    """Return what the pauses inside a line from these places cost, less those at its signs, but at least a quarter."""
    inside = until[end - 1] - until[starts]
    signs = sum(sign in _SIGNS for sign in line.text.rstrip(f" {_SIGNS}"))
    return np.asarray(np.maximum(inside - signs * 3 * _INSIDE, inside // 4))


def _gained(places: _Places, end: int, following: SpokenLine) -> int:
    """Return what the place is worth at which a line ends and the following one begins; half as much again before a stanza."""
    worth = int(places.worth[end])
    return worth * 3 // 2 if following.is_stanza and worth > 0 else worth
