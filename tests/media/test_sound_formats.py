"""Sounds and films in containers that are read besides the usual ones: heard and seen as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.episode.show import build, ffmpeg, pictures
from tests.media.checking import beeps, probe, told
from tests.media.test_tracks import BEEP

pytestmark = pytest.mark.ffmpeg


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("a.au", ()), ("a.ac3", ()), ("a.eac3", ()), ("a.dts", ("-strict", "-2", "-af", "pan=stereo|c0=c0|c1=c0")),
        ("a.wv", ()), ("a.tta", ()),
    ],
)
def test_a_sound_is_heard(name: str, how: tuple[str, ...], tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", BEEP, *how, str(tmp_path / name))
    assert probe(tmp_path / name).kind == "sound"
    assert beeps(tmp_path / name, tmp_path) == pytest.approx(0.5, rel=0.03)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("a.ivf", ("-c:v", "libvpx")),
        ("a.dv", ("-vf", "scale=720:576,setsar=16/15", "-pix_fmt", "yuv420p", "-r", "25", "-ar", "48000", "-ac", "2")),
    ],
)
def test_a_film_is_seen(name: str, how: tuple[str, ...], show: Path) -> None:
    sound = ("-f", "lavfi", "-i", BEEP) if name == "a.dv" else ()
    source = ("-f", "lavfi", "-i", "color=white:s=160x90:r=25:d=2")
    ffmpeg(*source, *sound, *how, str(show / "episodes/media" / name))
    assert told(show, f"  - clip: X\n    file: {name}\n    fit: cover\n") == []
    movie, _, _ = build(show / "episodes/e.yaml", workers=1)
    times, luma = pictures(movie)
    assert len(times) == 60
    assert luma[30].mean() == pytest.approx(235, abs=3)
