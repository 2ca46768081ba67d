"""Lines begin where they are heard to begin: by pauses and the length of their words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.media.spoken import LineTime, SpokenLine
from pipeline.speech.pauses import by_pauses, pace
from pipeline.speech.syllables import syllables
from tests.speech.voice import RATE, read_aloud

COUNTS = (6, 3, 8, 5, 7, 4)
PAUSES = (0.5, 0.35, 0.5, 0.3, 1.2, 0.4)


def lines(counts: Sequence[int], **more: object) -> list[SpokenLine]:
    return [SpokenLine(" ".join(["la"] * count), "en") for count in counts]


def late(found: Sequence[LineTime], begins: Sequence[float]) -> list[float]:
    """Seconds by which each line comes too early or too late."""
    return [abs(line.start / 1000 - begin) for line, begin in zip(found, begins, strict=True)]


def test_lines_begin_when_they_are_spoken() -> None:
    wave, begins, ends = read_aloud(COUNTS, PAUSES)
    found = by_pauses(wave, lines(COUNTS))
    assert max(late(found, begins)) <= 0.05
    assert max(abs(line.end / 1000 - end) for line, end in zip(found, ends, strict=True)) <= 0.1


def test_a_pause_inside_a_line_begins_no_line() -> None:
    # Six bursts of speech and five lines: the third has a pause in it, as one with a comma has.
    wave, begins, _ = read_aloud((6, 3, 4, 4, 5, 7), (0.5, 0.5, 0.5, 0.4, 0.5, 0.5))
    said = [*lines((6, 3)), SpokenLine("la la la la, la la la la", "en"), *lines((5, 7))]
    assert max(late(by_pauses(wave, said), [*begins[:3], *begins[4:]])) <= 0.05


def test_lines_are_found_in_noise() -> None:
    wave, begins, _ = read_aloud(COUNTS, PAUSES, hiss=0.02)
    assert max(late(by_pauses(wave, lines(COUNTS)), begins)) <= 0.08


def test_none_is_sure_and_what_follows_no_pause_is_doubtful() -> None:
    wave, begins, _ = read_aloud((6, 6, 6), (0.5, 0.6, 0.05))
    found = by_pauses(wave, lines((6, 6, 6)))
    assert not any(line.is_sure for line in found)
    assert found[2].confidence < 100 < found[1].confidence
    assert late(found, begins)[2] < 0.5


def test_an_anchor_stays_and_parts_the_rest() -> None:
    wave, begins, _ = read_aloud(COUNTS, PAUSES)
    said = lines(COUNTS)
    wrong = round(begins[3] * 1000) + 100
    said[3] = SpokenLine(said[3].text, "en", at=wrong)
    found = by_pauses(wave, said)
    assert (found[3].start, found[3].is_sure) == (wrong, True)
    assert max(late(found[:3], begins[:3])) <= 0.05
    assert max(late(found[4:], begins[4:])) <= 0.05


def test_the_same_sound_gives_the_same_times() -> None:
    wave, _, _ = read_aloud(COUNTS, PAUSES, hiss=0.03)
    assert by_pauses(wave, lines(COUNTS)) == by_pauses(wave.copy(), lines(COUNTS))


@pytest.mark.parametrize("seconds", [0.0, 0.005, 0.3, 20.0])
def test_silence_and_hardly_any_sound_give_times_in_order(seconds: float) -> None:
    wave = np.zeros(round(seconds * RATE), dtype=np.int16)
    found = by_pauses(wave, lines((3, 5, 2)))
    assert len(found) == 3
    assert all(one.start <= other.start for one, other in pairwise(found))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(1, 14), st.integers(0, 3))
def test_every_line_has_a_time_in_order_whatever_is_heard(counts: list[int], heard: int, pause: int) -> None:
    wave, _, _ = read_aloud([3] * heard, [0.1 + 0.2 * pause] * heard)
    found = by_pauses(wave, lines(counts))
    assert len(found) == len(counts)
    assert all(0 <= line.start <= line.end <= len(wave) * 1000 / RATE + 10 * len(counts) for line in found)
    assert all(one.start < other.start for one, other in pairwise(found))


def test_a_text_that_nobody_can_have_read_there_is_told() -> None:
    wave, _, _ = read_aloud(COUNTS, PAUSES)
    assert pace(wave, lines(COUNTS)) == ""
    assert "more than anyone can say" in pace(wave, lines([40] * 20))
    assert "far less" in pace(np.tile(wave, 20), lines((1,)))


@pytest.mark.parametrize(
    ("text", "language", "low", "high"),
    [
        ("You were promised a stage", "en", 6, 7),
        ("made", "en", 1, 1),
        ("little wishes", "en", 3, 5),
        ("Alguien abrió la ventana", "es", 8, 10),
        ("жанна поёт", "ru", 4, 4),
        ("だれかがふねをおった", "ja", 9, 11),
        ("誰かが舟を折った", "ja", 9, 13),
        ("今天下雨", "zh", 4, 4),
        ("같이 노래하자", "ko", 6, 6),
        ("खिड़की से एक गीत", "hi", 5, 9),
        ("قالت لي أمي", "ar", 3, 6),
        ("เสียงจากห้อง", "th", 3, 7),
        ("1969", "en", 6, 8),
        ("—", "en", 1, 1),
    ],
)
def test_syllables_are_about_as_many_as_are_said(text: str, language: str, low: int, high: int) -> None:
    assert low * 100 <= syllables(text, language) <= high * 100


@pytest.mark.parametrize(("seconds", "told"), [(0.3, "somebody speaks for 0."), (14, "somebody speaks for 11 s")])
def test_how_long_somebody_speaks_is_told_in_tenths_where_it_is_short(seconds: float, told: str) -> None:
    """It said `0 s` of what is heard for a third of a second."""
    count = round(seconds * 4)
    wave, _, _ = read_aloud((count,), (0.1,))
    (text,) = lines((40 * count,))
    message = pace(wave, [text])
    assert message.startswith(told)
    assert "for 0.0 s" not in message
