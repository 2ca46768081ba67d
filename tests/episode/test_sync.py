"""The finished file, judged from outside: every frame and sample as planned, picture and sound together from end to end."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.timebase import sample_of
from tests.episode.show import BARE, build, flash_and_beep, make_show, pictures, sound

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

MANIFEST = """
episode: {title: Flash and Beep, season: 1, number: 1}
segments:
  - clip: One
    file: a.mov
  - clip: Two
    file: b.mov
    transition: {dissolve: 0.24}
  - clip: Three
    file: a.mov
    in: 1
  - clip: Four
    file: b.mov
"""


@pytest.fixture(scope="module", params=["25", "30000/1001"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Fraction]:
    rate: str = request.param
    folder = make_show(tmp_path_factory.mktemp("show"), f"rate: {rate}\n{BARE}")
    # Flashes stand on frames of the rate, so that "when" is the same for eye and ear.
    frame = 1 / Fraction(rate)
    flash_and_beep(folder / "episodes/media/a.mov", 4, rate, [float(k * frame) for k in (10, 40, 70)])
    flash_and_beep(folder / "episodes/media/b.mov", 3, rate, [float(k * frame) for k in (12, 50)])
    (folder / "episodes/e.yaml").write_text(MANIFEST)
    movie, _, _ = build(folder / "episodes/e.yaml")
    return movie, Fraction(rate)


def test_frames_are_as_many_and_as_regular_as_planned(made: tuple[Path, Fraction]) -> None:
    movie, rate = made
    times, _ = pictures(movie)
    lengths = [4, 3, 3, 3]
    planned = sum(int(seconds * rate + Fraction(1, 2)) for seconds in lengths) - int(Fraction("0.24") * rate + Fraction(1, 2))
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
    assert len(flashes) == len(beeps) >= 8
    offsets = [float(beep - flash) for flash, beep in zip(flashes, beeps, strict=True)]
    # A sample of silence before and half a period of the beep's first wave are the limits of what can be measured.
    assert max(map(abs, offsets)) < 0.001, offsets
    assert abs(offsets[-1] - offsets[0]) < 0.0005


def onsets(loud: np.ndarray) -> list[Fraction]:
    """Return when each beep begins: by its end and its known length, since an encoder's echo runs ahead of a beep's beginning."""
    threshold = 0.35 * loud.max()
    hot = np.flatnonzero(loud > threshold)
    groups = np.split(hot, np.flatnonzero(np.diff(hot) > 2400) + 1)
    return [Fraction(int(group[0]) - 6, 48000) for group in groups]
