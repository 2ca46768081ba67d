"""Several deliverables that are looked at at once: each has its turn, whoever overtakes whom."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import pytest

from pipeline.app import session
from pipeline.execution.events import Done, Event
from pipeline.studio.asked import Asked
from pipeline.studio.hub import Listener
from pipeline.studio.live import Live
from pipeline.studio.studio import Studio
from tests.episode.show import TINY

pytestmark = pytest.mark.ffmpeg


def test_one_that_overtakes_the_end_of_another_is_drawn(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(built.parents[1], tmp_path / "show", symlinks=True)
    (tmp_path / "show/profiles/small.yaml").write_text(TINY.replace("width: 160, height: 90", "width: 128, height: 72"))
    manifest = tmp_path / "show/episodes" / built.name
    is_small_known, is_overtaken = threading.Event(), threading.Event()
    hear = Live.hear

    def overtaken(live: Live, event: Event) -> None:
        hear(live, event)
        if isinstance(event, Done) and live.asked.profile is None and not is_overtaken.is_set():
            assert is_small_known.wait(60)
            is_overtaken.set()
            assert small.now is not None
            studio.draw(small, small.now, 0)

    monkeypatch.setattr(Live, "hear", overtaken)
    with session.opened([manifest]) as opened:
        studio = Studio(opened, 1)
        try:
            studio.hub._listeners.append(Listener(Asked(manifest.stem).subject))
            studio.live(Asked(manifest.stem)).state()
            small = studio.live(Asked(manifest.stem, "small"))
            assert small.state() is not None
            studio.hub._listeners.append(Listener(small.asked.subject))
            is_small_known.set()
            end = time.monotonic() + 60
            while not (small.now and small.now.spans and all(span.file and not span.is_stale for span in small.now.spans)):
                assert time.monotonic() < end, "it is never drawn"
                time.sleep(0.05)
            assert is_overtaken.is_set()
        finally:
            is_small_known.set()
            studio.close()
