"""The pictures of docs/: a strip shows a card on its way, and every picture that is named there exists."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from episodes.generator import docs_pictures, docs_shots
from pipeline.cards import preview
from pipeline.cards import theme as themes
from tests.episode.show import counting, make_show

DOCS = Path(docs_pictures.ROOT / "docs")


def test_a_strip_is_eight_frames_of_a_card_that_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    theme = themes.load("paper")
    wanted = {"lower_third", "caption"}
    samples = (("lower_third", "a", {"people": [{"name": "Ana"}]}), ("caption", "a", {"text": "Hi"}))
    monkeypatch.setattr(preview, "samples", lambda loaded: samples)
    assert {theme.cards[card].kind for card in wanted} == {"animated", "still"}
    strip = docs_pictures.strips(theme, 160)
    assert strip.size == (8 * 160 + 7 * docs_shots.GAP, 90), "the caption stands still"
    frames = [np.asarray(strip, int)[:, left : left + 160] for left in range(0, strip.width, 160 + docs_shots.GAP)]
    away = [float(np.abs(frame - 128).mean()) for frame in frames]
    assert away[0] < 1, "nothing is there yet"
    assert max(away) > 0.5
    assert sum(bool((one != other).any()) for one, other in pairwise(frames)) > 3


def test_every_picture_that_docs_name_is_there() -> None:
    named = re.findall(r"\]\(([\w-]+\.(?:jpg|svg|png|webp))\)", "".join(path.read_text() for path in DOCS.glob("*.md")))
    assert {"strips-signal.jpg", "lower-third.jpg"} <= set(named)
    assert [name for name in named if not (DOCS / name).is_file()] == []


def test_every_picture_is_small_and_together_they_are() -> None:
    sizes = {path.name: path.stat().st_size for path in DOCS.glob("*.jpg")}
    assert max(sizes.values()) < 600_000
    assert sum(sizes.values()) < 6_000_000


def test_frames_that_tell_an_episode_are_its_cards_at_rest_and_its_overlays(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", "rate: 24\ntheme: paper\nopening: {length: 2}\nend: off\ncredits: off\n")
    film = show / "episodes/media/count.mov"
    film.parent.mkdir(parents=True, exist_ok=True)
    counting(film, 99, "24")
    manifest = show / "episodes/e.yaml"
    manifest.write_text(
        "episode: {title: E, season: 1, number: 1}\nsegments:\n"
        "  - clip: Count\n    file: count.mov\n    length: 4\n    lower_third: {by: ana, at: 1, length: 2}\n"
    )
    with docs_shots.shots(manifest, "signal", "tall") as taken:
        times = list(taken.telling())
        assert set(taken.segments) == {"opening", "count"}
        picture = taken.at(times[-1])
    first = taken.segments["count"].start
    assert times[0] < 48
    assert times[-1] == first + 24 + int(48 * 0.6)
    assert picture.size == docs_shots.SHAPES["tall"]
    assert "signal" not in (show / "episodes/show.yaml").read_text(), "nothing is saved"
    assert not (show / "profiles/sheet.yaml").exists()
