"""One clip in a segment's mix: where it stands, how its edges are softened, what it adds to a block. Pure."""

from __future__ import annotations

import numpy as np

from pipeline.sound.blocks import Read, Samples
from pipeline.sound.lengths import CUT, HANDLE
from pipeline.sound.levels import Curve, quarter_sine, ramp
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Clip:
    """A source that plays in a segment of `total` samples: sample n of the segment is sample n + `shift` of the source.

    It is heard from `begin` to `end` (samples of the segment). An edge at the segment's own start or end runs on at full level
    for the handles, because the programme's join fades it; any other edge is a linear ramp of `CUT` samples centred on it, so
    that two clips which touch crossfade and add up to one. `fade_in` and `fade_out` are samples of quarter-sine fade inside the
    clip. `left` and `right` are factors.
    """

    read: Read
    shift: int
    begin: int
    end: int
    total: int
    left: float = 1.0
    right: float = 1.0
    fade_in: int = 0
    fade_out: int = 0

    @property
    def first(self) -> int:
        """Return the first sample of the segment that the clip can be heard in."""
        return -HANDLE if self.begin <= 0 else self.begin - CUT // 2

    @property
    def last(self) -> int:
        """Return the sample after the last that the clip can be heard in."""
        return self.total + HANDLE if self.end >= self.total else self.end + CUT // 2

    def envelope(self, first: int, last: int) -> Curve | None:
        """Return the gain of the clip's edges and fades from sample `first` to `last` of the segment; None where it is 1."""
        edges: list[Curve] = []
        places = np.arange(first, last)
        if self.begin > 0 and first < self.begin + CUT // 2:
            edges.append(ramp(places, self.begin - CUT / 2, CUT))
        if self.end < self.total and last > self.end - CUT // 2:
            edges.append(1.0 - ramp(places, self.end - CUT / 2, CUT))
        if self.fade_in and first < self.begin + self.fade_in:
            edges.append(quarter_sine(ramp(places, self.begin, self.fade_in)))
        if self.fade_out and last > self.end - self.fade_out:
            edges.append(quarter_sine(1.0 - ramp(places, self.end - self.fade_out, self.fade_out)))
        return np.prod(edges, axis=0) if edges else None

    def add_to(self, block: Samples, start: int, factors: Curve | None = None) -> None:
        """Add what is heard between `start` and the block's end; `factors` multiplies each sample of the block."""
        first, last = max(self.first, start), min(self.last, start + len(block))
        if first >= last:
            return
        sound = self.read(first + self.shift, last - first)
        gain = self.envelope(first, last)
        if factors is not None:
            lowered = factors[first - start : last - start]
            gain = lowered if gain is None else gain * lowered
        for channel, factor in enumerate((self.left, self.right)):
            heard = sound[:, min(channel, sound.shape[1] - 1)]
            block[first - start : last - start, channel] += (heard if gain is None else heard * gain) * factor
