"""How far lines are from where they are spoken, in readings by three synthesisers: plain, in noise, over music, in a room, with
lines left out, said twice or announced. Measured with and without what listens for words."""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from pipeline.captions import read
from pipeline.execution.aligner import WorkerAligner
from pipeline.execution.listening import heard
from pipeline.media.probe import probe
from pipeline.media.spoken import LineTime, Reading, Spoken, SpokenLine
from pipeline.speech.pauses import by_pauses
from tests.speech.readings import IS_HERE, LETTER, SPANISH, STRANGER, TIDE, Case, Made, cases, made
from tests.speech.voice import RATE, write

MEDIA = Path(os.environ.get("TOGETHER_MEDIA", "/nowhere"))
HAS_WORDS = find_spec("pocketsphinx") is not None and find_spec("espeakng_loader") is not None
MUST_SPEAK, MUST_HEAR = "TOGETHER_VOICES" in os.environ, "TOGETHER_ALIGN" in os.environ
"""What `.ci/run` and `make test-align` promise to be here: then its lack is a failure, and nothing is skipped."""

needs_voices = pytest.mark.skipif(not (IS_HERE or MUST_SPEAK), reason="apt-get install espeak-ng flite festival")
needs_words = pytest.mark.skipif(not (HAS_WORDS or MUST_HEAR), reason="pip install create-together[align], or make test-align")
needs_film = pytest.mark.skipif(not (MEDIA / "friday.mp4").is_file(), reason="TOGETHER_MEDIA holds no friday.mp4")


def lines(case: Case) -> list[SpokenLine]:
    return [SpokenLine(text, case.language, number in case.stanzas) for number, text in enumerate(case.lines)]


@cache
def readings() -> list[Made]:
    return [made(case) for case in cases()]


def late(reading: Made, found: tuple[LineTime, ...]) -> list[float]:
    """Milliseconds by which each line that is spoken comes too early or too late."""
    return [abs(line.start - 1000 * begin) for line, begin in zip(found, reading.starts, strict=True) if begin is not None]


@pytest.mark.long
@needs_voices
def test_without_words_half_of_the_lines_are_within_a_tenth_of_a_second() -> None:
    errors = [error for reading in readings() for error in late(reading, by_pauses(reading.wave, lines(reading.case)))]
    assert len(errors) > 300
    assert np.mean(np.array(errors) <= 100) >= 0.5


@pytest.mark.long
@needs_voices
@needs_words
@pytest.mark.parametrize("voice", ["flite:slt", "flite:rms", "festival", "espeak:en-us", "espeak "])
def test_with_words_nine_of_ten_lines_are_right_and_none_that_is_sure_is_wrong(voice: str) -> None:
    from pipeline.speech.words import by_words

    errors: list[float] = []
    for reading in (made(case) for case in cases() if case.name.startswith(voice)):
        found = by_words(reading.wave, lines(reading.case))
        errors += late(reading, found.lines)
        for line, begin in zip(found.lines, reading.starts, strict=True):
            # A line that nobody reads is nowhere, so it is not sure.
            assert not line.is_sure or (begin is not None and abs(line.start - 1000 * begin) < 500), reading.case.name
    assert len(errors) > 35
    assert np.mean(np.array(errors) <= 150) >= 0.9


@pytest.mark.long
@needs_voices
@needs_words
def test_the_process_that_listens_is_sure_of_a_plain_reading(tmp_path: Path) -> None:
    """With its limits of memory, and from a file: as a build listens."""
    reading = made(Case("plain", "flite:rms", TIDE))
    path = write(tmp_path / "tide.wav", reading.wave)
    sound = probe(path, "", path.name).sound
    assert sound is not None
    aligner = WorkerAligner()
    asked = Reading(path.name, None, 0, len(reading.wave) * 1000 // RATE, tuple(lines(reading.case)))
    found = aligner.find(path, sound, asked)
    aligner.close()
    assert (found.method, found.refused) == ("words", "")
    assert all(line.is_sure for line in found.lines)
    assert max(late(reading, found.lines)) <= 150


@pytest.mark.long
@needs_voices
@needs_words
@pytest.mark.parametrize("voice", ["flite:slt", "festival", "espeak:en-us"])
def test_a_text_that_nobody_reads_is_refused(voice: str) -> None:
    from pipeline.speech.words import by_words

    found = by_words(made(Case("wrong", voice, STRANGER)).wave, lines(Case("wrong", voice, LETTER)))
    assert found.refused
    assert not any(line.is_sure for line in found.lines)


@pytest.mark.long
@needs_voices
@needs_words
def test_what_is_said_the_same_is_found_the_same() -> None:
    from pipeline.speech.words import by_words

    reading, spanish = readings()[0], made(Case("other", "espeak:es", SPANISH[:2], "es"))
    first = by_words(reading.wave, lines(reading.case))
    by_words(spanish.wave, lines(spanish.case))  # what the machine has said before makes no difference
    assert by_words(reading.wave.copy(), lines(reading.case)) == first


def friday() -> tuple[np.ndarray, list[SpokenLine], list[float]]:
    captions = read((MEDIA / "friday.vtt").read_bytes(), "friday.vtt")
    sound = heard(MEDIA / "friday.mp4", 0, 0, 0, 6000)
    return sound, [SpokenLine(caption.text, "en") for caption in captions], [float(caption.start) for caption in captions]


@needs_film
@needs_words
@pytest.mark.long
def test_people_who_talk_over_one_another_in_a_film_are_not_called_sure_where_they_are_not() -> None:
    from pipeline.speech.words import by_words

    sound, said, begins = friday()
    found: Spoken = by_words(sound, said)
    sure = [(line, begin) for line, begin in zip(found.lines, begins, strict=True) if line.is_sure]
    assert [line for line, begin in sure if abs(line.start / 1000 - begin) >= 0.5] == []


def test_the_readings_are_of_all_the_kinds() -> None:
    names = " ".join(case.name for case in cases())
    assert all(kind in names for kind in ("plain", "noise", "bed", "room", "repeats", "skips", "introduction", "run on", " ja"))
