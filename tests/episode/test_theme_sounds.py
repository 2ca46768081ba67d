"""An episode whose cards have no music: what is heard of it, by samples."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from tests.episode.show import build, ffmpeg, make_show, sound

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

SETTINGS = "rate: 25\nopening: {length: 2.4}\ninterstitial: {length: 2}\ncredits: off\nend: off\ntransition: {dissolve: 0.4}\n"
MANIFEST = """
episode: {title: Sounds, season: 1, number: 1}
segments:
  - docu-short: First
    clips: [{file: film.mov, by: ana, sound: voice}]
  - docu-short: Second
    clips: [{file: film.mov, by: ana, sound: voice}]
"""


def longest_silence(samples: np.ndarray) -> float:
    """Return the longest run of a sound below -60 dBFS, in seconds, by peaks of 10 ms."""
    peaks = np.abs(samples[: len(samples) // 480 * 480]).reshape(-1, 480 * samples.shape[1]).max(1)
    return max((sum(1 for _ in run) for is_quiet, run in groupby(peaks < 0.001) if is_quiet), default=0) / 100


def test_no_card_is_silent_unless_the_show_says_so(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", SETTINGS)
    # Of one grey: what counts in greys flickers, and a window that opens onto it with it.
    grey, tone = "color=gray:s=160x90:r=25:d=2.4", "aevalsrc='0.1*sin(880*PI*t)':s=48000:d=2.4"
    coded = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le")
    ffmpeg("-f", "lavfi", "-i", grey, "-f", "lavfi", "-i", tone, *coded, str(show / "episodes/media/film.mov"))
    (show / "episodes/e.yaml").write_text(MANIFEST)
    movie, _, _ = build(show / "episodes/e.yaml")
    assert movie.parent.name == "e", "quality control lets it pass"
    heard = sound(movie)
    assert longest_silence(heard) < 0.7
    around = {at: 20 * np.log10(np.sqrt((heard[int(at * 48000) :][:9600] ** 2).mean())) for at in (2.5, 3.75)}
    assert around[2.5] > around[3.75] + 6, "the sting lands where the dissolve ends, and the bed is softer"
    (show / "episodes/e.yaml").write_text(f"theme_sounds: off\n{MANIFEST}")
    silent, ran, _ = build(show / "episodes/e.yaml")
    assert longest_silence(sound(silent)) > 1
    assert [address for address in ran if "/picture/" in address or "/transition/" in address] == []
