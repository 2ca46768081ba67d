"""Where a take stands in a segment: as written, aligned, or repeated; never beyond what it holds. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.sound.blocks import Read
from pipeline.sound.lengths import HANDLE
from pipeline.sound.resample import stretched
from pipeline.timebase import SAMPLE_RATE
from pipeline.values import dataclass

AUDIBLE = 0.010
"""Seconds by which a drifting clock may part two takes before it is corrected: an echo is heard from some 20 ms."""



@dataclass(frozen=True, slots=True)
class Place:
    """A take's place in a segment: sample n of it is sample n + `shift` of a take of `samples` samples, from `begin` to `end`.

    `corrected` says that the take was stretched against its clock's drift.
    """

    read: Read
    samples: int
    shift: int
    begin: int
    end: int
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Sync:
    """Where a take lies: see `align.Match`."""

    offset: float
    drift: float


def synced(
    read: Read, samples: int, sync: Sync, *, reference_shift: int, used: tuple[int, int | None], total: int
) -> Place:
    """Place a take by its sync.

    Sample n of the segment is sample n + `reference_shift` of the reference; `used` are the first and last sample of the take
    that are used, None for its end. A drift that would part the takes by more than `AUDIBLE` is corrected, a smaller one is
    split evenly between both ends.
    """
    offset, drift = sync.offset, sync.drift * 1e-6
    corrected = abs(drift) * samples / SAMPLE_RATE > AUDIBLE
    if corrected:
        read = stretched(read, sync.drift)
        scale = 1.0 + drift
    else:
        offset += drift * samples / SAMPLE_RATE / 2
        scale = 1.0
    shift = reference_shift - round(offset * SAMPLE_RATE)
    first, last = used[0], samples if used[1] is None else min(used[1], samples)
    begin, end = round(first * scale) - shift, round(last * scale) - shift
    return Place(read, round(samples * scale), shift, max(begin, 0), min(end, total), corrected)


def looped(place: Place) -> Iterator[Place]:
    """Repeat a take from where it begins to its end until the place is full; the pieces touch, so that they crossfade."""
    first = place.begin + place.shift
    period = place.samples - first
    begin = place.begin
    while period > 0 and begin < place.end:
        yield replace(place, shift=first - begin, begin=begin, end=min(begin + period, place.end))
        begin += period


def within(place: Place, total: int) -> Place | None:
    """Cut a place to what the take holds and to a segment of `total` samples; None where nothing is left.

    A take that ends less than a handle before the segment does, as decoders leave it, goes on to the segment's end.
    """
    begin = max(place.begin, -place.shift, 0)
    end = min(place.end, place.samples - place.shift, total)
    if begin >= end:
        return None
    return replace(
        place,
        begin=begin if begin > HANDLE else min(place.begin, begin),
        end=total if place.end >= total and end >= total - HANDLE else end,
    )
