"""Write the results as tables: DESIGN's measures with their targets, the edits, the kills, where the CPU goes."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from bench.melt_script import LEFT_OUT
from pipeline.execution.machine import cores

Results = dict[str, Any]


def table(results: Results, *, is_quick: bool) -> str:
    """Return the table of measures and targets with what was measured."""
    lines = ["| measure | target | measured | |", "|---|---:|---:|---|"]
    lines += [f"| {name} | {target} | {value} | {verdict} |" for name, target, value, verdict in rows(results, is_quick=is_quick)]
    return "\n".join(lines)


def rows(results: Results, *, is_quick: bool) -> Iterator[tuple[str, str, str, str]]:
    """Yield measure, target, value and verdict of everything that was measured."""
    cold, hand = mean(results, "cold"), mean(results, "by hand")
    for profile, wall, cpu in _AGAINST_HAND[is_quick]:
        yield from _against_hand(results, profile, wall, cpu)
    yield _at_least("CPU of a cold build / (wall x cores)", 0.85 if is_quick else 0.93, cold["cpu"] / (cold["wall"] * cores()))
    for name, target in _EDITS:
        for prefix in ("", "youtube "):
            found = results.get(f"{prefix}edit: {name}")
            if found:
                told = f"rebuild after {name} / cold build{', youtube' if prefix else ''}"
                share = found["wall"] / mean(results, f"{prefix}cold")["wall"]
                # The targets are those of ten minutes: an edit costs about as much in an episode of any length.
                yield (told, "-", f"{share:.1%}, {found['wall']:.1f} s", "") if is_quick else _share(told, target, share)
    if "season" in results:
        season = results["season"]
        yield _at_most(f"build with nothing to do, {season['episodes']} episodes of 12 segments, s", 0.5, season["wall"])
    if "starts" in results:
        yield from _starts(results["starts"])
    if "memory" in results:
        one, sixty = (results["memory"][minutes] for minutes in ("1", "60"))
        told = f"{one / 1e6:.0f} -> {sixty / 1e6:.0f} MB"
        yield "memory of the parent, 1 -> 60 minutes", "flat", told, _verdict(sixty <= 1.25 * one)
    for name, target in (("moviepy", 10.0), ("melt", 3.5)):
        if results.get(name):
            script = results[name]
            pace = script["wall"] / script["seconds"], cold["wall"] / hand["seconds"]
            yield _at_least(f"{name} script / cold build, wall a second of episode", target, pace[0] / pace[1])


def _starts(found: dict[str, float]) -> Iterator[tuple[str, str, str, str]]:
    base = found["imports"]
    over = "importing pydantic, jinja2 and yaml, CPU"
    yield _at_most(f"check of what has not changed, new process / {over}", 2.0, found["unchanged"] / base)
    yield f"check after an edit, new process / {over}", "-", f"{found['edited'] / base:.2f}", ""
    yield _at_most(f"together --help / {over}", 0.8, found["help"] / base)
    yield _at_most("still in a mosaic, nothing rendered, new process, s", 1.5, found["still in a process"])
    yield _at_most("still in a mosaic, nothing rendered, session, s", 1.0, found["still in a session"])


_AGAINST_HAND = {False: (("draft", 0.60, 0.75), ("youtube", 0.70, 0.88)), True: (("draft", 0.75, 0.95), ("youtube", 0.75, 0.95))}
"""Whether the episode is the short one: deliverables with the most of the hand-written command's wall and CPU."""

_EDITS = (
    ("a lower third's text", 0.02),
    ("a piece's title", 0.02),
    ("a segment moved", 0.03),
    ("another take of the music", 0.04),
    ("one person's name", 0.04),
    ("one caption", 0.015),
)


def _against_hand(results: Results, profile: str, wall: float, cpu: float) -> Iterator[tuple[str, str, str, str]]:
    prefix = "" if profile == "draft" else f"{profile} "
    if f"{prefix}cold, run 1" not in results:
        return
    cold, hand = mean(results, f"{prefix}cold"), mean(results, f"{prefix}by hand")
    yield _at_most(f"cold build / hand-written command, {profile}, wall", wall, cold["wall"] / hand["wall"])
    yield _at_most(f"cold build / hand-written command, {profile}, CPU", cpu, cold["cpu"] / hand["cpu"])
    least = results.get(f"{prefix}limit")
    if least:
        ratio = cold["cpu"] / (least["decode"] + least["encode"])
        yield _at_most(f"cold build / (decode once + encode once), {profile}, CPU", 1.15, ratio)
    size = results.get(f"{prefix}likeness")
    if size:
        yield _at_most(f"bytes / hand-written command's, {profile}", 1.05, size["bytes"] / size["bytes_by_hand"])


def marks(*, is_quick: bool) -> tuple[str, str]:
    """Return the lines between which a page holds the results of one of the two episodes."""
    command = "python -m bench --quick" if is_quick else "python -m bench"
    return f"<!-- written by {command}: begin -->", f"<!-- written by {command}: end -->"


def write(path: Path, results: Results, *, is_quick: bool) -> None:
    """Write the results into docs/performance.md, between their two marks; all else in it stays.

    Where it has no such marks yet, the results of ten minutes come before those of the short episode, and both before the rest.
    """
    page = path.read_text(encoding="utf-8") if path.exists() else "# Performance\n\n"
    begin, end = marks(is_quick=is_quick)
    other = marks(is_quick=not is_quick)
    if begin not in page:
        before, place, rest = page.partition(other[1] if is_quick else other[0])
        empty = f"{begin}\n{end}\n\n"
        page = f"{before}{place}\n\n{empty.rstrip()}{rest}" if is_quick and place else f"{before}{empty}{place}{rest}"
    before, _, rest = page.partition(begin)
    after = rest.partition(end)[2]
    told = "\n".join(_page(results, is_quick=is_quick))
    path.write_text(f"{before}{begin}\n\n{told}\n{end}{after or chr(10)}", encoding="utf-8")


def mean(results: Results, name: str) -> dict[str, float]:
    """Return the median of the runs of a measurement, value by value."""
    runs = [value for key, value in results.items() if key.startswith(f"{name}, run ")]
    return {key: median(run[key] for run in runs) for key in runs[0]}


def _page(results: Results, *, is_quick: bool) -> Iterator[str]:
    cold, hand = mean(results, "cold"), mean(results, "by hand")
    length = "a minute and a half" if is_quick else "ten minutes"
    yield f"## An episode of {length}"
    yield ""
    yield f"Measured on {datetime.now(UTC):%Y-%m-%d} by `python -m bench`{' --quick' if is_quick else ''}: {_machine()}."
    yield "Ratios hold within one run on one machine; seconds are this machine's. Load average when the cold runs began:"
    loads = [value["load"] for key, value in results.items() if ", run " in key]
    yield f"{loads[0]:.1f} for the first, later up to {max(loads):.1f}, in which the runs before them count."
    yield ""
    yield table(results, is_quick=is_quick)
    yield ""
    yield f"The reference episode lasts {length} at 640x360 (the draft profile), 30 frames a second, out of generated"
    yield "media: 1080p and 720p films with key frames 8 seconds apart, upright phone clips of variable rate, stems, a still;"
    yield "title cards, lower thirds, burned-in captions, dissolves, a roll. `bench/episode.py` writes it, `bench/hand.py` the"
    yield "ffmpeg command for the same picture and sound: x264 with the profile's settings but ffmpeg's own threads; the cards"
    yield "are taken from our store, so that drawing them is our work alone."
    yield ""
    yield "### Cold"
    yield ""
    yield "| | wall, s | CPU, s | cores busy | first process's peak, MB |"
    yield "|---|---:|---:|---:|---:|"
    scripts = ("MoviePy script (part)", results.get("moviepy")), ("melt script (part)", results.get("melt"))
    uploads = [
        (f"{name}, youtube", mean(results, f"youtube {key}"))
        for name, key in (("our build", "cold"), ("hand-written command", "by hand"))
        if f"youtube {key}, run 1" in results
    ]
    for name, cost in (("our build", cold), ("hand-written command", hand), *uploads, *scripts):
        if cost:
            busy = cost["cpu"] / (cost["wall"] * cores())
            yield f"| {name} | {cost['wall']:.1f} | {cost['cpu']:.1f} | {busy:.2f} | {cost['peak_bytes'] / 1e6:.0f} |"
    if "likeness" in results:
        same = results["likeness"]
        yield ""
        yield f"Both show the same: PSNR of the luma {same['psnr_y']:.1f} dB over {same['frames']:.0f} frames,"
        megabytes = same["bytes"] / 1e6, same["bytes_by_hand"] / 1e6
        yield f"{same['frames_above_30_db']:.1%} of them above 30 dB; {megabytes[0]:.1f} and {megabytes[1]:.1f} MB."
    if "moviepy" in results:
        script = results["moviepy"]
        yield f"MoviePy wrote {script['seconds']} seconds of the episode, in {script['windows']} windows spread over it; the"
        yield "ratio compares times a second of episode."
    yield from _melt(results.get("melt"))
    yield ""
    yield from _edits(results, cold)
    yield from _kills(results)
    yield from _shares(results)


def _melt(script: Results | None) -> Iterator[str]:
    if not script:
        yield "melt was not installed and is not compared."
        return
    told = f"{script['version']} wrote {script['seconds']} seconds of the episode, in {script['windows']} windows spread over it,"
    yield f"{told} with its own"
    yield "libraries of ffmpeg and x264 (the profile's settings); opening the whole document is part of its time. It shows the"
    yield "same cuts, dissolves, tiles, cards, captions and roll; it leaves out"
    yield f"{LEFT_OUT}."


def _edits(results: Results, cold: dict[str, float]) -> Iterator[str]:
    found = {key.removeprefix("edit: "): value for key, value in results.items() if key.startswith("edit: ")}
    if not found:
        return
    yield "### Edits of the finished episode"
    yield ""
    yield "| edit | wall, s | of a cold build | actions run |"
    yield "|---|---:|---:|---|"
    for name, value in found.items():
        yield f"| {name} | {value['wall']:.2f} | {value['wall'] / cold['wall']:.1%} | {_what(value['ran'])} |"
    if "new ffmpeg" in results:
        other = results["new ffmpeg"]
        causes = "; ".join(other["causes"])
        yield f"| another ffmpeg (planned only) | - | - | {other['would_run']} of {other['actions']}: {causes} |"
    yield ""


def _what(addresses: list[str]) -> str:
    counts: dict[str, int] = {}
    for address in addresses:
        counts[address.split("/")[1]] = counts.get(address.split("/")[1], 0) + 1
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "none"


def _kills(results: Results) -> Iterator[str]:
    if "kills" not in results:
        return
    kills = results["kills"]
    yield "### Killed with SIGKILL at ten random moments of one build"
    yield ""
    yield f"In flight at each kill: {', '.join(map(str, kills['in_flight']))}. Finished before the last build:"
    yield f"{kills['finished_before_the_last_build']} actions; it ran {kills['ran_in_the_last_build']}."
    yield f"Run again though finished: {kills['ran_again_though_finished']}."
    yield f"The movie has {'the same bytes as' if kills['same_bytes'] else '**other bytes than**'} a clean build's."
    yield ""


def _shares(results: Results) -> Iterator[str]:
    if "shares" not in results:
        return
    total = sum(value["cpu"] for value in results["shares"].values())
    yield "### Where the CPU of a cold build goes (one worker)"
    yield ""
    yield "| what | runs | CPU, s | share |"
    yield "|---|---:|---:|---:|"
    for name, value in sorted(results["shares"].items(), key=lambda item: -item[1]["cpu"]):
        yield f"| {name} | {value['runs']} | {value['cpu']:.1f} | {value['cpu'] / total:.1%} |"
    yield ""


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
    return f"{cores()} cores ({model}), {platform.system()}, Python {platform.python_version()}"


def _at_most(name: str, target: float, value: float) -> tuple[str, str, str, str]:
    return name, f"<= {target:.2f}", f"{value:.2f}", _verdict(value <= target)


def _at_least(name: str, target: float, value: float) -> tuple[str, str, str, str]:
    return name, f">= {target:.2f}", f"{value:.2f}", _verdict(value >= target)


def _share(name: str, target: float, value: float) -> tuple[str, str, str, str]:
    return name, f"<= {100 * target:g} %", f"{value:.1%}", _verdict(value <= target)


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "**missed**"
