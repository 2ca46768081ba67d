"""A piece is heard under its title card, muffled, and opens into itself: by the two tones of its film, in the finished movie."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.episode.show import build, ffmpeg, make_show, sound

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

SETTINGS = "rate: 25\ntheme: create-together\nopening: off\ncredits: off\nend: off\n"
MANIFEST = """\
episode: {{title: Ahead}}
interstitial: {{length: 2{off}}}
segments:
  - docu-short: {title}
    id: tones
    clips: [{{file: tones.mov, in: {begin}, out: {end}, fit: cover}}]
"""
LOW, HIGH = 210, 2100
"""Hz; the theme's own sounds have neither."""


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_show(tmp_path_factory.mktemp("ahead") / "show", SETTINGS)
    tones = "+".join(f"0.1*sin({2 * hertz}*PI*t)" for hertz in (LOW, HIGH))
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc=s=160x90:r=25:d=6", "-f", "lavfi", "-i", f"aevalsrc='{tones}':s=48000:d=6",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le",
        str(made / "episodes/media/tones.mov"),
    )  # fmt: skip
    return made / "episodes/e.yaml"


def told(
    manifest: Path, *, title: str = "Tones", begin: object = 3, end: object = 5, off: str = ""
) -> tuple[np.ndarray, list[str]]:
    manifest.write_text(MANIFEST.format(title=title, begin=begin, end=end, off=off))
    movie, ran, _ = build(manifest)
    assert movie.parent.name == "e", "quality control lets it pass"
    assert json.loads((movie.parent / "qc.json").read_text())["findings"] == []
    return sound(movie), ran


def level(heard: np.ndarray, hertz: float, begin: float, end: float) -> float:
    """Return how loud a tone is between two seconds, in dBFS of its peak."""
    part = heard[round(begin * 48000) : round(end * 48000), 0] * np.hanning(round(end * 48000) - round(begin * 48000)) * 2
    turns = np.exp(-2j * np.pi * hertz * np.arange(len(part)) / 48000)
    return float(20 * np.log10(2 * abs((part * turns).mean()) + 1e-9))


def test_what_comes_before_the_cut_is_heard_low_and_soft_and_opens_into_the_piece(manifest: Path) -> None:
    heard, _ = told(manifest)
    piece = level(heard, LOW, 2.5, 3.5)
    assert level(heard, HIGH, 2.5, 3.5) == pytest.approx(piece, abs=0.5), "in the piece both are as loud"
    muffled = level(heard, LOW, 1.1, 1.5)
    assert -32 <= muffled - piece <= -6, "quiet"
    assert level(heard, HIGH, 1.1, 1.5) < muffled - 35, "as through a wall"
    assert level(heard, LOW, 0.6, 0.9) < muffled, "and it rises"
    assert level(heard, HIGH, 1.9, 1.98) > level(heard, HIGH, 1.1, 1.5) + 30, "as the hole opens"
    without, _ = told(manifest, off=", heard_ahead: off")
    assert level(without, LOW, 1.1, 1.5) < muffled - 12, "a manifest can do without"
    assert np.abs(without[round(2.2 * 48000) :] - heard[round(2.2 * 48000) :]).max() < 0.05, "the piece itself stays"


def test_what_begins_a_file_is_heard_muffled_to_the_end(manifest: Path) -> None:
    heard, _ = told(manifest, begin=0)
    muffled = level(heard, LOW, 1.1, 1.5)
    assert muffled - level(heard, LOW, 2.5, 3.5) >= -32
    assert level(heard, HIGH, 1.6, 1.95) < muffled - 35, "it would be heard twice"


def test_an_edit_elsewhere_leaves_it_as_it_is(manifest: Path) -> None:
    told(manifest)
    _, ran = told(manifest, title="Others")
    assert [one for one in ran if "/ahead/" in one or "/muffled" in one] == []
    _, ran = told(manifest, title="Others", end=4.5)
    assert [one for one in ran if "/ahead/" in one or "/muffled" in one] == []
    _, ran = told(manifest, title="Others", begin=3.37)
    assert {"tones-title/ahead/mix", "tones-title/muffled"} <= {*ran}
    assert not [one for one in ran if "/stem/" in one], "the file is decoded once"
