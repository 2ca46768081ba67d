"""Where the benchmark keeps its media, its shows and its results, and how it runs the program under test."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import Cost, Failed, run
from pipeline.execution.machine import cores


@dataclass(frozen=True, slots=True)
class Bench:
    """Hold the folder of one benchmark; results that are there are not measured again."""

    folder: Path
    is_quick: bool
    profile: str = "draft"

    @property
    def media(self) -> Path:
        """Return the folder of the generated media."""
        return self.folder / "media"

    @property
    def results(self) -> Path:
        """Return the file of the results so far."""
        return self.folder / ("quick.json" if self.is_quick else "full.json")

    def show(self, name: str) -> Path:
        """Return a show folder."""
        return self.folder / (f"quick-{name}" if self.is_quick else name)

    def once(self, name: str, measure: Callable[[], Any]) -> Any:
        """Return a result, measured unless it is there, and keep it, under the profile's name where that is not `draft`."""
        name = name if self.profile == "draft" else f"{self.profile} {name}"
        known = json.loads(self.results.read_text()) if self.results.exists() else {}
        if name not in known:
            print(f"- {name}", flush=True)
            known[name] = measure()
            partial = self.results.with_suffix(".partial")
            partial.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n")
            partial.replace(self.results)
        return known[name]

    def together(self, show: Path, *arguments: str, log: str = "together", must: bool = True) -> Cost:
        """Run the command line in a show folder; its events are in `log_of(show, log)`."""
        command = [str(Path(sys.executable).with_name("together")), *arguments]
        return run(command, folder=show, log=log_of(show, log), must=must)

    def build(self, show: Path, *manifests: str, profile: str = "", log: str = "build") -> Cost:
        """Build episodes on all cores."""
        paths = [f"episodes/{name}.yaml" for name in manifests]
        options = ["--profile", profile or self.profile, "-j", str(cores()), "--json"]
        cost = self.together(show, "build", *paths, *options, log=log, must=False)
        # 1 with nothing failed: everything is made, and the quality report has something to say about synthetic sound.
        if cost.exit not in (0, 1) or any(event["event"] == "failed" for event in events(show, log)):
            raise Failed(_tail(show, log))
        return cost


def log_of(show: Path, name: str) -> Path:
    """Return the file of a run's output."""
    return show / f".{name}.log"


def events(show: Path, name: str) -> list[dict[str, Any]]:
    """Return what a build told."""
    lines = log_of(show, name).read_text(encoding="utf-8", errors="replace").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]


def ran(show: Path, name: str) -> list[str]:
    """Return the addresses of the actions that a build ran."""
    return [event["address"] for event in events(show, name) if event["event"] == "finished"]


def _tail(show: Path, name: str) -> str:
    path = log_of(show, name)
    return path.with_name(f"{path.name}.err").read_text(errors="replace")[-2000:]


def forget(show: Path) -> None:
    """Remove all that was ever made of a show."""
    shutil.rmtree(show / "renders", ignore_errors=True)
