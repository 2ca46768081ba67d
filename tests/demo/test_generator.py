"""The generator makes the same media each time, whole or not at all."""

import hashlib
import importlib.util
import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from episodes.generator import __main__ as generator
from episodes.generator import backgrounds, bassist, drummer, guitarist, music, patchwork, street, texts, voice, window
from episodes.generator.dsp import RATE, Signal
from episodes.generator.film import samples, write_wav
from episodes.generator.works import WORKS, Work

SOUNDS: dict[str, Callable[[], Signal]] = {
    "guitar": music.guitar.__wrapped__,
    "bass": music.bass.__wrapped__,
    "drums": music.drums.__wrapped__,
    "pad": music.pad.__wrapped__,
    "voice": lambda: voice.read_aloud(texts.POEM, 25),
    "window": window.sound,
    "street": street.sound,
    "patchwork": patchwork.sound,
}
FILMS: dict[str, Callable[[], Iterator[Image.Image]]] = {
    "guitar": guitarist.film,
    "bass": bassist.film,
    "drums": drummer.film,
    "window": window.film,
    "street": street.film,
    "lake": backgrounds.lake,
    "dawn": backgrounds.dawn,
    "patchwork": patchwork.pictures,
}


@pytest.mark.parametrize("name", SOUNDS)
def test_a_sound_is_the_same_twice_and_clean(name: str) -> None:
    first, again = SOUNDS[name](), SOUNDS[name]()
    assert hashlib.sha256(samples(first)).digest() == hashlib.sha256(samples(again)).digest()
    peak = 20 * np.log10(np.abs(first).max())
    assert -20 < peak <= -2, "neither lost nor near full scale"
    assert np.abs(first[..., 0]).max() < 0.001, "no click at its beginning"
    assert np.abs(first[..., -1]).max() < 0.001, "no click at its end"


@pytest.mark.parametrize("write", [music.guitar_notes, music.bass_notes, music.drum_notes])
def test_a_part_is_written_alike_twice_and_in_time(write: Any) -> None:
    notes = write.__wrapped__()
    assert notes == write.__wrapped__()
    assert [note.time for note in notes] == sorted(note.time for note in notes)
    assert notes[0].time >= 0
    assert notes[-1].time < music.LENGTH


@pytest.mark.long
@pytest.mark.parametrize("name", FILMS)
def test_a_film_is_the_same_twice_and_moves(name: str) -> None:
    first, again = ([frame.tobytes() for frame in itertools.islice(FILMS[name](), 0, 26, 5)] for _ in range(2))
    assert first == again
    assert len(set(first)) > 1


def test_the_drummer_is_late_by_what_it_says() -> None:
    played, taken = (music.drums(late=late).mean(axis=0)[: 9 * RATE] for late in (False, True))
    size = 1 << 20
    matched = np.fft.irfft(np.fft.rfft(taken, size) * np.conj(np.fft.rfft(played, size)), size)
    assert int(np.argmax(matched)) == round(music.LATE * RATE)


def test_strings_sound_in_tune() -> None:
    for pitch in (40, 55, 67, 79):
        tone = music.pluck(pitch, 2.0, 0.8, np.random.default_rng(1))
        spectrum = np.abs(np.fft.rfft(tone[RATE // 10 :] * np.hanning(tone.size - RATE // 10), 1 << 19))
        hertz = np.fft.rfftfreq(1 << 19, 1 / RATE)
        near = (hertz > music.hertz(pitch) * 0.94) & (hertz < music.hertz(pitch) * 1.06)
        heard = float(hertz[near][np.argmax(spectrum[near])])
        assert abs(1200 * np.log2(heard / music.hertz(pitch))) < 4, "within four hundredths of a semitone"


def test_a_sound_that_would_clip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"1\.20 of full scale"):
        write_wav(tmp_path / "loud.wav", np.full(100, 1.2))


def test_what_is_made_is_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[str] = []

    def write(target: Path) -> None:
        made.append(target.name)
        target.write_bytes(b"x" * 1000)

    work = Work("a/tone.wav", write, 1)
    monkeypatch.setattr(generator, "WORKS", (work,))
    generator.make(tmp_path, 0, "code 1")
    assert generator.is_made(tmp_path, work, "code 1")
    assert not generator.is_made(tmp_path, work, "code 2"), "made by older code"
    (tmp_path / "a/tone.wav").write_bytes(b"x" * 10)
    assert not generator.is_made(tmp_path, work, "code 1"), "cut off"
    generator.make(tmp_path, 0, generator.digest())
    assert generator.main([str(tmp_path)]) == 0
    assert "are made" in capsys.readouterr().out
    assert len(made) == 2


def test_a_work_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError("disk full")

    work = Work("tone.wav", fail, 1)
    monkeypatch.setattr(generator, "WORKS", (work,))
    with pytest.raises(OSError, match="disk full"):
        generator.make(tmp_path, 0, "code")
    assert [path.name for path in tmp_path.iterdir()] == [".made"]
    assert not generator.is_made(tmp_path, work, "code")


def test_works_have_places_of_their_own() -> None:
    assert len({work.path for work in WORKS}) == len(WORKS)


def test_the_scene_draws_any_size_and_each_frame_by_itself() -> None:
    path = Path(generator.__file__).parent.parent / "scenes" / "lanterns.py"
    spec = importlib.util.spec_from_file_location("lanterns", path)
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for width, height in ((160, 90), (90, 160)):
        forwards = module.scene(width, height, Fraction(24), 48)
        frames = [forwards.get_frame(number / 24) for number in range(0, 48, 12)]
        backwards = module.scene(width, height, Fraction(24), 48)
        again = [backwards.get_frame(number / 24) for number in reversed(range(0, 48, 12))][::-1]
        assert all(frame.shape == (height, width, 3) for frame in frames)
        assert all(np.array_equal(one, other) for one, other in zip(frames, again, strict=True))
        assert not np.array_equal(frames[0], frames[-1])
