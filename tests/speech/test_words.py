"""A line is sure where two listeners agree; what each of them hears, and what is made of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.media.spoken import SpokenLine
from pipeline.speech import likeness
from pipeline.speech.likeness import TooMuch, by_likeness
from pipeline.speech.phones import PHONES, phones
from pipeline.speech.words import Heard, joined
from tests.speech.voice import RATE, read_aloud

Sound = npt.NDArray[np.float64]
COUNTS, PAUSES = (6, 5, 8, 5, 7), (0.5, 0.4, 0.5, 0.4, 0.6)


def lines(count: int, **at: int) -> list[SpokenLine]:
    return [SpokenLine("la la la la la", "en", at=at.get(f"n{number}")) for number in range(count)]


def said(seed: int, mouth: float = 1.0, seconds: float = 1.4) -> Sound:
    """A line of its own: a buzz of the voice through two resonances that move from syllable to syllable, as vowels do."""
    choice = np.random.default_rng(seed)
    period = round(RATE / (120 * mouth))
    parts = []
    for _ in range(round(seconds / 0.14)):
        first, second = choice.uniform(250, 900) * mouth, choice.uniform(1000, 2800) * mouth
        count = round(0.14 * RATE)
        buzz = np.zeros(count)
        buzz[::period] = 1
        spectrum = np.fft.rfft(buzz)
        pitch = np.fft.rfftfreq(count, 1 / RATE)
        shape = sum(1 / (1 + ((pitch - centre) / 80) ** 2) for centre in (first, second))
        sound = np.fft.irfft(spectrum * shape, count)
        parts.append(sound / np.abs(sound).max() * np.hanning(count) ** 0.3)
    return np.concatenate(parts) * 0.4


def wave(parts: Sequence[Sound]) -> npt.NDArray[np.int16]:
    whole = np.concatenate(parts)
    whole = whole + np.random.default_rng(3).normal(0, 0.0008, len(whole))
    return np.clip(np.rint(whole * 32767), -32768, 32767).astype(np.int16)


def reading(order: Sequence[int], pause: float, mouth: float) -> tuple[npt.NDArray[np.int16], list[float]]:
    """The lines of these numbers as a reader with another mouth says them, and when each begins."""
    parts, begins, at = [], [], 0.0
    for number in order:
        parts += [np.zeros(round(pause * RATE)), said(number, mouth)]
        begins.append(at + pause)
        at = sum(map(len, parts)) / RATE
    return wave([*parts, np.zeros(RATE // 2)]), begins


MACHINE = [wave([said(number)]) for number in range(5)]


def off(found: Sequence[tuple[int, int] | None], begins: Sequence[float]) -> float:
    assert None not in found
    return max(abs(one[0] / 1000 - begin) for one, begin in zip(found, begins, strict=True) if one)


@pytest.mark.parametrize("mouth", [0.9, 1.12])
def test_another_voice_is_found_to_say_the_lines_without_a_pause(mouth: float) -> None:
    sound, begins = reading(range(5), 0.02, mouth)
    assert off(by_likeness(sound, MACHINE), begins) <= 0.15


def test_an_introduction_is_no_line() -> None:
    sound, begins = reading([11, 12, 0, 1, 2, 3, 4], 0.3, 1.0)
    assert off(by_likeness(sound, MACHINE), begins[2:]) <= 0.15


def test_a_line_that_is_left_out_is_not_heard() -> None:
    sound, begins = reading([0, 1, 3, 4], 0.3, 1.0)
    found = by_likeness(sound, MACHINE)
    assert found[2] is None
    assert off([*found[:2], *found[3:]], begins) <= 0.15


def test_of_a_line_that_is_said_again_the_first_time_counts() -> None:
    sound, begins = reading([0, 1, 2, 2, 3, 4], 0.3, 1.0)
    assert off(by_likeness(sound, MACHINE), [*begins[:3], *begins[4:]]) <= 0.15


def test_what_is_too_long_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "MOST", 1000)
    with pytest.raises(TooMuch):
        by_likeness(reading([0], 0.3, 1.0)[0], MACHINE)


@pytest.mark.parametrize(
    ("sounds", "expected"),
    [
        ("w ˈɪ n d oʊ", "W IH N D OW"), ("tɕ ˌiː", "CH IY"), ("ʃ t ɾ ˈɑː", "SH T R AA"), ("ɲ ɔ̃", "N Y AO"), ("ts ˈuː", "T S UW"),
        ("ʔ", ""),
    ],
)
def test_sounds_of_any_language_become_phones_of_english(sounds: str, expected: str) -> None:
    found = phones(sounds.split())
    assert found == expected.split()
    assert set(found) <= set(PHONES)


def heard(begins: Sequence[float | None], other: Sequence[float | None]) -> Heard:
    def times(given: Sequence[float | None]) -> list[tuple[int, int] | None]:
        return [None if one is None else (round(one * 1000), round(one * 1000) + 700) for one in given]

    return Heard(times(begins), times(other))


def test_where_both_agree_a_line_is_sure() -> None:
    sound, begins, _ = read_aloud(COUNTS, PAUSES)
    found = joined(sound, lines(5), heard(begins, [begin + 0.04 for begin in begins]))
    assert (found.method, found.refused) == ("words", "")
    assert all(line.is_sure and line.confidence == 920 for line in found.lines)
    assert [line.start for line in found.lines] == [round(begin * 1000) for begin in begins]


def test_where_they_differ_or_one_is_silent_the_pauses_guess_between_the_others() -> None:
    sound, begins, _ = read_aloud(COUNTS, PAUSES)
    other: list[float | None] = list(begins)
    other[1], other[3] = None, begins[3] + 0.7
    found = joined(sound, lines(5), heard(begins, other))
    assert [line.is_sure for line in found.lines] == [True, False, True, False, True]
    assert [line.start / 1000 for line in found.lines] == pytest.approx(begins, abs=0.06)
    assert all(0 < line.confidence < 700 for line in found.lines if not line.is_sure)


@pytest.mark.parametrize("listener", ["grammar", "likeness"])
def test_a_line_that_one_heard_after_an_introduction_is_guessed_there(listener: str) -> None:
    sound, begins, _ = read_aloud((9, 9, *COUNTS), (0.5, 0.3, *PAUSES))
    own = begins[2:]
    without: list[float | None] = [None, *own[1:]]
    found = joined(sound, lines(5), heard(own, without) if listener == "grammar" else heard(without, own))
    assert (found.lines[0].start, found.lines[0].is_sure) == (round(own[0] * 1000), False)
    assert 0 < found.lines[0].confidence < 500


def test_two_that_agree_out_of_order_are_not_sure() -> None:
    sound, begins, _ = read_aloud(COUNTS, PAUSES)
    swapped = [begins[0], begins[3], begins[2], begins[3] + 0.5, begins[4]]
    found = joined(sound, lines(5), heard(swapped, swapped))
    assert not found.lines[1].is_sure
    assert [line.start for line in found.lines] == sorted(line.start for line in found.lines)


def test_where_under_half_agree_nothing_is_sure() -> None:
    sound, begins, _ = read_aloud(COUNTS, PAUSES)
    found = joined(sound, lines(5), heard(begins, [begins[0], begins[1], None, None, begins[4] + 2]))
    assert (found.method, found.refused) == ("pauses", "of 5 lines 2 were heard in it")
    assert not any(line.is_sure for line in found.lines)


def test_an_anchor_is_neither_heard_nor_moved() -> None:
    sound, begins, _ = read_aloud(COUNTS, PAUSES)
    found = joined(sound, lines(5, n2=4000), heard(begins, begins))
    assert (found.lines[2].start, found.lines[2].is_sure) == (4000, True)
