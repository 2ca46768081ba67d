"""What the benchmark's hand-written command takes from the store is what a build puts there."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bench.rivals import Finished
from pipeline.plan.action import FromAction
from pipeline.timeline.model import CardMedia, Clip
from tests.episode.show import counting, make_show, opened_warm, write

pytestmark = pytest.mark.ffmpeg

MANIFEST = """\
episode: {title: Small, season: 1, number: 1}
segments:
  - docu-short: Count
    clips: [{file: count.mov, by: ana}]
  - docu-short: Again
    clips: [{file: count.mov, by: ana}]
"""


def test_cards_are_asked_for_as_they_are_drawn(tmp_path: Path) -> None:
    settings = "rate: 25\ntheme: create-together\ntransition: {dissolve: 0.6}\nopening: off\nend: off\n"
    make_show(tmp_path / "show", settings, "ana: {name: Ana Núñez}\n")
    counting(tmp_path / "show/episodes/media/count.mov", 50)
    write(tmp_path / "show/episodes", {"s01e01.yaml": MANIFEST})
    manifest = tmp_path / "show/episodes/s01e01.yaml"
    with opened_warm([manifest]) as opened:
        finished = Finished(opened, manifest, "draft")
        finished.show = cast("Any", SimpleNamespace(store=SimpleNamespace(path=lambda origin: origin)))
        shown = [track.items for segment in finished.timeline.segments for track in segment.stack.picture]
        cards = [one for items in shown for one in items if isinstance(one, Clip) and isinstance(one.media, CardMedia)]
        asked = [cast("FromAction", file).key for card in cards for file in finished.card(card).files]
    assert any(isinstance(card.media, CardMedia) and card.media.first for card in cards), "no card's words wait"
    assert {card.media.card for card in cards if isinstance(card.media, CardMedia)} >= {"interstitial", "credits_page"}
    assert set(asked) <= {action.key for action in finished.work.plan.actions}
