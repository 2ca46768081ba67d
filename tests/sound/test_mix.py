"""The mix is what numpy says it is."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.sound import studio
from tests.sound.studio import RATE, level, tone


def mixed(folder: Path, frames: int, *clips: Any, kind: str = "music", **more: Any) -> tuple[Any, Any]:
    """Mix a segment; return it without its handles and its gain, and what the mix says of itself."""
    plan = studio.cut(studio.segment("song", frames, *clips, kind=kind, **more))
    session = studio.run(plan, folder / "work", until="song/mix")
    facts = json.loads(session.file("song/mix", "facts").read_text())
    mix = studio.read(session.file("song/mix"))
    handle = (len(mix) - frames * RATE // 25) // 2
    return mix[handle : len(mix) - handle] / 10 ** (facts["gain_db"] / 20), facts


def test_a_mix_of_stems_is_their_sum_to_the_sample(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    guitar, drums = 0.1 * rng.standard_normal(3 * RATE), 0.1 * rng.standard_normal((3 * RATE, 2))
    one, two = studio.take(tmp_path / "guitar.wav", guitar), studio.take(tmp_path / "drums.wav", drums)
    silent = studio.take(tmp_path / "muted.wav", tone(2, 300, 0))
    mix, _ = mixed(
        tmp_path, 50,
        studio.clip(one, gain_db="-6", pan="1/2", seconds=2),
        studio.clip(two, at="1/2", start="1/4", seconds=1, gain_db="3"),
        studio.clip(silent, mute=True),
    )  # fmt: skip

    angle = 1.5 * np.pi / 4
    expected = np.sqrt(2) * 10 ** (-6 / 20) * guitar[: 2 * RATE, None] * [np.cos(angle), np.sin(angle)]
    at = np.arange(2 * RATE) + 0.5
    # 10 ms of linear ramp, centred on each edge inside the segment.
    ramp = np.clip((at - (RATE / 2 - 240)) / 480, 0, 1) - np.clip((at - (1.5 * RATE - 240)) / 480, 0, 1)
    shifted = np.zeros((2 * RATE, 2))
    shifted[RATE // 4 :] = drums[: 2 * RATE - RATE // 4]
    expected += ramp[:, None] * shifted * 10 ** (3 / 20)
    assert level(mix - expected) < -120


def test_fades_are_quarter_sines_inside_the_clip(tmp_path: Path) -> None:
    steady = np.ones(2 * RATE) * 0.1
    path = studio.take(tmp_path / "a.wav", steady)
    mix, _ = mixed(tmp_path, 50, studio.clip(path, seconds=2, fade_in="1/2", fade_out=1))
    at = np.arange(2 * RATE) + 0.5
    coming, going = np.clip(at / (RATE / 2), 0, 1), np.clip((2 * RATE - at) / RATE, 0, 1)
    expected = 0.1 * np.sin(np.pi / 2 * coming) * np.sin(np.pi / 2 * going)
    assert level(mix[:, 0] - expected) < -120


@pytest.mark.parametrize(("pan", "left", "right"), [("0", 0.0, 0.0), ("-1", 3.01, None), ("1", None, 3.01), ("1/2", -5.33, 2.32)])
def test_panning_keeps_the_power_and_leaves_the_centre_alone(
    pan: str, left: float | None, right: float | None, tmp_path: Path
) -> None:
    path = studio.take(tmp_path / "a.wav", tone(1, 500, -20))
    mix, _ = mixed(tmp_path, 25, studio.clip(path, pan=pan))
    for channel, decibels in ((0, left), (1, right)):
        found = level(mix[:, channel])
        assert found == pytest.approx(-20 + decibels, abs=0.02) if decibels is not None else found < -200


def test_adjacent_clips_of_one_recording_are_that_recording(tmp_path: Path) -> None:
    """A cut that joins what was together changes nothing, at a rate whose frames are no whole samples too."""
    rng = np.random.default_rng(3)
    sound = 0.1 * rng.standard_normal(4 * RATE)
    path = studio.take(tmp_path / "a.wav", sound)
    frame = Fraction(1001, 30_000)
    clips = [
        studio.clip(path, at=first * frame, start=(first + 11) * frame, seconds=frames * frame)
        for first, frames in ((0, 11), (11, 22), (33, 27))
    ]
    plan = studio.cut(studio.segment("song", 60, *clips), rate=1 / frame)
    session = studio.run(plan, tmp_path / "work", until="song/mix")
    facts = json.loads(session.file("song/mix", "facts").read_text())
    mix = studio.read(session.file("song/mix"))[:, 0] / 10 ** (facts["gain_db"] / 20)
    first = 17_618 - 256
    assert level(mix - sound[first : first + len(mix)]) < -120


def test_a_loop_goes_round_without_a_gap(tmp_path: Path) -> None:
    path = studio.take(tmp_path / "a.wav", tone(1, 400, -20))  # whole periods: its end leads into its beginning
    mix, _ = mixed(tmp_path, 125, studio.clip(path, "bed", seconds=5, loop=True))
    assert level(mix[:, 0] - tone(5, 400, -20)) < -60


def test_voices_of_all_takes_come_out_equally_loud_and_gain_still_counts(tmp_path: Path) -> None:
    from pipeline.sound.meter import Meter

    clips = []
    for number, (decibels, gain) in enumerate(((-20, "0"), (-34, "0"), (-28, "-6"))):
        path = studio.take(tmp_path / f"{number}.wav", tone(2, 700, decibels))
        clips.append(studio.clip(path, "voice", at=2 * number, gain_db=gain))
    mix, facts = mixed(tmp_path, 150, *clips, kind="docu-short")
    mix = mix * 10 ** (facts["gain_db"] / 20)
    levels = []
    for number in range(3):
        meter = Meter()
        meter.feed(mix[2 * number * RATE + 4800 : (2 * number + 2) * RATE - 4800])
        levels.append(meter.loudness)
    assert levels[0] == pytest.approx(levels[1], abs=0.05)
    assert levels[2] == pytest.approx(levels[0] - 6, abs=0.05)
    assert [clip["levelled_db"] for clip in facts["clips"]] == pytest.approx([-14 + 20.0, 20.0, 14.0], abs=1)


def test_a_poem_is_as_loud_as_its_voice_whatever_lies_under_it(tmp_path: Path) -> None:
    voice = studio.take(tmp_path / "voice.wav", tone(4, 700, -32))
    bed = studio.take(tmp_path / "bed.wav", tone(8, 200, -12))
    alone, before = mixed(tmp_path / "a", 200, studio.clip(voice, "voice"), kind="poem")
    with_bed, facts = mixed(
        tmp_path / "b", 200, studio.clip(voice, "voice"), studio.clip(bed, "bed", gain_db="6"), kind="poem"
    )
    assert facts["anchor"] == "voice"
    at = np.arange(RATE, 3 * RATE)
    turn = np.exp(-2j * np.pi * 700 * at / RATE)
    loud, quiet = (
        abs((mix[at, 0] * turn).mean()) * 10 ** (said["gain_db"] / 20) for mix, said in ((with_bed, facts), (alone, before))
    )
    assert loud == pytest.approx(quiet, rel=0.01)


def test_the_loudness_of_a_segment_can_be_set(tmp_path: Path) -> None:
    path = studio.take(tmp_path / "a.wav", tone(2, 1000, -23))
    _, facts = mixed(tmp_path, 50, studio.clip(path), loudness=Fraction(-20))
    assert (facts["loudness_before"], facts["target"]) == (pytest.approx(-23, abs=0.1), -20)
    assert facts["gain_db"] == pytest.approx(3, abs=0.1)


def test_the_programme_lasts_exactly_its_frames(tmp_path: Path) -> None:
    one = studio.take(tmp_path / "a.wav", tone(3))
    first, second = studio.clip(one, seconds=2), studio.clip(one, start=2, seconds=1)
    plan = studio.cut(studio.segment("a", 50, first), studio.segment("b", 25, second))
    session = studio.run(plan, tmp_path / "work")
    assert session.report["programme"]["loudness_ok"]
    assert len(session.programme) == plan.samples == 3 * RATE
