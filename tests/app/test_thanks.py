"""Whoever an episode thanks stands in what is published of it, by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.app import seasons
from tests.episode.show import BARE, counting, make_show, opened_warm, write

pytestmark = pytest.mark.ffmpeg


def described(folder: Path, roll: str) -> str:
    """Publish an episode with this line about its credits; return its description."""
    make_show(folder, f"rate: 25\n{BARE}", "ana: {name: Ana Núñez}\nben: {name: Ben <3 O'Neil}\n")
    counting(folder / "episodes/media/count.mov", 10)
    text = f"episode: {{title: Small}}\nsegments:\n  - clip: Count\n    file: count.mov\n    by: ana\n    role: camera\n{roll}\n"
    write(folder / "episodes", {"e.yaml": text})
    manifest = folder / "episodes/e.yaml"
    with opened_warm([manifest]) as opened:
        seasons.build(opened, seasons.prepare(opened, [manifest], None), workers=2)
    return (folder / "renders/e/description.txt").read_text()


def test_people_and_texts_that_are_thanked_are_in_the_description(tmp_path: Path) -> None:
    rolls = "credits: {thanks: [ben, Everyone who sang]}"
    found = described(tmp_path, rolls)
    assert found.splitlines()[-1] == "Thanks to: Ben ‹3 O'Neil and Everyone who sang"
    assert "Ana Núñez" in found


def test_rolls_among_the_segments_thank_too_and_nobody_twice(tmp_path: Path) -> None:
    rolls = "  - credits: Made by\n    thanks: [ana, Mum]\n  - credits: And\n    thanks: [Mum, Dad]"
    assert "Thanks to: Ana Núñez, Mum, and Dad\n" in described(tmp_path, rolls)
