"""What is done to a sound before it is mixed, each tool by numbers on sounds made here, through the plan and its operations."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.operations.treat_sound import NotQuiet
from pipeline.plan import stems
from pipeline.sound.meter import Meter
from pipeline.timeline.sound_treatment import SoundTreatment
from tests.sound import studio
from tests.sound.studio import RATE, level, tone

pytestmark = pytest.mark.ffmpeg


def treated(sound: Any, folder: Path, *, seconds: Any = 1, start: Any = 0, **how: Any) -> Any:
    """Return a stem as it is mixed."""
    path = folder / "a.wav"
    if not path.exists():
        studio.take(path, sound)
    clip = studio.clip(path, seconds=seconds, start=start, treatment=SoundTreatment(**how))
    plan = studio.cut(studio.segment("song", 25, clip))
    session = studio.run(plan, folder / f"work-{time.monotonic_ns()}", until="song/treated/0")
    return studio.read(session.file("song/treated/0"))


def voice(seconds: float, pitch: float = 120, seed: int = 3) -> Any:
    """Return something like a voice: harmonics of a gliding pitch under three formants, four syllables a second, at -20 dB."""
    rng = np.random.default_rng(seed)
    at = np.arange(int(seconds * RATE)) / RATE
    phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.05 * np.sin(2 * np.pi * 0.7 * at))) / RATE
    sound = np.zeros(len(at))
    for number in range(1, 30):
        share = sum(
            size * np.exp(-(((number * pitch - hertz) / width) ** 2) / 2)
            for size, hertz, width in ((1, 500, 600), (0.3, 1800, 500), (0.1, 2800, 280))
        )
        sound += share * np.cos(number * phase + rng.uniform(0, 6))
    sound *= 0.6 + 0.4 * np.sin(2 * np.pi * 4 * at) ** 2
    return 0.1 * sound / np.sqrt(np.mean(sound**2))


def noise(seconds: float, amplitude: float, seed: int = 1) -> Any:
    return amplitude * np.random.default_rng(seed).standard_normal(int(seconds * RATE))


def amount(sound: Any, hertz: int) -> float:
    """Return the level of a tone in decibels."""
    at = np.arange(len(sound)) / RATE
    return float(20 * np.log10(2 * abs(np.mean(sound * np.exp(-2j * np.pi * hertz * at)))))


def band(sound: Any, low: int, high: int) -> Any:
    spectrum, hertz = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / RATE)
    return np.fft.irfft(np.where((hertz >= low) & (hertz <= high), spectrum, 0), len(sound))


def test_clicks_go_and_no_other_sample_is_touched(tmp_path: Path) -> None:
    clean = voice(8) + noise(8, 0.002)
    sound, near = clean.copy(), np.zeros(len(clean), bool)
    places = range(RATE // 2 + 777, 7 * RATE, 15_013)
    for number, place in enumerate(places):
        length = (1, 2, 5, 10)[number % 4]
        sound[place : place + length] += (-1) ** number * 0.4 * np.exp(-np.arange(length) / max(length / 3, 1))
        near[place - 20 : place + length + 20] = True
    mended = treated(sound, tmp_path, declick=True)[:, 0]
    assert len(mended) == len(sound)
    assert np.array_equal(mended[~near], sound.astype("<f4")[~near])
    for place in places:
        around = slice(place - 20, place + 30)
        assert level(mended[around] - clean[around]) < level(sound[around] - clean[around]) - 15


def test_a_consonant_a_drum_and_a_plucked_string_are_no_clicks(tmp_path: Path) -> None:
    sound = noise(6, 0.001)
    for place, length in ((RATE, 960), (2 * RATE, 2000), (3 * RATE, 9600)):
        sound[place : place + length] += 0.3 * noise(length / RATE, 1, place) * np.exp(-np.arange(length) / length * 4)
    sound[5 * RATE :] += 0.5 * tone(1, 220, 0) * np.exp(-np.arange(RATE) / 9000)
    assert np.array_equal(treated(sound, tmp_path, declick=True)[:, 0], sound.astype("<f4"))


def test_a_sharp_s_goes_down_and_the_voice_stays(tmp_path: Path) -> None:
    sound = voice(6)
    for second, decibels in ((2, -20), (4, -44)):
        sound[second * RATE : second * RATE + RATE // 10] += tone(0.1, 7000, decibels)
    soft = treated(sound, tmp_path, deess=True)[:, 0]

    def change(second: int, low: int, high: int) -> float:
        there = slice(second * RATE, second * RATE + RATE // 10)
        return level(band(soft, low, high)[there]) - level(band(sound, low, high)[there])

    assert -11 < change(2, 6000, 8000) < -8
    assert abs(change(2, 0, 4000)) < 0.01
    assert abs(change(4, 6000, 8000)) < 0.01
    assert np.array_equal(soft[5 * RATE :], sound.astype("<f4")[5 * RATE :])


def test_phrases_come_to_the_same_loudness_and_what_is_between_is_not_raised(tmp_path: Path) -> None:
    sound = noise(20, 0.001)
    spoken = [(int((0.5 + 4 * number) * RATE), amplitude) for number, amplitude in enumerate((2, 0.4, 1, 0.5, 3))]
    edge = np.clip(np.minimum(np.arange(3 * RATE), np.arange(3 * RATE)[::-1]) / 960, 0, 1)
    for number, (begin, amplitude) in enumerate(spoken):
        sound[begin : begin + 3 * RATE] += amplitude * voice(3, seed=number) * edge
    even = treated(sound, tmp_path, level=True)[:, 0]

    def loudness(begin: int, all_of: Any) -> float:
        meter = Meter(peaks=False)
        meter.feed(all_of[begin : begin + 3 * RATE, None])
        return meter.loudness

    before, after = ([loudness(begin, one) for begin, _ in spoken] for one in (sound, even))
    assert max(before) - min(before) > 16
    assert max(after) - min(after) < 3
    for begin, _ in spoken:
        pause = slice(begin + 3 * RATE + RATE // 5, begin + 4 * RATE - RATE // 5)
        assert level(even[pause]) < level(sound[pause]) + 0.1


@pytest.mark.parametrize(
    ("eq", "wanted"),
    [
        ("phone", {100: -39, 200: -20, 300: -3, 500: 0, 1000: 0, 3000: 0, 3400: -3, 4500: -30, 8000: -50}),
        ("warm", {60: 0, 120: 2.5, 250: 3, 600: 0, 1000: 0, 2500: 0, 6000: -3, 12_000: -4}),
        ("clear", {100: -3, 250: -3, 700: 0, 1500: 0, 3000: 3, 5000: 3, 8000: 2, 12_000: 2}),
    ],
)
def test_tone_is_what_the_documentation_says_and_nothing_moves(eq: str, wanted: dict[int, float], tmp_path: Path) -> None:
    pulse = np.zeros(RATE)
    pulse[RATE // 2] = 1
    toned = treated(pulse, tmp_path, eq=eq)[:, 0]
    assert int(np.abs(toned).argmax()) == RATE // 2
    heard = 20 * np.log10(np.abs(np.fft.rfft(toned)))
    assert {hertz: heard[hertz] for hertz in wanted} == pytest.approx(wanted, abs=1)


def test_learned_noise_goes_and_a_tone_stays(tmp_path: Path) -> None:
    sound = noise(8, 0.01)
    sound[3 * RATE : 6 * RATE] += tone(3, 440, -20) + tone(3, 3000, -30)
    quiet = (Fraction(1), Fraction(2))
    clean = treated(sound, tmp_path, quiet=quiet, strength=Fraction(15))[:, 0]
    for first, last in ((0.1, 2.9), (6.2, 7.9)):
        there = slice(int(first * RATE), int(last * RATE))
        assert level(clean[there]) < level(sound[there]) - 14
    inner = slice(4 * RATE, 5 * RATE)
    for hertz in (440, 3000):
        assert amount(clean[inner], hertz) == pytest.approx(amount(sound[inner], hertz), abs=0.1)


def test_where_somebody_is_heard_no_noise_can_be_learned(tmp_path: Path) -> None:
    sound = noise(6, 0.005)
    sound[3 * RATE : 5 * RATE] += voice(2)
    sound[RATE : 2 * RATE] += tone(1, 300, -28)  # a hum, softer than the voice
    sound[5 * RATE + 100 :] = 0
    for first, last, why in (
        (3.2, 4.8, "no louder"), (2.1, 3.1, "something is heard in it"), (1.2, 1.8, "much softer"), (5.2, 5.8, "silence"),
    ):  # fmt: skip
        with pytest.raises(NotQuiet, match=why):
            treated(sound, tmp_path, quiet=(Fraction(first), Fraction(last)), strength=Fraction(15))


@pytest.mark.parametrize(("side", "number"), [("left", 0), ("right", 1)])
def test_one_side_of_a_stereo_file_is_exactly_that(side: Any, number: int, tmp_path: Path) -> None:
    both = np.stack([noise(1, 0.1, 1), noise(1, 0.1, 2)], axis=1)
    clip = studio.clip(studio.take(tmp_path / "a.wav", both), treatment=SoundTreatment(mono=side))
    session = studio.run(studio.cut(studio.segment("song", 25, clip)), tmp_path / "work", until="song/stem/0")
    assert np.array_equal(studio.read(session.file("song/stem/0"))[:, 0], both[:, number].astype("<f4"))


def test_all_of_them_together_move_nothing_and_are_the_same_bytes_again(tmp_path: Path) -> None:
    sound = noise(8, 0.001)
    sound[3 * RATE] = 0.9
    sound[5 * RATE : 7 * RATE] += voice(2)
    how: dict[str, Any] = {"quiet": (Fraction(0), Fraction(1)), "strength": Fraction(15), "eq": "warm"}
    how |= {"deess": True, "level": True}
    once = treated(np.stack([sound, sound / 2], axis=1), tmp_path, **how)
    assert once.shape == (8 * RATE, 2)
    assert int(np.abs(once[2 * RATE : 4 * RATE, 0]).argmax()) == RATE
    assert np.allclose(once[:, 1], once[:, 0] / 2, atol=1e-6)  # the sides stay where they are
    assert np.array_equal(once, treated(None, tmp_path, **how))


@pytest.mark.parametrize("how", [{"declick": True}, {"eq": "phone"}, {"deess": True}])
def test_a_part_of_a_long_file_is_the_same_samples(how: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = voice(12) + noise(12, 0.001)
    sound[range(RATE // 2, 12 * RATE, 31_013)] += 0.5
    whole = treated(sound, tmp_path, **how)
    monkeypatch.setattr(stems, "WHOLE", 5)
    monkeypatch.setattr(stems, "_GRID", 2)
    part = treated(sound, tmp_path, start=7, **how)
    first = 0 if "deess" in how else 4
    assert len(part) == (12 if "deess" in how else 8) * RATE
    inner = slice(RATE, 7 * RATE)
    assert level(part[inner] - whole[first * RATE :][inner]) < -140
