"""An episode whose title card is in layers: what is seen, and what an edit costs."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.cards.moving import FILES, write
from tests.episode.show import BARE, build, make_show, pictures

SETTINGS = f"{BARE}theme: moving\nrate: 24\n"
MANIFEST = "episode: {title: A}\nsegments:\n  - {card: Kitchen Table, length: 2, id: one}\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[str]]:
    folder = make_show(tmp_path_factory.mktemp("layered") / "show", SETTINGS)
    write(folder / "templates")
    manifest = folder / "episodes/e.yaml"
    manifest.write_text(MANIFEST)
    movie, ran, _ = build(manifest)
    return manifest, movie, ran


def test_each_layer_is_drawn_once_and_all_of_it_moves(built: tuple[Path, Path, list[str]]) -> None:
    _, movie, ran = built
    assert sorted(name for name in ran if "/interstitial/" in name) == [f"one/interstitial/{n}" for n in range(4)]
    _, luma = pictures(movie)
    card = luma[:48].astype(int)
    moved = [np.abs(after - before).max() for before, after in pairwise(card)]
    assert sum(step > 2 for step in moved) > 40, "a drift of the title and the ring, and an exit"


def test_a_changed_title_draws_one_layer_again(built: tuple[Path, Path, list[str]]) -> None:
    manifest, _, _ = built
    manifest.write_text(MANIFEST.replace("Table", "Chair"))
    _, ran, _ = build(manifest)
    assert len([name for name in ran if "/interstitial/" in name]) == 2, "the title's layer, and the frames"
    manifest.write_text(MANIFEST)


def test_a_changed_move_draws_none(built: tuple[Path, Path, list[str]]) -> None:
    manifest, _, _ = built
    write(manifest.parents[1] / "templates", {"interstitial.motion.yaml": FILES["interstitial.motion.yaml"].replace("1.5", "2")})
    _, ran, _ = build(manifest)
    assert len([name for name in ran if "/interstitial/" in name]) == 1
