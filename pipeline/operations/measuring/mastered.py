"""How loud a programme is from moment to moment, from what its meter has measured. Pure."""

from __future__ import annotations

import numpy as np

from pipeline.analysis.curves import half_decibels, pack
from pipeline.analysis.loudness import STEP, loudness_range, short_term
from pipeline.sound.lengths import CELL
from pipeline.sound.levels import rounded
from pipeline.sound.meter import Curve
from pipeline.timebase import SAMPLE_RATE


def curves(cells: Curve, peaks: Curve) -> dict[str, str | float | None]:
    """Return the loudness range in LU and two curves as text, of a meter's cells and peaks (`analysis.curves`, a byte a value):
    `short_term` each 100 ms, in halves of a LU above -96 LUFS, and `peaks` of 10 ms, in halves of a decibel above -96 dBTP.
    """
    count = STEP // CELL
    steps = cells[: len(cells) // count * count].reshape(-1, count).sum(axis=1) / STEP
    beside = SAMPLE_RATE // 100 // CELL
    filled = np.concatenate([peaks, np.zeros(-len(peaks) % beside)])
    highest = filled.reshape(-1, beside).max(axis=1)
    return {
        "range": rounded(loudness_range(steps)),
        "short_term": pack(half_decibels((10 ** (short_term(steps) / 20)).astype(np.float32))),
        "peaks": pack(half_decibels(highest.astype(np.float32))),
    }
