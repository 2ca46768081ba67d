from __future__ import annotations

import numpy as np
import pytest

from pipeline.sound.heard import OUTLINE, Heard
from pipeline.sound.listening import Listener, outline

RATE = 48_000


def tone(seconds: float, level: float = 0.5, channels: int = 1) -> np.ndarray:
    wave = level * np.sin(2 * np.pi * 441 * np.arange(int(seconds * RATE)) / RATE)
    return np.repeat(wave[:, None], channels, axis=1)


def heard(block: np.ndarray, *, size: int = 1 << 30) -> Heard:
    ear = Listener(RATE, block.shape[1])
    for at in range(0, len(block), size):
        ear.hear(block[at : at + size], at)
    return ear.heard(len(block) / RATE)


def test_levels_are_those_of_a_sine() -> None:
    found = heard(tone(2, 0.5))
    assert found.peaks == (0.5,)
    assert found.levels == (pytest.approx(0.5 / np.sqrt(2), abs=1e-4),)
    assert found.silent == found.clipped == ()
    assert not found.is_silent


@pytest.mark.parametrize("size", [1 << 30, 1024, 37])
def test_silence_is_told_by_its_place_and_length(size: int) -> None:
    sound = np.concatenate([tone(1), np.zeros((3 * RATE, 1)), tone(1), np.zeros((RATE, 1))])
    (silence,) = heard(sound, size=size if size > 100 else 4001).silent
    assert silence.start == pytest.approx(1, abs=0.03)
    assert silence.seconds == pytest.approx(3, abs=0.05)


def test_a_quiet_room_is_no_silence_and_nothing_at_all_is() -> None:
    noise = np.random.default_rng(1).normal(0, 10 ** (-50 / 20), (3 * RATE, 1))
    assert heard(noise).silent == ()
    assert heard(np.zeros((3 * RATE, 2))).is_silent


@pytest.mark.parametrize("size", [1 << 30, 480, 1])
def test_clipping_is_three_samples_at_full_scale_wherever_blocks_are_cut(size: int) -> None:
    sound = tone(0.2)
    sound[1000:1003] = 1.0
    sound[6000:6002] = -1.0  # two are the top of a loud wave
    sound[9000:9004] = -1.0
    found = heard(sound, size=size)
    assert [round(one.start, 2) for one in found.clipped] == [0.02, 0.18]


def test_clipping_close_together_is_one_place() -> None:
    loud = np.clip(tone(3, 0.5) * np.where((np.arange(3 * RATE) // (RATE // 2) == 2), 4, 1)[:, None], -1, 1)
    (place,) = heard(loud).clipped
    assert place.start == pytest.approx(1, abs=0.03)
    assert place.seconds == pytest.approx(0.5, abs=0.05)


def test_channels_are_measured_apart() -> None:
    left = tone(1, 0.4, channels=2)
    left[:, 1] = 0
    assert heard(left).peaks == (0.4, 0.0)
    both = tone(1, 0.4, channels=2)
    assert heard(both).likeness == 1
    both[:, 1] *= -1
    assert heard(both).likeness == -1


def test_a_sound_that_begins_late_is_silent_before() -> None:
    ear = Listener(RATE, 1)
    ear.hear(tone(1), 3 * RATE)
    (silence,) = ear.heard(4).silent
    assert (silence.start, round(silence.seconds)) == (0, 3)


def test_an_outline_keeps_every_peak() -> None:
    peaks = np.zeros(10_000)
    peaks[7321] = 0.9
    found = outline(peaks, OUTLINE)
    assert len(found) == OUTLINE
    assert found.max() == 0.9
    assert np.flatnonzero(found).tolist() == [7321 * OUTLINE // 10_000]
    assert outline(np.array([0.1, 0.7]), 4).tolist() == [0.1, 0.1, 0.7, 0.7]
