"""Spans of cards that show films are remembered by what these show, too: the plan is the one that would be made without."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.small import small_show
from tests.episode.show import opened_warm
from tests.plan.test_painted import all_of, compiled, is_as_without
from tests.seen import seen

pytestmark = pytest.mark.ffmpeg
__all__ = ["compiled"]

MANIFEST = """\
episode: {title: Small, season: 1, number: 1}
segments:
  - docu-short: Street
    clips: [{file: count.mov, in: 3f, by: ana}]
  - animation: Steps
    frames: steps/step_%04d.png
    rate: 5
    by: ben
"""
SHOW = "show: Test\ntheme: seen\ndeliver: [tiny]\nrate: 25\nopening: {length: 1}\nend: off\ncredits: off\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    manifest = small_show(tmp_path_factory.mktemp("painted") / "show")
    seen(manifest.parent.parent)
    (manifest.parent / "show.yaml").write_text(SHOW)
    manifest.write_text(MANIFEST)
    with opened_warm([manifest]) as opened:
        opened.snapshot(manifest).whole()
    return manifest.parent.parent


@pytest.fixture
def manifest(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "show") / "episodes/s01e01.yaml"


def written(old: str, new: str) -> Callable[[Path], object]:
    assert MANIFEST.count(old) == 1
    return lambda folder: (folder / "s01e01.yaml").write_text(MANIFEST.replace(old, new))


def other_film(folder: Path) -> None:
    path = folder / "media/count.mov"
    path.write_bytes(path.read_bytes() + b"\0")


def other_drawing(folder: Path) -> None:
    shutil.copy(folder / "media/steps/step_0003.png", folder / "media/steps/step_0001.png")


EDITS: dict[str, Callable[[Path], object]] = {
    "the beginning of a film": written("in: 3f", "in: 4f"),
    "the focus of a film": written("in: 3f", "in: 3f, focus: 20% 30%"),
    "the bytes of a film": other_film,
    "a drawn picture": other_drawing,
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_the_plan_is_the_one_that_is_made_without(edit: Callable[[Path], object], manifest: Path) -> None:
    with opened_warm([manifest]) as opened:
        first = all_of(opened.work(manifest).plan)
        edit(manifest.parent)
        assert is_as_without(opened, manifest), "in the session"
        assert all_of(opened.work(manifest).plan) != first, "the edit has changed something"
    with opened_warm([manifest]) as opened:
        assert is_as_without(opened, manifest), "in the next one"


def test_the_card_of_a_film_is_not_compiled_again(manifest: Path, compiled: list[int]) -> None:
    """Nor is what shows numbered pictures: the steps, their title card, and the opening."""
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
    before = len(compiled)
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
    assert len(compiled) == before
    written("in: 3f", "in: 4f")(manifest.parent)
    with opened_warm([manifest]) as opened:
        opened.work(manifest)
    assert len(compiled) == before + 3, "the film, the card that shows its first frame, and the opening, which does"
