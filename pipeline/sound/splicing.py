"""Put a programme together from stretches that were encoded apart: no splice can be heard or measured. Pure.

A decoder adds the second half of one packet's window to the first half of the next one's. Where both windows have one shape, and
both encoders were given the same sound under them, what was folded over in the first is cancelled by the second, whoever coded it
(ISO/IEC 14496-3, 4.6.11). So packets are taken from one stretch up to a frame for which both encoders chose the same window and
both limiters the same gain, then from the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from pipeline.sound.aac import FRAME, window_of
from pipeline.sound.encoding import decode
from pipeline.sound.lengths import CELL
from pipeline.sound.meter import Curve, Meter
from pipeline.sound.stretches import CHOICE, Stretch
from pipeline.values import dataclass

CELLS = FRAME // CELL
"""Cells of a frame."""

_SAME = 1e-5
"""Share by which two gains may differ that count as the same: what is not cancelled then is 100 dB softer than the sound."""

_AROUND = 2
"""Frames on both sides of a splice that are decoded to hear it."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A stretch as it was encoded: its packets from the stretch's `first` on, and for each cell of what they decode to the gain
    that was applied, the K-weighted energy and the true peak."""

    stretch: Stretch
    packets: Sequence[bytes]
    gains: Curve
    energies: Curve
    peaks: Curve

    def cells(self, begin: int, end: int) -> slice:
        """Return where the cells of the programme's frames `begin` to `end` are."""
        return slice((begin - self.stretch.first) * CELLS, (end - self.stretch.first) * CELLS)


@dataclass(frozen=True, slots=True)
class Spliced:
    """A programme's packets, and its cells: what each was multiplied with, its energy and its true peak as it is heard.

    `splices` are the first packets of the stretches but the first one.
    """

    packets: list[bytes]
    splices: tuple[int, ...]
    gains: Curve
    energies: Curve
    peaks: Curve


@dataclass(frozen=True, slots=True)
class _Splice:
    """The first packet that is taken from the later of two stretches, and the true peaks of the frames beside it."""

    packet: int
    peaks: Curve


def spliced(parts: Sequence[Encoded], channels: int, ceiling_db: float, unite: Callable[[Stretch], Encoded]) -> Spliced:
    """Put stretches together; where two fit nowhere, `unite` is asked for both as one. True peaks stay below the ceiling."""
    parts, splices = list(parts), list[_Splice]()
    while len(splices) < len(parts) - 1:
        number = len(splices)
        one, other = parts[number : number + 2]
        found = _splice(one, other, channels, 10.0 ** (ceiling_db / 20.0))
        if found is None:
            parts[number : number + 2] = [unite(Stretch(one.stretch.begin, other.stretch.end, one.stretch.samples))]
            del splices[-1:]  # the one before it is encoded otherwise now
        else:
            splices.append(found)
    begins = [0, *(splice.packet for splice in splices)]
    ends = [*begins[1:], parts[-1].stretch.first + len(parts[-1].packets)]
    packets: list[bytes] = []
    kept = []
    for part, begin, end in zip(parts, begins, ends, strict=True):
        packets += part.packets[begin - part.stretch.first : end - part.stretch.first]
        kept.append(part.cells(begin, end))
    count = -(-parts[0].stretch.samples // CELL)
    gains, energies, peaks = (
        np.concatenate([curve[cells] for curve, cells in zip(curves, kept, strict=True)])[:count]
        for curves in ([part.gains for part in parts], [part.energies for part in parts], [part.peaks for part in parts])
    )
    for splice in splices:
        peaks[(splice.packet - 1) * CELLS : (splice.packet + 2) * CELLS] = splice.peaks
    return Spliced(packets, tuple(begins[1:]), gains, energies, peaks)


def _splice(one: Encoded, other: Encoded, channels: int, ceiling: float) -> _Splice | None:
    begin = other.stretch.begin
    for packet in range(begin, begin + CHOICE - 1):
        here, there = packet - one.stretch.first, packet - other.stretch.first
        window = window_of(one.packets[here - 1], channels)
        if window is None or window != window_of(other.packets[there - 1], channels):
            continue
        # The cells of the frame, and one more on both sides, between whose middles gains are drawn.
        first, last = (part.cells(packet, packet + 1) for part in (one, other))
        before = one.gains[first.start - 1 : first.stop + 1]
        if np.abs(other.gains[last.start - 1 : last.stop + 1] - before).max() > _SAME * before.max():
            continue
        peaks = _heard(one.packets[here - _AROUND - 1 : here], other.packets[there : there + _AROUND + 1], channels)
        beside = [(one, packet - 1, packet + 1), (other, packet, packet + 2)]
        apart = max(float(part.peaks[part.cells(begin, end)].max()) for part, begin, end in beside)
        if peaks.max() <= max(ceiling, apart):
            return _Splice(packet, peaks)
    return None


def _heard(before: Sequence[bytes], after: Sequence[bytes], channels: int) -> Curve:
    """Return the true peaks of the last frame before a splice and the two after it."""
    meter = Meter()
    meter.feed(decode([*before, *after], channels)[FRAME:])
    return meter.peaks[(_AROUND - 1) * CELLS : (_AROUND + 2) * CELLS]
