"""Say where a delivered movie is seen and heard otherwise than what was made for it, whatever it was coded with. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from pipeline.analysis import curves, silence
from pipeline.analysis.facts import PictureFacts, SoundFacts
from pipeline.faults import Severity
from pipeline.qc.model import Finding, Planned
from pipeline.qc.picture import programme

_LIGHT = 10
"""255ths of the light of a cell: what coding it once more changes stays below."""

_LEVELS, _STEADY, _BLOCKS = 14, 4, 20
"""Halves of a decibel by which peaks of 10 ms, and their mean over 200 ms, differ from what was made: noise that is coded once
more strays less. Measured on pink and white noise at 192 kbit/s: 9 and 1."""

_AUDIBLE = 72
"""Halves of a decibel above -96 dB: what is below -60 dB is not compared."""

_EDGE = 3
"""Blocks of 10 ms at both ends that another encoder's priming may change."""

_HINT = "the file was changed after it was made: build it again"


def unlike(
    seen: Sequence[PictureFacts], made: Sequence[PictureFacts], heard: SoundFacts | None, meant: SoundFacts, planned: Planned
) -> Iterator[Finding]:
    """Find the first frame that shows and the first sample that sounds otherwise; what was not looked for is not compared."""
    one, other = programme(seen).luminance, programme(made).luminance
    if one.shape == other.shape and len(one):
        strange = np.abs(one.astype(np.int16) - other).max(axis=(1, 2)) > _LIGHT
        if strange.any():
            first, count = int(strange.argmax()), int(strange.sum())
            message = f"{count} frames from here on show something else than was made"
            yield planned.found("picture_changed", Severity.ERROR, message, first, _HINT, frames=count)
    if heard is None or heard.channels != meant.channels or not (heard.is_decoded and meant.is_decoded):
        return
    now, then = (curves.unpack(facts.heard, "u1", -1, facts.channels).astype(np.int16) for facts in (heard, meant))
    blocks = min(len(now), len(then))
    if blocks <= _BLOCKS:
        return
    now, then = now[:blocks], then[:blocks]
    change = np.where(np.maximum(now, then) > _AUDIBLE, now - then, 0)
    steady = [np.convolve(side, np.full(_BLOCKS, 1 / _BLOCKS), "same") for side in change.T]
    differs = np.logical_or((np.abs(change) >= _LEVELS).any(axis=1), (np.abs(steady) >= _STEADY).any(axis=0))
    differs = np.concatenate([np.zeros(_EDGE, bool), differs[_EDGE:-_EDGE]])
    if differs.any():
        message = f"{np.count_nonzero(differs) / 100:.2f} s from here on sound otherwise than was made"
        frame = planned.frame_of(int(differs.argmax()) * silence.BLOCK)
        yield planned.found("sound_changed", Severity.ERROR, message, frame, _HINT)
