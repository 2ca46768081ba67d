"""The mix is what numpy says it is."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from tests.sound import studio
from tests.sound.studio import RATE, level, tone


def test_a_mix_of_stems_is_their_sum_to_the_sample(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    guitar, drums = 0.1 * rng.standard_normal(3 * RATE), 0.1 * rng.standard_normal((3 * RATE, 2))
    one, two = studio.take(tmp_path / "guitar.wav", guitar), studio.take(tmp_path / "drums.wav", drums)
    clips = (
        studio.clip(one, gain_db="-6", pan="1/2", seconds=2),
        studio.clip(two, at="1/2", start="1/4", seconds=1, gain_db="3"),
    )
    plan = studio.cut(studio.segment("song", 50, *clips))
    session = studio.run(plan, tmp_path / "work", until="song/mix")
    mix = studio.read(session.file("song/mix"))

    gain = 10 ** (plan_facts(session)["gain_db"] / 20)
    angle = 1.5 * np.pi / 4
    expected = np.sqrt(2) * 10 ** (-6 / 20) * guitar[: 2 * RATE, None] * [np.cos(angle), np.sin(angle)]
    at = np.arange(2 * RATE) + 0.5
    ramp = np.clip((at - (RATE / 2 - 240)) / 480, 0, 1) - np.clip((at - (1.5 * RATE - 240)) / 480, 0, 1)
    shifted = np.zeros((2 * RATE, 2))
    shifted[RATE // 4 :] = drums[: 2 * RATE - RATE // 4]
    expected += ramp[:, None] * shifted * 10 ** (3 / 20)
    handle = (len(mix) - 2 * RATE) // 2
    assert level(mix[handle : handle + 2 * RATE] - gain * expected) < -110


def plan_facts(session: studio.Session) -> dict[str, float]:
    return dict(json.loads(session.file("song/mix", "facts").read_text()))


def test_the_programme_lasts_exactly_its_frames(tmp_path: Path) -> None:
    one = studio.take(tmp_path / "a.wav", tone(3))
    first, second = studio.clip(one, seconds=2), studio.clip(one, start=2, seconds=1)
    plan = studio.cut(studio.segment("a", 50, first), studio.segment("b", 25, second))
    session = studio.run(plan, tmp_path / "work")
    assert session.report["programme"]["loudness_ok"]
    assert len(session.programme) == plan.samples == 3 * RATE
