"""The files of a new show are an episode without a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.assembly import assemble
from pipeline.manifest import load
from pipeline.manifest.starter import files, media
from pipeline.media.library import Library
from tests.memory import Forgetful


def opened(folder: Path) -> Library:
    return Library(folder, Forgetful())


@pytest.mark.parametrize("name", ["my-show", "together", "@evil", 'Ünï: "#x', "- a\nb", "1:30", "[open"])
def test_a_new_show_is_a_cut(name: str, tmp_path: Path) -> None:
    for path, text in files(name).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    for path, sound in media().items():
        (tmp_path / path).write_bytes(sound)
    episode = load(tmp_path / "episodes/s01e01.yaml", opened)
    assert episode.show == " ".join(name.replace("-", " ").title().split())
    names = [segment.name for segment in assemble(episode, opened(episode.media)).segments]
    assert names == ["opening", "first-light-title", "first-light", "credits", "end"]
