"""What somebody else makes while an episode is looked at, as a final does, is seen there, too."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.app import session
from pipeline.studio.asked import Asked
from pipeline.studio.live import Live
from pipeline.studio.state import Shown
from pipeline.studio.studio import Studio

pytestmark = pytest.mark.ffmpeg


def spans(live: Live) -> Any:
    state = live.state()
    assert state is not None
    return state["spans"]


def test_what_a_final_made_before_it_was_to_be_drawn_is_shown(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(built.parents[1], tmp_path / "show", symlinks=True)
    manifest = tmp_path / "show/episodes" / built.name
    manifest.write_text(manifest.read_text().replace("Hello", "Good evening"))
    with session.opened([manifest]) as opened:
        studio = Studio(opened, 1)
        draw = studio.draw

        def draw_what_is_built(live: Live, now: Shown, frame: int) -> None:
            assert now.work is not None
            opened.build([now.work], workers=1)
            draw(live, now, frame)

        monkeypatch.setattr(studio, "draw", draw_what_is_built)
        live = studio.live(Asked(manifest.stem))
        try:
            assert "waiting" in {span["state"] for span in spans(live)}, "it was looked at before it was made"
            end = time.monotonic() + 20
            while {span["state"] for span in spans(live)} != {"fresh"}:
                assert time.monotonic() < end, "it is never shown"
                time.sleep(0.02)
            assert all(span["blob"] for span in spans(live))
        finally:
            studio.close()
