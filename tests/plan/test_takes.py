"""Captions of a take stand where its samples are placed, whatever its clock's drift, its cut and its segment's place."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from pipeline.captions import Caption, Word
from pipeline.operations.mix import Alignment
from pipeline.plan.action import FromAction
from pipeline.plan.takes import Take
from pipeline.sound.place import Sync, synced
from pipeline.timeline.model import Cue

RATE = 48_000
SAMPLES = 600 * RATE


def silent(begin: int, end: int) -> np.ndarray:
    return np.zeros((end - begin, 1), np.float32)


@pytest.mark.parametrize("drift", [0.0, 3.0, -9.0, 80.0, -250.0])
@pytest.mark.parametrize("offset", [0.0, 12.3456, -4.2])
@pytest.mark.parametrize("first", [0, 1000, -7200])
def test_a_caption_stands_on_the_sample_that_is_heard(drift: float, offset: float, first: int) -> None:
    alignment = Alignment(0, 4321, 2 * RATE, 500 * RATE)
    take = Take("song", 1, FromAction("k", "out"), alignment, SAMPLES, first, Fraction(650))
    place = synced(silent, SAMPLES, Sync(offset, drift), reference_shift=4321, used=(2 * RATE, 500 * RATE), total=650 * RATE)
    found = take.lined_up(offset, drift)
    scale = 1 + Fraction(drift) / 1_000_000 if place.corrected else 1
    for sample in (10 * RATE, 250 * RATE, 490 * RATE):
        in_file = Fraction(sample + first, RATE)  # the file's clock may begin before or after its sound
        heard = (sample * scale - place.shift) / RATE
        (cue,) = found.moved(Cue(Caption(in_file, in_file + 1, "One two", words=(Word(4, in_file + Fraction(1, 2)),))))
        assert abs(cue.caption.start - heard) <= Fraction(1, 1000)
        assert abs(cue.caption.words[0].start - heard - Fraction(1, 2)) <= Fraction(1, 1000)
    assert abs(found.begin - Fraction(max(place.begin, 0), RATE)) <= Fraction(1, 1000)
    assert abs(found.end - Fraction(place.end, RATE)) <= Fraction(1, 1000)


def test_what_is_not_used_of_a_take_has_no_captions() -> None:
    alignment = Alignment(0, 0, 2 * RATE, 10 * RATE)
    found = Take("song", 1, FromAction("k", "out"), alignment, SAMPLES, 0, Fraction(8)).lined_up(-1.0, 0.0)
    shown = {text: list(found.moved(Cue(Caption(Fraction(start), Fraction(start) + 1, text)))) for start, text in (
        (0, "before"), (Fraction(3, 2), "cut"), (Fraction(49, 10), "whole"), (Fraction(17, 2), "cut by the segment"),
        (9, "after"), (20, "never"), (Fraction(11, 10), "a glimpse"),
    )}  # fmt: skip
    assert {text for text, cues in shown.items() if cues} == {"cut", "whole", "cut by the segment"}
    assert [(cue.caption.start, cue.caption.end) for cue in shown["cut"]] == [(1, Fraction(3, 2))]
    assert [(cue.caption.start, cue.caption.end) for cue in shown["cut by the segment"]] == [(Fraction(15, 2), 8)]
