"""Limit and encode a stretch of the programme so that what is heard of it stays below the ceiling. Pure."""

from __future__ import annotations

import numpy as np

from pipeline.sound.aac import FRAME
from pipeline.sound.blocks import Samples
from pipeline.sound.encoding import decode, encode, prepared
from pipeline.sound.lengths import CELL
from pipeline.sound.limiter import apply, gains, overshoot
from pipeline.sound.meter import Curve, Meter
from pipeline.sound.stretches import Extent
from pipeline.values import dataclass

_PASSES = 6
_PATIENT = 3
"""Passes in which only the places where the encoder overshoots are lowered; then the whole ceiling is."""

METERS = 0.1
"""Decibels by which another true-peak meter may read more than ours."""

MARGIN = 0.3
"""Decibels by which the limiter stays below the ceiling from the start: AAC raises most true peaks by less."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Packets, and for each cell of what they decode to the gain that was applied, the K-weighted energy and the true peak."""

    packets: list[bytes]
    gains: Curve
    energies: Curve
    peaks: Curve


def encoded(
    sound: Samples, peaks: Curve, extent: Extent, *, gain_db: float, ceiling_db: float, bitrate: int, channels: int
) -> Heard:
    """Multiply a stretch with a gain, limit it by its true `peaks` (a value a cell), encode it.

    It is encoded and decoded in one go. What a player hears decides: where encoding raised a true peak over the ceiling (AAC by
    up to 3 dB), the limiter takes more off there, and it is encoded again.
    """
    limit, raised = ceiling_db - MARGIN, peaks.copy()
    first = extent.before // CELL - FRAME // CELL if extent.before >= FRAME else 0
    number = 1
    while True:
        factors = gains(raised, gain_db, limit).astype(np.float32).astype(np.float64)  # as they are kept
        fed = apply(sound, factors, 0)[extent.before : extent.before + extent.fed]
        packets = encode(prepared(fed, channels, 0 if extent.is_first else None), bitrate)[: extent.packets]
        meter = Meter()
        meter.feed(decode(packets, channels))
        heard = meter.peaks
        if not extent.is_first:
            heard[: FRAME // CELL] = 0.0  # half of it is missing: no packet was before
        over = overshoot(heard, ceiling_db - METERS)[: len(raised) - first]
        if not over.any() or number == _PASSES:
            break
        if number <= _PATIENT:
            raised[first : first + len(over)] *= 10.0 ** (over / 20.0)
        else:
            limit -= float(over.max())
        number += 1
    applied = factors[first : first + len(heard)]
    return Heard(packets, np.pad(applied, (0, len(heard) - len(applied)), mode="edge"), meter.cells, heard)
