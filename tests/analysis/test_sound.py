"""Each analysis of sound finds a made case, and leaves alone one that just misses its limit."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.analysis import channels, clicks, clipping, offset, silence
from pipeline.analysis.loudness import Meter, integrated, loudness_range, short_term

RATE = 48_000
Sound = npt.NDArray[np.float32]


def tone(hertz: float, decibels: float, seconds: float = 4.0, phase: float = 0.0) -> Sound:
    at = np.arange(int(seconds * RATE)) / RATE
    wave = 10 ** (decibels / 20) * np.sin(2 * np.pi * hertz * at + phase)
    return np.repeat(wave.astype(np.float32)[:, None], 2, axis=1)


def noise(seconds: float, seed: int = 3) -> Sound:
    return (np.random.default_rng(seed).standard_normal((int(seconds * RATE), 2)) * 0.1).astype(np.float32)


def measured(sound: Sound, block: int = 1000) -> tuple[float, float]:
    meter = Meter(2)
    for at in range(0, len(sound), block):
        meter.feed(sound[at : at + block])
    meter.close()
    return integrated(meter.steps), 20 * math.log10(meter.peak) if meter.peak else -math.inf


# ---------------------------------------------------------------------------------------------- loudness


def test_the_meter_reads_what_ebu_tech_3341_asks_for() -> None:
    # Case 1 and 2: a stereo sine of 1 kHz at -23 and -33 dBFS; case 3: its tails at -36 are gated out.
    assert measured(tone(1000, -23, 20))[0] == pytest.approx(-23.0, abs=0.1)
    assert measured(tone(1000, -33, 20))[0] == pytest.approx(-33.0, abs=0.1)
    tailed = np.concatenate([tone(1000, -36, 10), tone(1000, -23, 60), tone(1000, -36, 10)])
    assert measured(tailed)[0] == pytest.approx(-23.0, abs=0.1)


def test_silence_has_no_loudness() -> None:
    assert measured(np.zeros((RATE, 2), np.float32)) == (-math.inf, -math.inf)
    assert measured(tone(1000, -71, 2))[0] == -math.inf


@pytest.mark.parametrize(("hertz", "phase", "decibels"), [
    (12_000, 45, -6.0), (6_000, 60, -6.0), (997, 0, -1.0), (8_000, 30, -3.0),
])  # fmt: skip
def test_peaks_between_samples_are_seen(hertz: float, phase: float, decibels: float) -> None:
    # Tech 3341, cases 15 to 18: a peak may read 0.2 more and 0.4 less. Faded in, so that its onset does not overshoot.
    sound = tone(hertz, decibels, 1.0, math.radians(phase))
    sound *= np.minimum(np.arange(len(sound)) / 4800, np.arange(len(sound))[::-1] / 4800).clip(0, 1)[:, None].astype(np.float32)
    assert -0.4 <= measured(sound)[1] - decibels <= 0.2


@pytest.mark.parametrize("block", [37, 1024, 48_000, 500_000])
def test_the_size_of_blocks_changes_nothing(block: int) -> None:
    sound = noise(5.03)
    assert measured(sound, block) == pytest.approx(measured(sound, 777), abs=1e-3)


def stepped(*parts: tuple[float, float]) -> npt.NDArray[np.float64]:
    """Return the steps of a sine of 1 kHz that takes these levels (dBFS) for so many seconds."""
    meter = Meter(2)
    meter.feed(np.concatenate([tone(1000, level, seconds) for level, seconds in parts]))
    meter.close()
    return meter.steps


@pytest.mark.parametrize(
    ("levels", "range_"), [((-20, -30), 10), ((-20, -15), 5), ((-40, -20), 20), ((-50, -35, -20, -35, -50), 15)]
)
def test_the_loudness_range_is_what_ebu_tech_3342_asks_for(levels: tuple[float, float], range_: float) -> None:
    # Cases 1 to 4: 20 s at each level; a meter may be 1 LU off.
    assert loudness_range(stepped(*((level, 20) for level in levels))) == pytest.approx(range_, abs=1)


def test_what_is_too_short_or_silent_has_no_loudness_range() -> None:
    assert loudness_range(stepped((-20, 2.9))) == -math.inf
    assert loudness_range(np.zeros(100)) == -math.inf


def test_short_term_loudness_is_that_of_the_three_seconds_around() -> None:
    found = short_term(stepped((-20, 4), (-40, 4)))
    assert len(found) == 80
    assert found[[0, 10, 24]] == pytest.approx(-20, abs=0.1)   # at the beginning, of what there is
    assert found[[56, 70, 79]] == pytest.approx(-40, abs=0.1)
    assert found[40] == pytest.approx(-23, abs=0.2)           # half of the three seconds, on the border
    assert short_term(np.zeros(3)).tolist() == [-math.inf] * 3
    assert len(short_term(np.zeros(0))) == 0


# ---------------------------------------------------------------------------------------------- silence, clipping, clicks


def test_silence_ends_above_minus_60() -> None:
    sound = np.concatenate([np.full((480, 2), 0.00099, np.float32), np.full((480, 2), 0.0011, np.float32)])
    assert silence.is_silent(silence.levels(sound)).tolist() == [True, False]
    assert len(silence.levels(sound[:500])) == 2


def test_three_samples_at_full_scale_are_clipped_and_two_are_not() -> None:
    sound = tone(440, -6, 0.1)
    sound[100:102, 0] = 1.0
    assert clipping.clipped(sound) == ()
    sound[200:203, 1] = -1.0
    assert clipping.clipped(sound) == ((200, 3),)
    sound[300:310, 0] = 1.0 - 2.0**-14
    assert clipping.clipped(sound) == ((200, 3),)


@pytest.mark.parametrize(("step", "found"), [(0.2, True), (0.005, False), (0.0, False)])
def test_a_step_clicks(step: float, found: bool) -> None:
    sound = tone(300, -12, 0.3)
    sound[7000:] += np.float32(step)
    assert clicks.is_click(sound, 7000) is found
    assert not clicks.is_click(sound, 3000)


def test_a_drum_among_drums_is_no_click() -> None:
    sound = noise(0.3)
    sound[7000:7100] *= 2
    assert not clicks.is_click(sound, 7000)


# ---------------------------------------------------------------------------------------------- channels


def test_a_dead_channel_is_one_that_the_plan_fills() -> None:
    planned = noise(1)
    heard = planned.copy()
    heard[:, 1] *= 0.009
    assert channels.dead(heard, planned) == (1,)
    assert channels.dead(planned * [1, 0.02], planned) == ()
    assert channels.dead(heard, heard) == ()
    assert channels.dead(heard * 0, planned) == ()


def test_swapped_channels_are_told_from_narrow_sound() -> None:
    planned = noise(1)
    assert channels.is_swapped(planned[:, ::-1], planned)
    assert not channels.is_swapped(planned * 0.3, planned)
    mono = np.repeat(planned[:, :1], 2, axis=1)
    assert not channels.is_swapped(mono[:, ::-1], mono)


# ---------------------------------------------------------------------------------------------- offset


@pytest.mark.parametrize("milliseconds", [0, 1, 5, 20, 43, 100, -5, -20, -43, -100])
@pytest.mark.parametrize("kind", ["noise", "plucked", "limited"])
def test_a_lag_is_found_within_a_millisecond(milliseconds: int, kind: str) -> None:
    whole = noise(2.0)[:, 0]
    if kind == "plucked":
        at = np.arange(len(whole))
        whole = (0.3 * np.sin(2 * np.pi * 220 * at / RATE) * np.exp(-(at % 19_000) / 4000)).astype(np.float32)
    shift = milliseconds * RATE // 1000
    planned = whole[9600 : 9600 + 72_000]
    heard = whole[9600 - shift : 9600 - shift + 72_000].copy()
    if kind == "limited":
        heard = np.clip(3 * heard, -0.25, 0.25) + noise(1.5, 9)[:, 0] * np.float32(0.1)
    found = offset.lag(heard, planned, 9600)
    assert found is not None
    assert found.samples == pytest.approx(shift, abs=24)
    assert found.likeness > 0.6


def test_another_sound_is_not_alike_and_silence_has_no_lag() -> None:
    planned, other = noise(1.5, 1)[:, 0], noise(1.5, 2)[:, 0]
    found = offset.lag(other, planned, 9600)
    assert found is not None
    assert abs(found.likeness) < 0.1
    assert offset.lag(planned * 0, planned, 9600) is None
