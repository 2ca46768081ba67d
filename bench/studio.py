"""Measure the studio by HTTP, as a page sees it: `python -m bench.studio SHOW [--rounds 5] [--hour]`, on a quiet machine.

SHOW is a folder with the demo and its media; it is copied with its store, and its first episode is drawn whole before anything is
measured. Each edit is a new one, so nothing of it is stored. Times are on the wall, median and 95th percentile, as a table for
docs/performance.md. With --hour an episode of an hour is drawn, too, and opened in Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from tests.studio.asking import Heard, Running, listening, started

EPISODE = "episodes/s01e01.yaml"
STATE = "/api/episodes/s01e01"
WANTED = {
    "keystroke to diagnostics": 0.15,
    "edit to exact still": 0.6,
    "edit to span": 1.5,
    "edit to mastered sound": 3.0,
    "start to first frame": 2.5,
    "opening an hour": 5.0,
    "a frame of an hour's timeline, zoomed": 0.02,
    "a frame of an hour's timeline, scrolled": 0.02,
}
"""Seconds that are wanted, of medians."""


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of the demo: a text that is replaced by one that holds the number of the round, and the segment that shows it."""

    segment: str
    before: str
    after: Callable[[int], str]
    within: float
    """Seconds of the segment at which the playhead stands."""


EDITS = (
    Edit("a-small-thing", "Somebody hummed it into a phone.", lambda n: f"Somebody hummed it into phone {n}.", 1.2),
    Edit("half-a-quilt", "role: interviewee", lambda n: f"role: interviewee {n}", 2.0),
    Edit("half-a-quilt", "length: 4.4", lambda n: f"length: {4.4 - n / 25:.2f}", 11.5),
    Edit("kitchen-table", "role: bass, focus", lambda n: f"role: bass {n}, focus", 3.0),
    Edit("lanterns", "at: 1, length: 4", lambda n: f"at: {1 + n / 25:.2f}, length: 4", 2.0),
    Edit("kitchen-table", "gain: -3 dB", lambda n: f"gain: {-3 - n / 10:.1f} dB", 3.0),
)


def main() -> None:
    """Print a line for each of the times that are wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("show", type=Path)
    parser.add_argument("--rounds", type=int, default=5, help="how often each edit is made, otherwise each time")
    parser.add_argument("--hour", action="store_true", help="measure an episode of an hour, too")
    given = parser.parse_args()
    with TemporaryDirectory(prefix="together-bench-") as place:
        show = Path(place) / "show"
        shutil.copytree(given.show, show, symlinks=True)
        found = measure(show, Path(place) / "home", given.rounds)
        if given.hour:
            found |= hour(Path(place) / "hour", given.rounds)
    print(table(found))


def table(found: Mapping[str, list[float]]) -> str:
    """Return the times as a table: what is wanted, medians, 95th percentiles, and whether it is met."""
    lines = ["| what | wanted, s | median, s | 95 %, s | of | |", "|---|---:|---:|---:|---:|---|"]
    for name, times in found.items():
        late = quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
        met = "met" if median(times) <= WANTED[name] else "**missed**"
        lines.append(f"| {name} | <= {WANTED[name]:.2f} | {median(times):.3f} | {late:.3f} | {len(times)} | {met} |")
    return "\n".join(lines)


def hour(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Return the times of an episode of an hour: opening it, on the wall, and what the page works for a frame of its timeline."""
    from playwright.sync_api import sync_playwright

    from pipeline.app import session
    from tests.browser import PROGRAM
    from tests.studio.browser.hour import hour_show
    from tests.studio.browser.pace import Pace

    manifest = hour_show(folder / "show")
    with session.opened([manifest]) as opened:
        opened.build([opened.work(manifest)], workers=2)
    opening, zoomed, scrolled = list(WANTED)[-3:]
    found: dict[str, list[float]] = {name: [] for name in (opening, zoomed, scrolled)}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox"])
        for _ in range(rounds):
            with started(folder / "show", home=folder / "home") as running:
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                began = time.monotonic()
                page.goto(f"{running.address}#s01e01&t=30:10")
                page.wait_for_selector('.player .frame[data-frame="45250"][data-cover="none"]', timeout=120_000)
                found[opening].append(time.monotonic() - began)
                pace = Pace(page)
                for keys in ("0", "1", "2"):
                    page.keyboard.press(keys)
                    page.wait_for_timeout(1500)
                    found[zoomed].append(pace.milliseconds_a_frame("zoom") / 1000)
                    found[scrolled].append(pace.milliseconds_a_frame("scroll") / 1000)
                page.close()
        browser.close()
    return found


def measure(show: Path, home: Path, rounds: int) -> dict[str, list[float]]:
    """Return the times of all rounds, by what they are of."""
    found: dict[str, list[float]] = {name: [] for name in list(WANTED)[:5]}
    with started(show, home=home) as running, listening(running.client, "/api/events?episode=s01e01") as heard:
        heard.wait(_is_done, 600)
        for number in range(1, rounds + 1):
            for edit in EDITS:
                _edit(running, heard, edit, number, found)
    for _ in range(rounds):
        began = time.monotonic()
        with started(show, home=home) as running:
            state = running.client.get(STATE).json
            first = next(span for span in state["spans"] if span["blob"])
            running.client.get(f"/blob/{state['init']}.mp4")
            running.client.get(f"/blob/{first['blob']}.m4s")
            found["start to first frame"].append(time.monotonic() - began)
    return found


def _edit(running: Running, heard: Heard, edit: Edit, number: int, found: dict[str, list[float]]) -> None:
    client = running.client
    text: str = client.get(f"/api/file?path={EPISODE}").json["saved"]
    assert text.count(edit.before) == 1, edit
    state = client.get(STATE).json
    segment = next(one for one in state["view"]["segments"] if one["name"] == edit.segment)
    frame = segment["first"] + int(edit.within * state["rate"][0] / state["rate"][1])
    client.post(f"{STATE}/playhead", {"frame": frame})
    since, before = len(heard.events), state["digest"]
    began = time.monotonic()
    value = {"path": EPISODE, "text": text.replace(edit.before, edit.after(number)), "episode": "s01e01"}
    assert client.post("/api/file/edit", value).json["diagnostics"] == state["diagnostics"], edit
    found["keystroke to diagnostics"].append(time.monotonic() - began)

    def is_new(event: str, value: Any) -> bool:
        return event in ("state", "span", "still", "sound") and value["digest"] != before

    _, _, state = heard.wait(lambda event, value: event == "state" and is_new(event, value), 60, since)
    place, span = next(
        (place, span) for place, span in enumerate(state["spans"]) if span["first"] <= frame < span["first"] + span["frames"]
    )
    if span["blob"] is None:
        drawn, _, _ = heard.wait(
            lambda event, value: event == "span" and is_new(event, value) and value["index"] == place and value["blob"], 60, since
        )
        shown, _, _ = heard.wait(
            lambda event, value: is_new(event, value)
            and (event == "still" or (event == "span" and value["index"] == place and value["blob"])),
            60,
            since,
        )
        found["edit to span"].append(drawn - began)
        found["edit to exact still"].append(shown - began)
    mastered, _, _ = heard.wait(
        lambda event, value: is_new(event, value) and event in ("state", "sound") and value["sound"]["state"] == "mastered",
        60,
        since,
    )
    found["edit to mastered sound"].append(mastered - began)
    heard.wait(_is_done, 120, since)
    client.post("/api/file/revert", {"path": EPISODE})
    deadline = time.monotonic() + 60
    while client.get(STATE).json["digest"] != before:
        assert time.monotonic() < deadline, "it is as it was"
        time.sleep(0.05)


def _is_done(event: str, value: Any) -> bool:
    return event == "progress" and value["address"] == ""


if __name__ == "__main__":
    main()
