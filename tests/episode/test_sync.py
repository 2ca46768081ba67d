"""The finished file, judged from outside: every frame and sample as planned, picture and sound together from end to end."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.captions import Caption, read, write_srt
from pipeline.timebase import sample_of
from tests.episode.show import BARE, build, flash_and_beep, make_show, pictures, sound

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

MANIFEST = """
episode: {title: Flash and Beep, season: 1, number: 1}
segments:
  - clip: One
    file: a.mov
    captions: {es: a.srt}
  - clip: Two
    file: b.mov
    transition: {dissolve: 0.24}
    captions: {es: b.srt}
  - clip: Three
    file: a.mov
    in: 30f
    captions: {es: a.srt}
    caption_time: file
  - docu-short: Four
    dissolve: 0.4
    clips:
      - {file: b.mov, captions: {es: b.srt}}
      - {file: a.mov, in: 0.834, captions: {es: a.srt}}
"""


@pytest.fixture(scope="module", params=["25", "30000/1001"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Fraction]:
    rate: str = request.param
    folder = make_show(tmp_path_factory.mktemp("show"), f"rate: {rate}\n{BARE}")
    # Flashes stand on frames of the rate, so that "when" is the same for eye and ear.
    frame = 1 / Fraction(rate)
    flash_and_beep(folder / "episodes/media/a.mov", 4, rate, [float(k * frame) for k in (10, 40, 70)])
    flash_and_beep(folder / "episodes/media/b.mov", 3, rate, [float(k * frame) for k in (12, 50)])
    for name, flashes in (("a", (10, 40, 70)), ("b", (12, 50))):  # a caption on each, in the film's own time
        cues = [Caption(flash * frame, flash * frame + Fraction(1, 5), f"{name} {flash}") for flash in flashes]
        (folder / f"episodes/media/{name}.srt").write_text(write_srt(cues))
    (folder / "episodes/e.yaml").write_text(MANIFEST)
    movie, _, _ = build(folder / "episodes/e.yaml")
    return movie, Fraction(rate)


def test_frames_are_as_many_and_as_regular_as_planned(made: tuple[Path, Fraction]) -> None:
    movie, rate = made
    times, _ = pictures(movie)
    a, b = (int(seconds * rate + Fraction(1, 2)) for seconds in (4, 3))
    rest = int((4 - Fraction("0.834")) * rate + Fraction(1, 2))
    dissolves = sum(int(Fraction(length) * rate + Fraction(1, 2)) for length in ("0.24", "0.4"))
    planned = a + b + (a - 30) + b + rest - dissolves
    assert times == [n / rate for n in range(planned)]


def test_the_sound_has_exactly_the_planned_samples(made: tuple[Path, Fraction]) -> None:
    movie, rate = made
    times, _ = pictures(movie)
    assert len(sound(movie)) == sample_of(len(times), rate)


def test_there_is_no_edit_list_and_the_index_is_in_front(made: tuple[Path, Fraction]) -> None:
    content = made[0].read_bytes()
    assert b"elst" not in content
    assert content.index(b"moov") < content.index(b"mdat")


def test_flash_and_beep_stay_together_at_the_start_at_each_join_and_at_the_end(made: tuple[Path, Fraction]) -> None:
    movie, rate = made
    _, luma = pictures(movie)
    bright = luma.mean(axis=(1, 2)) > 90
    flashes = [n / rate for n in range(len(bright)) if bright[n] and not bright[n - 1]]
    loud = np.abs(sound(movie)[:, 0])
    beeps = onsets(loud)
    assert len(flashes) == len(beeps) >= 10
    # The last clip is cut between two frames of its file, so its two flashes stand on the nearest of the episode's.
    offsets = [float(beep - flash) for flash, beep in zip(flashes, beeps, strict=True)][:-2]
    # The issue asks for 1 ms; what can be measured is the rise of the beep's first wave, some samples.
    assert max(map(abs, offsets)) < 0.0002, offsets
    assert max(offsets) - min(offsets) < 0.0002


def test_a_films_captions_stand_where_it_is_heard_whatever_its_cut_and_its_dissolves(made: tuple[Path, Fraction]) -> None:
    movie, _ = made
    captions = read(movie.with_suffix(".es.srt").read_bytes(), "e.es.srt")
    beeps = onsets(np.abs(sound(movie)[:, 0]))
    assert [one.text for one in captions] == [
        "a 10", "a 40", "a 70", "b 12", "b 50", "a 40", "a 70", "b 12", "b 50", "a 40", "a 70"
    ]  # fmt: skip
    assert max(abs(one.start - beep) for one, beep in zip(captions, beeps, strict=True)) <= Fraction(1, 1000)


def onsets(loud: np.ndarray) -> list[Fraction]:
    """Return when each beep begins: 3 samples before its first wave, 1 kHz from phase 0, passes a third of its own height."""
    hot = np.flatnonzero(loud > 0.2 * loud.max())
    found = []
    for group in np.split(hot, np.flatnonzero(np.diff(hot) > 2400) + 1):
        beep = loud[group[0] - 96 : group[-1]]
        found.append(Fraction(int(group[0]) - 96 + int(np.argmax(beep > beep.max() / 3)) - 3, 48000))
    return found
