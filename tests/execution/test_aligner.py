"""A voice is listened to in a process of its own: what is heard there, and what breaks it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.execution.aligner import WorkerAligner
from pipeline.media.faults import MediaFault
from pipeline.media.info import SoundInfo
from pipeline.media.probe import probe
from pipeline.media.spoken import Reading, SpokenLine
from tests.ffmpeg.running import FFMPEG
from tests.processes import children, is_gone
from tests.speech.voice import read_aloud, write

COUNTS, PAUSES = (6, 3, 8, 5), (0.5, 0.4, 0.6, 0.5)
LINES = tuple(SpokenLine(" ".join(["la"] * count), "en") for count in COUNTS)


@pytest.fixture(scope="module")
def aligner() -> Iterator[WorkerAligner]:
    made = WorkerAligner()
    yield made
    made.close()


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[float]]:
    wave, begins, _ = read_aloud(COUNTS, PAUSES)
    return write(tmp_path_factory.mktemp("voice") / "voice.wav", wave), begins


def sound_of(path: Path) -> SoundInfo:
    found = probe(path, "", path.name).sound
    assert found is not None
    return found


def late(aligner: WorkerAligner, path: Path, begins: list[float], start: int = 0, end: int = 9000) -> list[float]:
    found = aligner.find(path, sound_of(path), Reading(path.name, None, start, end, LINES))
    return [abs(line.start / 1000 - begin) for line, begin in zip(found.lines, begins, strict=True)]


def test_lines_are_found_on_the_clock_of_the_file(aligner: WorkerAligner, voice: tuple[Path, list[float]]) -> None:
    assert max(late(aligner, *voice)) <= 0.06


def test_what_is_cut_off_moves_nothing(aligner: WorkerAligner, voice: tuple[Path, list[float]]) -> None:
    assert max(late(aligner, *voice, start=330)) <= 0.06


@pytest.mark.parametrize(("name", "arguments"), [
    ("voice.m4a", ["-c:a", "aac", "-ar", "44100"]),
    ("voice.mp3", ["-c:a", "libmp3lame", "-ar", "44100"]),
    ("voice.flac", ["-ac", "2", "-ar", "96000"]),
])  # fmt: skip
def test_a_coded_voice_is_heard_when_it_sounds(
    aligner: WorkerAligner, voice: tuple[Path, list[float]], tmp_path: Path, name: str, arguments: list[str]
) -> None:
    path, begins = voice
    coded = tmp_path / name
    subprocess.run([FFMPEG, "-loglevel", "error", "-i", path, *arguments, coded], check=True)
    assert max(late(aligner, coded, begins)) <= 0.06


def test_a_sound_that_begins_late_is_heard_late(aligner: WorkerAligner, voice: tuple[Path, list[float]], tmp_path: Path) -> None:
    path, begins = voice
    film = tmp_path / "film.mp4"
    picture = ["-f", "lavfi", "-i", "color=black:s=160x90:r=10:d=8"]
    command = [FFMPEG, "-loglevel", "error", *picture, "-itsoffset", "0.7", "-i", path, "-c:v", "libx264", "-c:a", "aac", film]
    subprocess.run(command, check=True)
    assert float(sound_of(film).first) == pytest.approx(0.7, abs=0.1)
    assert max(late(aligner, film, [begin + 0.7 for begin in begins], end=9700)) <= 0.06


def test_what_is_no_sound_is_told(aligner: WorkerAligner, tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    path.write_bytes(b"RIFF" + bytes(200))
    sound = SoundInfo(0, "pcm_s16le", 48000, 1, "mono", Fraction(0), Fraction(3))
    with pytest.raises(MediaFault, match="cannot be listened to"):
        aligner.find(path, sound, Reading("voice.wav", None, 0, 3000, LINES))


def test_a_reading_that_is_longer_than_an_hour_is_told(aligner: WorkerAligner, voice: tuple[Path, list[float]]) -> None:
    with pytest.raises(MediaFault, match="longer than 60 minutes"):
        late(aligner, *voice, end=3_700_000)


def test_a_process_that_breaks_on_the_words_hears_the_pauses_and_tells_it(
    voice: tuple[Path, list[float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    aligner = WorkerAligner("tests.execution.broken_listener")
    path, _ = voice
    found = aligner.find(path, sound_of(path), Reading("voice.wav", None, 0, 9000, LINES))
    aligner.close()
    assert found.method == "pauses"
    assert "broke" in found.refused


def test_its_processes_end_with_it(voice: tuple[Path, list[float]]) -> None:
    before = set(children())
    aligner = WorkerAligner()
    late(aligner, *voice)
    (pid,) = set(children()) - before
    aligner.close()
    assert is_gone(pid)
