"""The pictures of docs/: a strip shows a card on its way, and every picture that is named there exists."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from episodes.generator import docs_pictures
from pipeline.cards import preview
from pipeline.cards import theme as themes

DOCS = Path(docs_pictures.ROOT / "docs")


def test_a_strip_is_eight_frames_of_a_card_that_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    theme = themes.load("paper")
    wanted = {"lower_third", "caption"}
    samples = (("lower_third", "a", {"people": [{"name": "Ana"}]}), ("caption", "a", {"text": "Hi"}))
    monkeypatch.setattr(preview, "samples", lambda loaded: samples)
    assert {theme.cards[card].kind for card in wanted} == {"animated", "still"}
    strip = docs_pictures.strips(theme, 160)
    assert strip.size == (8 * 160 + 7 * docs_pictures.GAP, 90), "the caption stands still"
    frames = [np.asarray(strip, int)[:, left : left + 160] for left in range(0, strip.width, 160 + docs_pictures.GAP)]
    away = [float(np.abs(frame - 128).mean()) for frame in frames]
    assert away[0] < 1, "nothing is there yet"
    assert max(away) > 0.5
    assert sum(bool((one != other).any()) for one, other in pairwise(frames)) > 3


def test_every_picture_that_docs_name_is_there() -> None:
    named = re.findall(r"\]\(([\w-]+\.(?:jpg|svg|png))\)", "".join(path.read_text() for path in DOCS.glob("*.md")))
    assert {"strips-signal.jpg", "lower-third.jpg"} <= set(named)
    assert [name for name in named if not (DOCS / name).is_file()] == []
