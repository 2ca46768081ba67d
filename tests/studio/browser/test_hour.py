"""An episode of an hour: it opens soon, its timeline keeps up with the hand, and a day of it needs no more memory."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from pipeline.app import session
from tests.studio.asking import Running, started
from tests.studio.browser.conftest import Opener, opened_page
from tests.studio.browser.hour import FRAMES, SEGMENTS, hour_show
from tests.studio.browser.pace import HEARD, Pace, seconds_of

pytestmark = [pytest.mark.long, pytest.mark.slow]

MOST_FRAMES_OF_REFERENCE = 5
"""What a step of the timeline may cost: fifty frames a second are 20 ms; a frame of the reference takes a slow machine 3 to 4."""
OPENING_IMPORTS = 50
"""What opening may cost, of server and page together, in imports of pydantic, Jinja and YAML on the same machine; it costs 23."""
MARKS = 2698
"""What the check of captions says: each stands five frames before the next, a cut comes upon some."""


def importing() -> float:
    """Return the least of three times that an import takes of a processor, in seconds."""
    found = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", "import pydantic, jinja2, yaml; pydantic.BaseModel"], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("hour")
    manifest = hour_show(folder / "show")
    with session.opened([manifest]) as opened:
        opened.build([opened.work(manifest)], workers=2)
    with started(folder / "show", home=folder / "home") as found:
        yield found


def test_it_opens_soon_and_its_timeline_keeps_up_with_the_hand(hour: Running, chromium: Browser) -> None:
    with opened_page(chromium, 1440, 900, "dark") as (page, said):
        pace, before = Pace(page), seconds_of(hour)
        page.goto(f"{hour.address}#s01e01&t=30:10")
        frame = page.locator(".player .frame")
        expect(frame).to_have_attribute("data-frame", str(1810 * 25), timeout=60_000)
        expect(frame).to_have_attribute("data-cover", "none", timeout=60_000)
        assert seconds_of(hour) - before + pace.seconds() < OPENING_IMPORTS * importing()
        expect(page.locator(".count")).to_have_text(f"frame {1810 * 25} of {FRAMES}")
        marks = page.locator("#tab-marks small")
        expect(marks).to_have_text(f"{MARKS}", timeout=60_000)
        costs = {}
        for zoom, keys in (("all", "0"), ("seconds", "1"), ("frames", "2")):
            page.keyboard.press(keys)
            pace.milliseconds_a_frame("zoom")  # what comes into sight now is fetched
            page.wait_for_timeout(1500)
            costs |= {f"{way} {zoom}": pace.frames_of_reference(way) for way in ("zoom", "scroll")}
        assert {name: cost for name, cost in costs.items() if cost > MOST_FRAMES_OF_REFERENCE} == {}
        page.locator(".panel .more").scroll_into_view_if_needed()
        expect(page.locator(".panel .mark")).to_have_count(120)
        assert said == []


def test_an_hour_of_events_leaves_no_more_in_memory(hour: Running, chromium: Browser) -> None:
    with opened_page(chromium, 1440, 900, "dark") as (page, said):
        page.add_init_script(f"({HEARD})()")
        curve = '{"step": 0.1, "short_term": [' + ",".join(["-16.0"] * 36_000) + "]}"
        page.route("**/blob/c0ffee*.json", lambda asked: asked.fulfill(body=curve, content_type="application/json"))
        page.goto(f"{hour.address}#s01e01")
        expect(page.locator(".player .frame")).to_have_attribute("data-cover", "none", timeout=60_000)
        state = hour.client.get("/api/episodes/s01e01").json
        page.evaluate(
            """state => {
          window.tell = (name, value) => heardStream.dispatchEvent(new MessageEvent(name, {data: JSON.stringify(value)}));
          window.edit = async (number) => {
            const digest = `c0ffee${number}`;
            const loudness = {...state.loudness, curve: digest};
            const spans = state.spans.map((span, index) => (index === 3 ? {...span, blob: null, state: 'waiting'} : span));
            tell('state', {...state, digest, loudness, spans});
            const address = `span ${number}`;
            for (let part = 0; part < 18; part += 1) tell('progress', {address, label: 'span', share: part / 18});
            tell('still', {frame: 300, blob: state.spans[3].blob, digest});
            tell('span', {...state.spans[3], index: 3, digest});
            tell('progress', {address: '', label: '', share: 1});
            tell('sound', {digest, sound: state.sound, loudness, peaks: state.peaks, syncs: state.syncs});
            await new Promise(requestAnimationFrame);
          };
        }""",
            state,
        )

        def edits(first: int, number: int) -> int:
            page.evaluate(
                "async ([first, number]) => { for (let at = 0; at < number; at += 1) await edit(first + at); }", [first, number]
            )
            page.wait_for_timeout(500)
            return pace.bytes()

        pace = Pace(page)
        before = edits(0, 30)
        after = edits(30, 200)
        assert page.locator(".label", has_text="Segments").count() == 1
        assert len(state["view"]["segments"]) == SEGMENTS
        assert after - before < 3_000_000
        assert said == []


def test_two_hundred_edits_leave_no_more_in_memory(desk: Opener) -> None:
    page = desk(expects=("404",))
    page.is_drawn()
    pace = Pace(page.page)
    page.write_after("card: Hello", "")

    def edits(number: int) -> int:
        for _ in range(number // 2):
            page.press("x")
            page.page.wait_for_timeout(30)
            page.press("Backspace")
            page.page.wait_for_timeout(30)
        expect(page.see(".saved")).to_contain_text("Saved", timeout=60_000)
        page.is_drawn()
        return pace.bytes()

    before = edits(100)
    after = edits(200)
    assert after - before < 3_000_000
