"""A day at one episode: hundreds of edits leave neither the studio's process nor its page larger."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession

from tests.studio.asking import Client, Heard, Running, listening
from tests.studio.browser.conftest import MANIFEST, Opener

pytestmark = [
    pytest.mark.long,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="this kernel does not say what is in memory"),
]

EPISODE = "episodes/s01e01.yaml"
BATCH, WARM, MOST, MORE = 75, 300, 900, 150
"""Edits between two looks; those after which caches may be full (each keeps so many bytes or so many things: a slow machine draws
less for each edit), and are at the latest; those that are made then."""


def resident(process: int) -> int:
    """Return the bytes that a process itself has in memory, without those that it started (proc(5), smaps_rollup)."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("Rss:"))


def held(session: CDPSession) -> dict[str, float]:
    """Return what a page holds when nothing is left to be collected."""
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    return {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}


def test_a_hundred_and_fifty_edits_more_leave_studio_and_page_as_large_as_they_were(desk: Opener, running: Running) -> None:
    page = desk(expects=("404",))
    page.is_drawn()
    session = page.page.context.new_cdp_session(page.page)
    session.send("Performance.enable")

    def looked(first: int, edits: int, heard: Heard) -> int:
        for number in range(first, first + edits):
            edit(running.client, number, heard)
        page.page.wait_for_timeout(3000)  # stills that are still being drawn
        return resident(running.process.pid)

    with listening(running.client, "/api/events?episode=s01e01") as heard:
        sizes = [looked(1, WARM, heard)]
        for first in range(WARM + 1, MOST, BATCH):
            sizes.append(looked(first, BATCH, heard))
            if sizes[-1] < 1.02 * sizes[-2]:
                break
        before, page_before = sizes[-1], held(session)
        after, page_after = looked(MOST + 1, MORE, heard), held(session)
    assert after < 1.1 * before, sizes
    assert page_after["JSHeapUsedSize"] < 1.2 * page_before["JSHeapUsedSize"]
    assert page_after["Nodes"] < 1.1 * page_before["Nodes"]  # all that the page keeps, in its document or out of it
    assert page_after["JSEventListeners"] < 1.1 * page_before["JSEventListeners"]


def edit(client: Client, number: int, heard: Heard) -> None:
    """Write another title and another cut, and wait until pages were told what follows from them."""
    text = MANIFEST.replace("card: Hello", f"card: Hello {number}").replace("out: 1.2", f"out: {1.2 + 0.04 * (number % 40):.2f}")
    since = len(heard.events)
    assert client.post("/api/file/edit", {"path": EPISODE, "text": text, "episode": "s01e01"}).status == 200
    heard.wait(lambda event, _: event == "state", since=since)
    time.sleep(0.1)
