"""Captions of a take that is lined up by its sound: they stand where it does, in the files as in what is heard."""

from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.app.captioning import look
from pipeline.captions import Caption, read, write_srt
from pipeline.faults import ActionFailed
from tests.episode.show import BARE, build, make_show, opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

SECONDS, LATER, RATE = 10, 1.5, 48_000
MANIFEST = """
episode: {title: Take, season: 1, number: 1}
segments:
  - card: Welcome
    length: 1
  - music: Song
    stems:
      - {file: first.wav, by: ana}
      - {file: take.wav, by: ana, sync: auto, captions: {es: take.srt}}
    picture: "#303030"
"""


def write(path: Path, samples: np.ndarray) -> None:
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes((samples * 20_000).astype("<i2").tobytes())


def played(seconds: float) -> np.ndarray:
    """Return a piece of taps at no regular times, which any two who hear it can line up."""
    chance = np.random.default_rng(7)
    sound = 0.002 * chance.standard_normal(round(seconds * RATE))
    for at in np.cumsum(chance.uniform(0.15, 0.5, 60)):
        begin = round(at * RATE)
        length = min(4800, len(sound) - begin)
        if length > 0:
            sound[begin : begin + length] += 0.6 * chance.standard_normal(length) * np.exp(-np.arange(length) / 900)
    return np.clip(sound, -1, 1)


@pytest.fixture
def show(tmp_path: Path) -> Path:
    folder = make_show(tmp_path / "show", f"rate: 25\n{BARE}")
    media, piece = folder / "episodes/media", played(SECONDS)
    write(media / "first.wav", piece)
    write(media / "take.wav", piece[round(LATER * RATE) :])
    cues = [Caption(Fraction(at, 10), Fraction(at + 8, 10), f"at {at}") for at in (20, 45, 70)]
    (media / "take.srt").write_text(write_srt(cues))
    (folder / "episodes/e.yaml").write_text(MANIFEST)
    return folder


@pytest.mark.long
def test_they_stand_where_the_take_was_found_to(show: Path) -> None:
    with opened_warm([show / "episodes/e.yaml"]) as opened:
        assert opened.good(show / "episodes/e.yaml", "tiny") is not None  # a check hears nothing
    movie, ran, _ = build(show / "episodes/e.yaml")
    found = read(movie.with_suffix(".es.srt").read_bytes(), "e.es.srt")
    assert [one.text for one in found] == ["at 20", "at 45", "at 70"]
    for one, at in zip(found, (2, Fraction(9, 2), 7), strict=True):
        assert abs(one.start - (1 + Fraction(LATER) + at)) <= Fraction(1, 1000)
        assert abs(one.end - one.start - Fraction(4, 5)) <= Fraction(1, 1000)
    assert not [one for one in ran if "/sync/" in one], "it was heard before the rest was planned, and once"
    with opened_warm([show / "episodes/e.yaml"], writes=False, proves=False) as opened:
        judged = look(opened, show / "episodes/e.yaml")  # what was heard once is known
    assert judged.told == ()
    assert [(one.path, one.number, one.rule, one.timecode) for one in judged.remarks] == [
        ("take.srt", number, "short", f"0:00:{at}") for number, at in ((1, "04.520"), (2, "07.000"), (3, "09.520"))
    ]
    (fix,) = judged.fixes
    assert all(Fraction(5, 6) <= one.end - one.start < Fraction(9, 10) for one in read(fix.after, "take.srt"))
    (show / "episodes/media/take.srt").write_text((show / "episodes/media/take.srt").read_text().replace("at 45", "at a few"))
    _, again, _ = build(show / "episodes/e.yaml")
    assert again == ["programme/join"]


def test_a_take_that_cannot_be_lined_up_is_told_before_anything_is_made(show: Path) -> None:
    write(show / "episodes/media/take.wav", 0.3 * np.random.default_rng(9).standard_normal(8 * RATE).clip(-1, 1))
    with pytest.raises(ActionFailed, match=r"sync: auto is not sure"):
        build(show / "episodes/e.yaml")
    with opened_warm([show / "episodes/e.yaml"]) as opened:
        (told,) = opened.diagnostics(show / "episodes/e.yaml", "tiny")
    assert str(told).startswith("episodes/e.yaml:9:")


def test_they_say_who_speaks_and_stand_above_names_as_all_captions_do(show: Path) -> None:
    cue = "WEBVTT\n\n00:01.500 --> 00:02.500\n<v Ana Å>One\nTwo\n"
    (show / "episodes/media/take.vtt").write_text(cue, encoding="utf-8")
    manifest = MANIFEST.replace("take.srt", "take.vtt").replace("number: 1}", "number: 1}\nsdh: on\nlanguage: es")
    Image.new("RGB", (160, 90), "navy").save(show / "episodes/media/tile.png")
    manifest = manifest.replace('picture: "#303030"', "picture: {mosaic: [{file: tile.png, by: ana}, {file: tile.png, by: ana}]}")
    (show / "episodes/e.yaml").write_text(manifest)
    with opened_warm([show / "episodes/e.yaml"]) as opened:
        (music,) = [one for one in opened.work(show / "episodes/e.yaml", "tiny").timeline.segments if one.name == "song"]
    label, said = (one.caption for one in sorted(music.stack.cues["es"], key=lambda one: one.caption.start))
    assert label.text.startswith("[música: Song")
    assert label.end < said.start, "the label is put where the take says nothing"
    assert said.text.split() == ["[Ana", "Å]", "One", "Two"]
    assert said.place.line is not None
    assert said.place.line < 80
