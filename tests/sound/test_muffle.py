"""Sound heard through a wall: what is left of it, by its spectrum, its level and its time."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.sound.muffle import RISE_DB, lowpassed, muffled
from tests.sound.studio import RATE


def tone(hertz: float, seconds: float = 1.0) -> np.ndarray:
    wave = np.sin(2 * np.pi * hertz * np.arange(int(RATE * seconds)) / RATE)
    return np.stack([wave, wave], axis=1)


def decibels(sound: np.ndarray) -> float:
    return float(20 * np.log10(np.sqrt((sound**2).mean()) + 1e-12))


@pytest.mark.parametrize(("hertz", "left"), [(60, 0), (200, 0), (400, -6.02), (560, -60), (1000, -60), (8000, -60)])
def test_what_is_high_is_gone_and_what_is_low_is_as_it_was(hertz: float, left: float) -> None:
    whole = tone(hertz)
    inside = slice(RATE // 4, -RATE // 4)
    change = decibels(lowpassed(whole)[inside]) - decibels(whole[inside])
    assert change == pytest.approx(left, abs=0.1) if left > -60 else change < left


def test_nothing_is_shifted_in_time_and_sides_stay() -> None:
    click = np.zeros((RATE, 2))
    click[RATE // 2, 0] = 1
    found = lowpassed(click)
    assert int(np.argmax(np.abs(found[:, 0]))) == RATE // 2
    assert found[RATE // 2 - 300 : RATE // 2 + 301, 0] == pytest.approx(found[RATE // 2 - 300 : RATE // 2 + 301, 0][::-1])
    assert np.abs(found[:, 1]).max() < 1e-12


def test_it_rises_and_is_as_open_and_loud_as_it_was_at_its_end() -> None:
    rng = np.random.default_rng(7)
    sound = rng.normal(0, 0.1, (3 * RATE, 2))
    first, last = 100, 3 * RATE - 200
    found = muffled(sound, -4.0, first=first, last=last, comes=RATE // 2, opens=RATE // 2, goes=960)
    assert np.abs(found[:first]).max() == 0
    assert np.abs(found[last:]).max() == 0
    end = slice(last - 1200, last - 960)
    assert found[end] == pytest.approx(sound[end], abs=0.02), "open, before it goes"
    low = lowpassed(sound)
    share = [decibels(found[at : at + 4800]) - decibels(low[at : at + 4800]) for at in (RATE // 2, RATE, 2 * RATE)]
    assert share == pytest.approx([-4 - RISE_DB * (1 - s) for s in (0.25, 0.45, 0.84)], abs=0.5)
    loud = np.abs(np.fft.rfft(found[RATE // 2 : 2 * RATE, 0] * np.hanning(int(1.5 * RATE))))
    hertz = np.fft.rfftfreq(int(1.5 * RATE), 1 / RATE)
    assert loud[hertz > 600].max() < loud[hertz < 300].mean() / 300, "nothing of it is to be understood meanwhile"


def test_what_does_not_open_stays_muffled_to_its_end() -> None:
    sound = np.random.default_rng(8).normal(0, 0.1, (2 * RATE, 2))
    found = muffled(sound, 0.0, first=0, last=2 * RATE, comes=4800, opens=0, goes=12000)
    hertz = np.fft.rfftfreq(RATE // 2, 1 / RATE)
    loud = np.abs(np.fft.rfft(found[-RATE // 2 :, 0] * np.hanning(RATE // 2)))
    assert loud[hertz > 700].max() < loud[hertz < 300].mean() / 200
    assert decibels(found[-600:]) < decibels(found[-RATE // 2 : -RATE // 3]) - 10, "and goes"
