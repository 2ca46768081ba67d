"""What sounds at a cut besides both segments: to the sample in its place, and nothing of the segments changed by it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.operations.mix import MixSegment
from pipeline.timebase import sample_of
from pipeline.timeline.model import Clip, ColourMedia, Cover, Segment
from pipeline.timeline.selection import apart
from tests.sound import studio
from tests.sound.studio import RATE, tone

LEAD = 14
"""Frames in which a card is handed in."""


def click(folder: Path) -> Any:
    """A sound of half a second, loudest at its first sample."""
    at = np.arange(RATE // 2)
    return studio.clip(studio.take(folder / "click.wav", 0.5 * np.cos(2 * np.pi * 900 * at / RATE) * np.exp(-at / 2400)))


def over(segment: Segment, sound: Any) -> Segment:
    """Return a segment over whose cut a card lies that is handed in."""
    return replace(segment, cover=Cover(Clip(ColourMedia("#000000"), LEAD)), passage=sound)


def joined(parts: list[Segment], folder: Path, rate: Fraction) -> Any:
    """Return the programme before its gain, and its plan."""
    session = studio.run(studio.cut(*parts, rate=rate), folder)
    return session.programme[:, 0] / 10 ** (session.report["master"]["gain_db"] / 20), session


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30_000, 1001), Fraction(30)], ids=str)
def test_it_begins_with_the_card_and_changes_nothing_of_the_segments(tmp_path: Path, rate: Fraction) -> None:
    low = studio.take(tmp_path / "low.wav", tone(4, 100, -12))
    parts = [studio.segment(name, 40, studio.clip(low, seconds=40 / rate)) for name in ("a", "b")]
    plain, _ = joined(parts, tmp_path / "plain", rate)
    heard, session = joined([parts[0], over(parts[1], click(tmp_path))], tmp_path / "over", rate)
    begin = sample_of(40 - LEAD, rate)
    alone = heard - plain * float(heard[:begin] @ plain[:begin] / (plain[:begin] @ plain[:begin]))
    assert len(heard) == len(plain) == session.plan.samples, "it takes no time"
    loudest = np.abs(alone).max()
    assert np.abs(alone[: begin - 1]).max() < 0.001 * loudest
    assert np.abs(alone[begin + RATE // 2 :]).max() < 0.001 * loudest
    first = int(np.flatnonzero(np.abs(alone) > 0.2 * loudest)[0])
    assert begin <= first < begin + 480, "but for the fade of an edge"


def test_it_is_mixed_once_however_often_it_sounds_and_no_segment_again(tmp_path: Path) -> None:
    low = studio.take(tmp_path / "low.wav", tone(4, 100))
    parts = [studio.segment(name, 30, studio.clip(low, start=number, seconds=1)) for number, name in enumerate("abc")]
    plain = studio.cut(*parts, rate=Fraction(24))
    sounding = [parts[0], *(over(one, click(tmp_path)) for one in parts[1:])]
    plan = studio.cut(*sounding, rate=Fraction(24))

    def mixes(of: Any) -> dict[str, str]:
        return {one.address: one.key for one in of.actions if isinstance(one.operation, MixSegment)}

    assert mixes(plan).items() >= mixes(plain).items()
    assert set(mixes(plan)) - set(mixes(plain)) == {"b/passage/mix"}
    (made,) = [one.operation for one in plan.actions if one.address == "b/passage/mix"]
    assert isinstance(made, MixSegment)
    assert made.target == -24, "ten below the class of cards; this profile has none, so below the programme"


def test_it_sounds_over_silence_and_ends_with_the_programme(tmp_path: Path) -> None:
    low = studio.take(tmp_path / "low.wav", tone(4, 100))
    silent = studio.segment("a", 24)
    last = over(studio.segment("b", 4, studio.clip(low, seconds=Fraction(1, 6))), click(tmp_path))
    heard, session = joined([silent, last], tmp_path / "work", Fraction(24))
    assert len(heard) == session.plan.samples == sample_of(28, Fraction(24))
    assert np.abs(heard[: sample_of(10, Fraction(24)) - 1]).max() == 0
    assert np.abs(heard[sample_of(10, Fraction(24)) : sample_of(14, Fraction(24))]).max() > 0


def test_a_preview_that_begins_at_the_segment_has_nothing_before_it(tmp_path: Path) -> None:
    low = studio.take(tmp_path / "low.wav", tone(4, 100))
    first = over(studio.segment("a", 24, studio.clip(low, seconds=1)), click(tmp_path))
    assert apart([first])[0].passage is None
