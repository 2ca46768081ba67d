"""The cards of an episode as a designer looks at them: its texts, its frames, in the show's theme or another."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.app import worn
from pipeline.faults import InputFault
from tests.episode.show import ffmpeg, make_show, opened_warm
from tests.seen import seen

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

MANIFEST = """\
episode: {title: Blue, season: 1, number: 1}
segments:
  - animation: Sky
    file: sky.mp4
    by: ana
    lower_third: auto
"""


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    show = make_show(tmp_path / "show", "rate: 25\nopening: off\ncredits: off\nend: off\ntheme: paper\n")
    seen(show)
    film = show / "episodes/media/sky.mp4"
    film.parent.mkdir(parents=True, exist_ok=True)
    source = "testsrc2=s=160x90:r=25:d=2,hue=s=0,format=gray,lutyuv=y=val/8+100,format=yuv420p"
    ffmpeg("-f", "lavfi", "-i", source, "-g", "1", str(film))
    path = show / "episodes/e.yaml"
    path.write_text(MANIFEST)
    return path


def drawn(folder: Path) -> dict[str, list[str]]:
    """Return what stands under the cards of a page, by their names."""
    page = (folder / "index.html").read_text()
    sections = re.findall(r'<section id="(\w+)">(.*?)</section>', page)
    return {name: re.findall(r"<figcaption>([^<]+)", text) for name, text in sections}


def test_every_card_of_the_cut_is_drawn_with_what_it_shows_there(manifest: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with opened_warm([manifest], proves=False) as opened:
        assert worn.preview(opened, manifest, None, out, 90) == ()
        cards = drawn(out)
        assert set(cards) == {"interstitial", "lower_third"}
        assert all(len(found) == 1 and found[0].startswith("sky") for found in cards.values())
        settings = (manifest.parent / "show.yaml").read_text()
        assert worn.preview(opened, manifest, "seen", tmp_path / "other", 90) == ()
        assert (manifest.parent / "show.yaml").read_text() == settings, "the theme is tried on, and nothing is saved"
    assert set(drawn(tmp_path / "other")) == {"interstitial", "lower_third", "thumbnail"}
    (name,) = (path for path in (tmp_path / "other").glob("*interstitial*"))
    shown = np.asarray(Image.open(name).convert("RGB"), int)
    assert shown.shape == (90, 160, 3)
    assert np.abs(shown - shown.mean(axis=2, keepdims=True)).max() < 12, "the film is grey, and a place without a frame green"
    assert 90 < shown.mean() < 160
    assert shown.std() > 3


def test_an_episode_with_a_theme_of_its_own_is_told(manifest: Path, tmp_path: Path) -> None:
    manifest.write_text(f"theme: stage\n{MANIFEST}")
    with (
        opened_warm([manifest], proves=False) as opened,
        pytest.raises(InputFault, match=r"e.yaml:1:\d+: the episode has the theme stage of its own"),
    ):
        worn.preview(opened, manifest, "seen", tmp_path / "out", 90)


def test_a_mistake_in_the_manifest_is_told_and_nothing_drawn(manifest: Path, tmp_path: Path) -> None:
    manifest.write_text(MANIFEST.replace("by: ana", "by: nobody"))
    with opened_warm([manifest], proves=False) as opened, pytest.raises(InputFault, match="nobody"):
        worn.preview(opened, manifest, None, tmp_path / "out", 90)
    assert not (tmp_path / "out").exists()
