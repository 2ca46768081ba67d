"""Run the benchmark: `python -m bench [--quick] [--again] [--folder renders/bench] [--write docs/performance.md]`."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench import cases, edits, kills, media, report, season, shares, starts
from bench.place import Bench, forget


def main() -> None:
    """Measure what is not measured yet, print the table, write the page."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="an episode of a minute and a half, ten episodes instead of a hundred"
    )
    parser.add_argument("--again", action="store_true", help="forget earlier results")
    parser.add_argument("--rounds", type=int, default=2, help="alternating runs of the build and the hand-written command")
    parser.add_argument("--folder", type=Path, default=Path("renders/bench"))
    parser.add_argument("--write", type=Path, default=Path("docs/performance.md"), help="where the page goes")
    given = parser.parse_args()
    # Where it is set, every process compiles all of our modules anew, which a producer's does once.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    bench = Bench(given.folder.absolute(), given.quick)
    bench.folder.mkdir(parents=True, exist_ok=True)
    if given.again:
        bench.results.unlink(missing_ok=True)
    media.make(bench.media)
    measure(bench, given.rounds)
    results = json.loads(bench.results.read_text())
    report.write(given.write, results, is_quick=bench.is_quick)
    print(report.table(results, is_quick=bench.is_quick))


def measure(bench: Bench, rounds: int) -> None:
    """Measure everything, each result once."""
    show = cases.prepare(bench)
    _deliverable(bench, show, rounds)
    bench.once("new ffmpeg", lambda: edits.new_ffmpeg(bench, show))
    bench.once("starts", lambda: starts.measure(bench, show))
    bench.once("melt", lambda: cases.by_melt(show, 4 if bench.is_quick else 12, 5))
    bench.once("moviepy", lambda: cases.by_moviepy(show, 4 if bench.is_quick else 12, 2))
    folder, names = season.prepare(bench, 10 if bench.is_quick else 100)
    bench.once("season, first", lambda: season.build(bench, folder, names, "first"))
    bench.once("season, second", lambda: season.build(bench, folder, names, "second"))
    bench.once("season", lambda: season.build(bench, folder, names, "season"))
    bench.once("memory", lambda: season.memory(bench, folder))
    bench.once("kills", lambda: _kills(bench))
    bench.once("shares", lambda: _shares(bench))
    # Last, and in the same show: what was built of the draft is not needed any more.
    _deliverable(replace(bench, profile="youtube"), show, rounds)


def _deliverable(bench: Bench, show: Path, rounds: int) -> None:
    """Measure the bench's deliverable: cold builds beside the hand-written command, and edits."""
    for number in range(1, rounds + 1):
        bench.once(f"cold, run {number}", lambda: cases.cold(bench, show))
        bench.once(f"by hand, run {number}", lambda: cases.by_hand(bench, show))
    bench.once("limit", lambda: cases.at_least(bench, show))
    bench.once("likeness", lambda: cases.likeness(show))
    for edit in edits.EDITS:
        bench.once(f"edit: {edit.name}", partial(edits.measure, bench, show, edit))


def _kills(bench: Bench) -> dict[str, object]:
    # The short episode: eleven builds of it.
    quick = Bench(bench.folder, is_quick=True)
    show = cases.prepare(quick)
    cost = cases.cold(quick, show)
    return kills.measure(quick, show, cost["wall"])


def _shares(bench: Bench) -> dict[str, dict[str, float]]:
    # The short episode again: shares hardly depend on the length.
    show = cases.prepare(Bench(bench.folder, is_quick=True))
    forget(show)
    return shares.measure(cases.manifest_of(show), "draft")


if __name__ == "__main__":
    main()
