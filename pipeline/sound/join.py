"""Join segments into the programme, sample by sample. Pure; see `Placed` for what happens where two meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

import numpy as np

from pipeline.sound.blocks import Read, Samples, spans
from pipeline.sound.lengths import CUT, EDGE, HANDLE
from pipeline.sound.levels import Curve, quarter_sine, ramp
from pipeline.values import dataclass


class Meeting(Enum):
    """How the sound of two neighbours meets, as their pictures do."""

    CUT = "cut"                # crossfade of `CUT` samples over the handles, linear (equal gain)
    DISSOLVE = "dissolve"      # crossfade over what is blended, quarter sine (equal power): unrelated sounds keep their loudness
    FADE_BLACK = "fade-black"  # out over the first half of what is blended, in over the second
    OVER = "over"              # none: it is heard besides whatever is there, as it is


@dataclass(frozen=True, slots=True)
class Placed:
    """A segment's mix in its place in the programme.

    Its sample 0 stands at `start`; it lasts `samples`. `read` counts from sample 0 and may be asked for `HANDLE` samples more on
    both sides. `meeting` says how it begins. Of the samples that it shares with the segment before, it `leads` in the first, both
    are `blended` in the next, and the one before `trails` in the last. What leads rises from its first sample to where
    pictures have met, by a quarter sine; what trails falls from where they begin to meet to its last. What lies `OVER` segments
    has no neighbours.
    """

    read: Read
    start: int
    samples: int
    meeting: Meeting = Meeting.CUT
    leads: int = 0
    blended: int = 0
    trails: int = 0

    @property
    def overlap(self) -> int:
        """Return the samples that it shares with the segment before."""
        return self.leads + self.blended + self.trails


def joined(
    segments: Sequence[Placed],
    samples: int,
    start: int = 0,
    end: int | None = None,
    *,
    fades_in: bool = True,
    fades_out: bool = True,
) -> Iterator[Samples]:
    """Yield the programme of `samples` samples in blocks, (n, 2): every segment in its place, faded where it meets another.

    With `start` and `end`, yield the samples from and to there. Its first and last edges are faded, unless it is a stretch of a
    longer one and goes on there.
    """
    neighbours = [one for one in segments if one.meeting is not Meeting.OVER]
    above = [one for one in segments if one.meeting is Meeting.OVER]
    for at, count in spans(start, samples if end is None else end):
        block = np.zeros((count, 2))
        for one in above:
            first, last = max(one.start, at), min(one.start + one.samples, at + count)
            if first < last:
                block[first - at : last - at] += one.read(first - one.start, last - first)
        for index, segment in enumerate(neighbours):
            follows = neighbours[index + 1] if index + 1 < len(neighbours) else None
            first, last = segment.start - HANDLE, segment.start + segment.samples + HANDLE
            first, last = max(first, at), min(last, at + count)
            if first >= last:
                continue
            sound = segment.read(first - segment.start, last - first)
            if index and first < (settled := segment.start + max(CUT, segment.overlap)):
                coming = _coming(segment, np.arange(first, min(last, settled)))
                sound[: len(coming)] *= coming[:, None]
            if follows is not None and last > (leaving := max(first, follows.start - CUT)):
                sound[leaving - first :] *= _going(follows, np.arange(leaving, last))[:, None]
            block[first - at : last - at] += sound
        # An episode that begins or ends in the middle of a sound must not click.
        places = np.arange(at, at + count)
        if fades_in and at < EDGE:
            block *= ramp(places, 0, EDGE)[:, None]
        if fades_out and at + count > samples - EDGE:
            block *= ramp(samples - 1 - places, 0, EDGE)[:, None]
        yield block


def _coming(segment: Placed, places: np.typing.NDArray[np.int64]) -> Curve:
    if segment.leads:
        return quarter_sine(ramp(places, segment.start, segment.leads + segment.blended))
    match segment.meeting:
        case Meeting.CUT:
            return ramp(places, segment.start - CUT / 2, CUT)
        case Meeting.DISSOLVE:
            return quarter_sine(ramp(places, segment.start, segment.blended))
        case Meeting.FADE_BLACK:
            half = segment.blended / 2
            return quarter_sine(ramp(places, segment.start + half, half))
        case Meeting.OVER:
            raise ValueError("what lies over segments meets none")


def _going(follows: Placed, places: np.typing.NDArray[np.int64]) -> Curve:
    begin = follows.start + follows.leads
    if follows.trails:
        return quarter_sine(1.0 - ramp(places, begin, follows.blended + follows.trails))
    match follows.meeting:
        case Meeting.CUT:
            return 1.0 - ramp(places, begin - CUT / 2, CUT)
        case Meeting.DISSOLVE:
            return quarter_sine(1.0 - ramp(places, begin, follows.blended))
        case Meeting.FADE_BLACK:
            return quarter_sine(1.0 - ramp(places, begin, follows.blended / 2))
        case Meeting.OVER:
            raise ValueError("what lies over segments meets none")
