"""Plan an edited show against a store that holds all that was planned before, without running anything."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.app import shows
from pipeline.app.session import Session
from pipeline.execution.missing import missing
from pipeline.plan.action import Plan
from tests.execution.memory_store import MemoryStore


@dataclass
class Story:
    """Build, edit, build again: `build` returns the addresses that run, in plan order."""

    folder: Path
    store: MemoryStore = field(default_factory=MemoryStore)

    def build(
        self, *, profile: str = "tiny", change: Callable[[shows.Show], shows.Show] = lambda show: show, **options: Any
    ) -> list[str]:
        manifest = self.folder / "episodes/e.yaml"
        with shows.opened([manifest], **options) as show, closing(Session(change(show))) as session:
            plan = session.work(manifest, profile).plan
        return self.run(plan)

    def run(self, plan: Plan) -> list[str]:
        run, _ = missing([plan], self.store)
        for action in run:
            self.store.imagine(action)
        return [action.address for action in run]

    def edit(self, old: str, new: str, file: str = "episodes/e.yaml") -> None:
        path = self.folder / file
        text = path.read_text()
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new))


def another_ffmpeg(show: shows.Show) -> shows.Show:
    """Return the show with an ffmpeg of another build."""
    return replace(show, here=replace(show.here, tools=replace(show.here.tools, ffmpeg="another build")))
