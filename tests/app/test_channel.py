"""`together channel`: the season's frames in the theme's card, from YAML to a JPEG."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.app import channel
from pipeline.faults import InputFault
from tests.episode.show import ffmpeg, make_show, opened_warm
from tests.seen import seen

pytestmark = pytest.mark.ffmpeg

MANIFEST = """\
episode: {{title: {title}, season: 1, number: 1}}
segments:
  - clip: {title}
    file: {file}.mp4
"""
SETTINGS = "rate: 25\nopening: {length: 1, tagline: made of colours}\ncredits: off\nend: off\ntheme: seen\n"
LEVELS = {"one": 60, "two": 190}


@pytest.fixture(scope="module")
def episodes(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return two episodes, each of one film: grey that varies a little, dark in the one and light in the other."""
    show = make_show(tmp_path_factory.mktemp("channel") / "show", SETTINGS)
    seen(show)
    folder = show / "episodes/media"
    folder.mkdir(parents=True, exist_ok=True)
    for name, level in LEVELS.items():
        source = f"testsrc2=s=160x90:r=25:d=1,hue=s=0,format=gray,lutyuv=y=val/6+{level}-21,format=yuv420p"
        ffmpeg("-f", "lavfi", "-i", source, "-g", "1", str(folder / f"{name}.mp4"))
        (show / f"episodes/{name}.yaml").write_text(MANIFEST.format(title=name.title(), file=name))
    return [show / f"episodes/{name}.yaml" for name in LEVELS]


def test_each_episode_is_seen_in_it_and_it_is_as_large_as_the_platform_wants(episodes: list[Path]) -> None:
    with opened_warm(episodes, proves=False) as opened:
        content = channel.picture(opened, episodes)
    assert content[:3] == b"\xff\xd8\xff"
    assert len(content) < 6_000_000
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (2560, 1440)
        shown = np.asarray(image.convert("L")).astype(int)
    # The test's card has tiles side by side: of each film as many moments as fill its share.
    dark, light = shown[:, 20:1240], shown[:, 1320:2540]
    for half, level in ((dark, LEVELS["one"]), (light, LEVELS["two"])):  # films of limited range, a picture of full
        assert abs(half.mean() - (level - 16) * 255 / 219) < 15


def test_a_second_time_nothing_is_made(episodes: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    with opened_warm(episodes, proves=False) as opened:
        first = channel.picture(opened, episodes)
    monkeypatch.setattr("pipeline.operations.card.DrawCard.run", lambda self, work: pytest.fail("it was drawn already"))
    with opened_warm(episodes, proves=False) as opened:
        assert channel.picture(opened, episodes) == first


def test_a_theme_without_the_card_is_told_at_its_line(episodes: list[Path]) -> None:
    with opened_warm(episodes, proves=False) as opened:
        settings = episodes[0].parent / "show.yaml"
        opened.edit(settings, settings.read_text().replace("theme: seen", "theme: paper"))
        with pytest.raises(InputFault) as raised:
            channel.picture(opened, episodes)
    (told,) = raised.value.diagnostics
    assert str(told).startswith("episodes/show.yaml:7:8: the theme paper has no card channel_art; write one")
