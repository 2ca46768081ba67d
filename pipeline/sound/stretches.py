"""Where the programme's sound is cut into stretches, each joined, limited and encoded by an action of its own. Pure.

A stretch begins where a segment does, unless the one before has just begun, and every 22 s within a long segment, counted from
its start: an edit elsewhere moves no cut of it. AAC counts frames of 1,024 samples from the programme's start, so a cut stands at
the next frame, and a segment that is moved keeps its encoded stretches only where it moves by whole frames; what is not moved
keeps them always. No numpy: the plan reads this too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.sound.aac import FRAME
from pipeline.sound.lengths import CELL
from pipeline.values import dataclass

LONG = 1024
"""Frames of a stretch within a long segment: 22 s. The frames before and after it, coded twice, are 3 % of it."""

_SHORT = 280
"""Frames, 6 s, that a stretch has before another one begins: a card and the segment that it announces stay together."""

_LEAST = 64
"""Frames that the last stretch has at least: more than a splice needs."""

LEAD = 12
"""Frames before a stretch from which its encoder starts: its choice of windows looks back at four."""

CHOICE = 16
"""Frames after a stretch in which the next one may take over."""

AHEAD = 3
"""Frames that an encoder is given beyond the last packet that may be used: it looks ahead by two."""

_BEFORE = 48
"""Frames before what is encoded, a second, from which levels are measured: the limiter has recovered by 60 dB."""

_AFTER = 1
"""Frames after what is encoded, 21 ms: the limiter looks ahead by 8 ms."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The sound of a stretch, wherever it stands in the programme.

    Of `samples` samples, `fed` are encoded from sample `before` on; the first `packets` packets are of use, of which the first
    decodes from sample `before` less a frame on. `is_first` says that the programme begins with it.
    """

    samples: int
    before: int
    fed: int
    packets: int
    is_first: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames `begin` to `end` of a programme of `samples` samples.

    Frames and packets are those of the programme: packet n decodes to the programme's samples from 1024 n on. What the encoder is
    given begins a frame later (see `encoding.Encoder`).
    """

    begin: int
    end: int
    samples: int

    @property
    def is_last(self) -> bool:
        """Say whether the programme ends with it."""
        return self.end * FRAME >= self.samples

    @property
    def first(self) -> int:
        """Return the first packet that its encoder makes."""
        return self.begin - LEAD if self.begin else 0

    @property
    def start(self) -> int:
        """Return the programme's sample at which its sound begins."""
        return (self.first + 1 - _BEFORE) * FRAME if self.begin else 0

    @property
    def stop(self) -> int:
        """Return the programme's sample at which its sound ends."""
        return self.samples if self.is_last else (self.end + CHOICE + AHEAD + 1 + _AFTER) * FRAME

    @property
    def cells(self) -> tuple[int, int]:
        """Return the first of its own cells among those of its sound, and how many they are."""
        begin, end = self.begin * FRAME, min(self.end * FRAME, self.samples)
        return (begin - self.start) // CELL, -(-(end - begin) // CELL)

    @property
    def extent(self) -> Extent:
        """Return what of it does not depend on its place."""
        fed = (self.first + 1) * FRAME
        until = self.samples if self.is_last else (self.end + CHOICE + AHEAD + 1) * FRAME
        packets = -(-self.samples // FRAME) if self.is_last else self.end + CHOICE
        before = min(fed - self.start, self.samples)
        return Extent(self.stop - self.start, before, max(until - fed, 0), packets - self.first, not self.begin)


def stretches(starts: Sequence[int], samples: int) -> Iterator[tuple[int, Stretch]]:
    """Yield the stretches of a programme of `samples` samples whose segments begin at the samples `starts`.

    With each comes the number of the segment in which it begins.
    """
    frames = -(-samples // FRAME)
    begins = list(_begins(starts, frames))
    ends = [begin for _, begin in begins[1:]] + [frames]
    for (number, begin), end in zip(begins, ends, strict=True):
        yield number, Stretch(begin, end, samples)


def _begins(starts: Sequence[int], frames: int) -> Iterator[tuple[int, int]]:
    yield 0, 0
    last = 0
    for number, start in enumerate(starts):
        begin = -(-start // FRAME)
        until = -(-starts[number + 1] // FRAME) if number + 1 < len(starts) else frames
        for at in [*([begin] if number else []), *range(begin + LONG, until - LONG // 2 + 1, LONG)]:
            if at - last >= _SHORT and frames - at >= _LEAST:
                yield number, at
                last = at
