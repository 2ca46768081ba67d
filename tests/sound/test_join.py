"""Where segments meet: no click, no gap, no drift."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.operations.master import MasterProgramme
from pipeline.timebase import sample_of
from tests.sound import studio
from tests.sound.studio import RATE, level, tone


def programme(session: studio.Session) -> Any:
    """The programme as it was before its static gain."""
    return session.programme[:, 0] / 10 ** (session.report["master"]["gain_db"] / 20)


def follows(sound: Any, hertz: float) -> Any:
    """The amplitude and phase of a tone over time, in pieces of 5 ms, against a tone that never stops."""
    at = np.arange(len(sound))
    turned = sound * np.exp(-2j * np.pi * hertz * at / RATE)
    pieces = turned[: len(turned) // 240 * 240].reshape(-1, 240).mean(axis=1)
    return 2 * np.abs(pieces), np.unwrap(np.angle(pieces))


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30_000, 1001)], ids=str)
def test_a_tone_goes_on_across_ten_cuts_of_one_recording(tmp_path: Path, rate: Fraction) -> None:
    # 800 Hz: four periods in each 5 ms piece.
    path = studio.take(tmp_path / "tone.wav", tone(12, 800))
    frames = (13, 24, 25, 7, 30, 25, 19, 26, 25, 28, 23)
    starts = [sum(frames[:number]) for number in range(len(frames))]
    parts = [
        studio.segment(f"part-{number}", length, studio.clip(path, start=start / rate, seconds=length / rate))
        for number, (start, length) in enumerate(zip(starts, frames, strict=True))
    ]
    plan = studio.cut(*parts, rate=rate)
    sound = programme(studio.run(plan, tmp_path / "work"))
    assert len(sound) == plan.samples == sample_of(sum(frames), rate)
    amplitude, phase = follows(sound[4800:-4800], 800)
    assert np.ptp(phase) < 0.001
    assert amplitude.min() / amplitude.max() > 10 ** (-0.05 / 20)


def test_a_tone_goes_on_across_ten_files_that_end_where_the_next_begins(tmp_path: Path) -> None:
    whole = tone(11, 800) + tone(11, 120, -26)
    parts = []
    for number in range(11):
        path = studio.take(tmp_path / f"{number}.wav", whole[number * RATE : (number + 1) * RATE])
        parts.append(studio.segment(f"part-{number}", 25, studio.clip(path, seconds=1)))
    sound = programme(studio.run(studio.cut(*parts), tmp_path / "work"))
    scale = float(sound @ whole / (whole @ whole))
    assert level(sound[4800:-4800] - scale * whole[4800:-4800]) < -60  # the tone is at -20


def test_a_file_that_starts_in_the_middle_of_a_sound_does_not_click(tmp_path: Path) -> None:
    # Full level from the first sample, where silence was before: the step must be spread over milliseconds.
    cosine = tone(2, 400, phase=math.pi / 2)
    path = studio.take(tmp_path / "tone.wav", cosine)
    plan = studio.cut(studio.segment("one", 75, studio.clip(path, at=1, seconds=1)))
    sound = programme(studio.run(plan, tmp_path / "work"))
    steps = np.abs(np.diff(sound))
    assert steps.max() < 1.05 * np.abs(np.diff(cosine)).max() * np.abs(sound).max() / np.abs(cosine).max()


def test_pictures_that_dissolve_take_their_sound_along_at_equal_power(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    one, two = (studio.take(tmp_path / f"{name}.wav", 0.05 * rng.standard_normal(4 * RATE)) for name in "ab")
    first = studio.segment("a", 50, studio.clip(one, seconds=2))
    second = studio.segment("b", 50, studio.clip(two, seconds=2), transition=studio.dissolve(25))
    plan = studio.cut(first, second)
    assert plan.samples == 3 * RATE
    sound = studio.run(plan, tmp_path / "work").programme
    power = np.square(sound[:, 0]).reshape(-1, RATE // 4).mean(axis=1)
    middle = power[4:8] / power[1:3].mean()
    assert np.abs(10 * np.log10(middle)).max() < 0.5


def test_a_fade_through_black_is_silent_in_its_middle(tmp_path: Path) -> None:
    path = studio.take(tmp_path / "tone.wav", tone(4))
    first = studio.segment("a", 50, studio.clip(path, seconds=2))
    second = studio.segment(
        "b", 50, studio.clip(path, seconds=2), transition=studio.Transition("fade-black", 25)
    )
    sound = studio.run(studio.cut(first, second), tmp_path / "work").programme[:, 0]
    middle = RATE + RATE // 2
    assert level(sound[middle - 48 : middle + 48]) < level(sound) - 40


CASES = {
    "a J-cut": ((12, None), 0),
    "an L-cut": ((0, None), 12),
    "both": ((7, None), 5),
    "over a dissolve": ((5, studio.dissolve(6)), 4),
    "over a fade": ((5, studio.Transition("fade-white", 6)), 0),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30_000, 1001)], ids=str)
def test_sound_that_leads_or_trails_is_the_sum_of_both_to_the_sample(tmp_path: Path, case: str, rate: Fraction) -> None:
    (leads, transition), trails = CASES[case]
    d = transition.frames if transition else 0
    rng = np.random.default_rng(5)
    one, two = (studio.take(tmp_path / f"{name}.wav", 0.05 * rng.standard_normal(3 * RATE)) for name in "ab")
    first = studio.segment("a", 50, studio.clip(one, start=Fraction(1, 2), seconds=50 / rate), sound_trails=trails)
    clip = studio.clip(two, start=Fraction(1, 2), seconds=40 / rate)
    plan = studio.cut(first, studio.segment("b", 40, clip, transition=transition, sound_leads=leads), rate=rate)
    first_frame = 50 - leads - d - trails
    begin, met, parted, end = (sample_of(first_frame + more, rate) for more in (0, leads, leads + d, leads + d + trails))
    session = studio.run(plan, tmp_path / "work", until="a/joined/0")
    found = studio.read(session.file("a/joined/0", "sound"))[:, 0]
    assert len(found) == plan.samples == sample_of(first_frame + 40, rate)
    at = np.arange(len(found)) + 0.5

    def quarter(start: float, stop: float) -> Any:
        return np.sin(np.clip((at - start) / (stop - start), 0, 1) * math.pi / 2)

    def cut_at(place: float) -> Any:  # linear, 10 ms around the cut
        return np.clip((at - place + 240) / 480, 0, 1)

    middle = (met + parted) / 2
    is_fade = transition is not None and transition.kind == "fade-white"
    coming = quarter(begin, parted) if leads or d else cut_at(begin)
    going = quarter(end, met) if d or trails else 1 - cut_at(met)
    going = quarter(middle, met) if is_fade else going  # what is left at `met` has gone at the other
    expected = np.zeros(len(found))
    for name, place, gain in (("a", 0, going), ("b", begin, coming)):
        mix = studio.read(session.file(f"{name}/mix"))[:, 0]
        first, last = max(0, place - 256), min(len(found), place - 256 + len(mix))
        expected[first:last] += (mix[first - place + 256 : last - place + 256] * gain[first:last])
    assert np.abs(found - expected)[480:-480].max() < 1e-6, "the first and last 10 ms are the programme's own fades"


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(24_000, 1001), Fraction(30_000, 1001), Fraction(60_000, 1001)], ids=str)
def test_an_hour_of_segments_does_not_drift(tmp_path: Path, rate: Fraction) -> None:
    """Every segment begins within half a sample of its frame, after 600 joins as after one."""
    path = studio.take(tmp_path / "tone.wav", tone(7))
    info, clip = studio.info(path), studio.clip(path)
    lengths = [int(rate * 6) + number % 3 for number in range(600)]
    parts = [
        studio.segment(f"s{number}", frames, replace(clip, seconds=frames / rate)) for number, frames in enumerate(lengths)
    ]
    starts = [sum(lengths[:number]) for number in range(len(lengths))]
    timeline = studio.Timeline("hour", "Hour", rate, tuple(parts), "theme")
    plan = studio.plan_sound(studio.Programme(timeline), lambda _: info, studio.profile(), studio.TOOLS)
    assert plan.samples == sample_of(sum(lengths), rate)
    (master,) = [action for action in plan.actions if action.address == "programme/master"]
    assert isinstance(master.operation, MasterProgramme)
    placed = master.operation.programme.segments
    for start, frames, place in zip(starts, lengths, placed, strict=True):
        assert abs(place.start - start * RATE / rate) <= Fraction(1, 2)
        assert abs(place.start + place.samples - (start + frames) * RATE / rate) <= Fraction(1, 2)
    # Three lengths of one recording: three mixes, whatever their places.
    assert len([action for action in plan.actions if action.address.endswith("/mix")]) == 3
