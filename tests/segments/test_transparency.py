"""Where something is seen through a file that is transparent in places, and what is told where it cannot be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.assembly import assembled
from pipeline.cards import theme as themes
from pipeline.timeline.model import Clip
from tests.shows import INFOS, FakeLibrary, ShowFolder

FILM = "home/street.mp4"


def first(folder: Path, fields: str) -> tuple[Clip, list[str]]:
    episode = ShowFolder(folder).load(f"episode: {{title: A}}\nsegments: [{{clip: S, file: {FILM}, length: 2, {fields}}}]\n")
    found, _, told = assembled(episode, FakeLibrary(episode.media), themes.load(episode.theme))
    clip = found.segments[0].stack.picture[0].items[0]
    assert isinstance(clip, Clip)
    return clip, [one.message for one in told]


def transparent(monkeypatch: pytest.MonkeyPatch, codec: str = "qtrle") -> None:
    video = INFOS[FILM].video
    assert video is not None
    monkeypatch.setitem(INFOS, FILM, replace(INFOS[FILM], video=replace(video, has_alpha=True, codec=codec)))


def test_a_background_is_seen_through_a_file_with_alpha_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    transparent(monkeypatch)
    clip, told = first(tmp_path, "background: open/clouds.mp4")
    assert (clip.is_clear, len(clip.behind), told) == (True, 1, [])
    assert not first(tmp_path, "sound: off")[0].is_clear, "nothing is behind"


@pytest.mark.parametrize(("codec", "fields", "told"), [
    ("animated webp", "sound: off", "is transparent in places, and nothing is seen through that where it is an animated WebP"),
    ("qtrle", "stabilise: on", "is transparent in places, and nothing is seen through that where it is made steady"),
])  # fmt: skip
def test_what_is_not_seen_through_is_told(
    codec: str, fields: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transparent(monkeypatch, codec)
    clip, warnings = first(tmp_path, f"{fields}, background: open/clouds.mp4")
    assert not clip.is_clear
    assert not clip.behind, "it would be read for nothing"
    assert [one for one in warnings if told in one], warnings
