"""A J-cut and an L-cut in the finished file: every frame and every beep where it belongs, picture and sound in step."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.captions import Caption, read, write_srt
from tests.episode.show import BARE, build, flash_and_beep, make_show, pictures, sound

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

MANIFEST = """
episode: {title: Over the Cut, season: 1, number: 1}
segments:
  - clip: One
    file: a.mov
    sound_trails: 6f
  - clip: Two
    file: b.mov
    captions: {en: b.srt}
  - clip: Three
    file: b.mov
    sound_leads: 10f
    captions: {en: b.srt}
"""
A, B = (10, 46), (3, 30)
"""Frames of each film that are white and beep."""


def test_what_leads_and_trails_is_heard_and_not_seen_and_all_else_stays_in_step(tmp_path: Path) -> None:
    rate = Fraction(25)
    folder = make_show(tmp_path / "show", f"rate: {rate}\n{BARE}")
    for name, frames in (("a", A), ("b", B)):
        flash_and_beep(folder / f"episodes/media/{name}.mov", 2, flashes=[float(frame / rate) for frame in frames])
    (folder / "episodes/media/b.srt").write_text(write_srt([Caption(B[0] / rate, (B[0] + 5) / rate, "here")]))
    (folder / "episodes/e.yaml").write_text(MANIFEST)
    movie, _, _ = build(folder / "episodes/e.yaml")
    starts = 0, 50 - 6, 44 + 50 - 10
    times, luma = pictures(movie)
    assert times == [n / rate for n in range(starts[2] + 50)]
    # Of the first film, frame 46 comes after its picture; of the third segment, frame 3 before its own.
    white = [number for number, level in enumerate(luma[:, :40].mean(axis=(1, 2))) if level > 150]
    assert white == [A[0], starts[1] + B[0], starts[1] + B[1], starts[2] + B[1]]
    heard = np.abs(sound(movie)[:, 0])
    frames = heard[: len(heard) // 1920 * 1920].reshape(-1, 1920).max(axis=1) > 0.15 * heard.max()
    beeps = {place + frame for place, all_of in zip(starts, (A, B, B), strict=True) for frame in all_of}
    assert beeps <= set(np.flatnonzero(frames))
    assert not set(np.flatnonzero(frames)) - beeps - {beep + 1 for beep in beeps}  # a beep lasts a frame
    captions = read((movie.parent / "e.en.srt").read_bytes(), "e.en.srt")
    assert [caption.start for caption in captions] == [(start + B[0]) / rate for start in starts[1:]], "they stay on the sound"
