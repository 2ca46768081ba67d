"""After an edit the exact still begins before the rest of the episode is planned, but one that is slow holds up no plan."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.app import session
from pipeline.app.session import Session
from pipeline.execution.events import Event, Started
from pipeline.operations.still import PaintStill
from pipeline.studio.asked import Asked
from pipeline.studio.studio import Studio
from tests.app.small import MANIFEST


def test_a_still_begins_before_the_rest_is_planned(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(built.parents[1], tmp_path / "show", symlinks=True)
    manifest = tmp_path / "show/episodes" / built.name
    told: list[str] = []
    planned, drawn = threading.Event(), threading.Event()
    waited = 0.2
    plan = Session.work

    def work(self: Session, *wanted: Path) -> object:
        told.append("planned")
        planned.set()
        return plan(self, *wanted)  # type: ignore[arg-type]

    def new_still(self: Session, *wanted: object, listen: Callable[[Event], None]) -> None:
        planned.wait(waited)  # as long as cards take to be drawn
        told.append("still")
        listen(Started(0, SimpleNamespace(operation=object.__new__(PaintStill))))  # type: ignore[arg-type]
        assert planned.wait(20)
        drawn.set()

    with session.opened([manifest]) as opened:
        monkeypatch.setattr(Studio, "draw", lambda *_: None)
        studio = Studio(opened, 1)
        live = studio.live(Asked(manifest.stem))
        try:
            assert live.state() is not None
            monkeypatch.setattr(Session, "work", work)
            monkeypatch.setattr(Session, "new_still", new_still)
            for text, seconds, order in (("Hola", 0.2, ["still", "planned"]), ("Salut", 20.0, ["planned", "still"])):
                told.clear()
                planned.clear()
                drawn.clear()
                waited = seconds
                opened.edit(manifest, MANIFEST.replace("Hello", text))
                live.touch()
                assert drawn.wait(20)
                assert told == order, text
        finally:
            studio.close()
