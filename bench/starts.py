"""What a command takes before it answers: checks, help and stills, beside a process that only imports what they are made of."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench.cases import MANIFEST, manifest_of
from bench.measure import Cost, run
from bench.place import Bench, log_of
from pipeline.app import session
from pipeline.timebase import Time
from pipeline.timeline.programme import Programme

IMPORTS = "import pydantic, jinja2, yaml"

_ROUNDS = 9
"""Alternating runs of all; the median counts."""

_SETTLED_SECONDS = 2.5
"""After an edit, until what is remembered of a file is trusted (`execution/stamp.py`)."""

_LATE_SECONDS = 7.5
"""How far behind a key frame the still of the mosaic lies: its films have one every 8 seconds."""


def measure(bench: Bench, show: Path) -> dict[str, Any]:
    """Measure commands by their CPU and stills on the clock, in seconds; the show is left as it was."""
    path = manifest_of(show)
    text = path.read_text()
    name = f"episodes/{MANIFEST}.yaml"
    edits = (text.replace('"Episode 1"', f'"Episode 1, {number}"', 1) for number in range(_ROUNDS))

    def edited() -> Cost:
        path.write_text(next(edits))
        return bench.together(show, "check", name)

    try:
        told = _medians({"imports": lambda: _imports(show), "edited": edited})
    finally:
        path.write_text(text)
    time.sleep(_SETTLED_SECONDS)
    bench.together(show, "check", name)  # and remember it
    told |= _medians(
        {
            "imports": lambda: _imports(show),
            "unchanged": lambda: bench.together(show, "check", name),
            "help": lambda: bench.together(show, "--help"),
        }
    )
    return told | _stills(bench, path)


def _imports(show: Path) -> Cost:
    return run([sys.executable, "-c", IMPORTS], folder=show, log=log_of(show, "imports"))


def _medians(arms: dict[str, Callable[[], Cost]]) -> dict[str, float]:
    costs = [{name: arm().cpu for name, arm in arms.items()} for _ in range(_ROUNDS)]
    return {name: median(cost[name] for cost in costs) for name in arms}


def _stills(bench: Bench, path: Path) -> dict[str, float]:
    """Draw frames of the mosaic, each another, in a new process and in a session; what is stored of it is put out of reach."""
    with session.opened([path]) as opened:
        placed = Programme(opened.snapshot(path).whole().timeline)
        (music,) = (one for one in placed.segments if one.segment.name == "kitchen-table")
        first = music.range.start + int(_LATE_SECONDS * placed.rate)
        opened.still(path, "draft", Time(frames=0))  # so that there is a warm worker
        spent = []
        for number in range(_ROUNDS):
            begun = time.monotonic()
            opened.still(path, "youtube", Time(frames=first + number))
            spent.append(time.monotonic() - begun)
    output = str(path.with_suffix(".still.png"))
    fresh = [
        bench.together(path.parent.parent, "still", str(path), f"{first - 1 - number}f", "-o", output, "-p", "youtube").wall
        for number in range(3)
    ]
    Path(output).unlink()
    return {"still in a session": median(spent), "still in a process": median(fresh)}
