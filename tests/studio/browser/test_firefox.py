"""The studio in Firefox: every frame exact, stepping, playing, and an edit that is seen."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.firefox import Firefox
from tests.firefox import started as firefox_started
from tests.studio.asking import Running
from tests.studio.browser.conftest import JOINS, NUMBERS
from tests.studio.browser.desk import PICTURE, number_of

pytestmark = [pytest.mark.long, pytest.mark.slow]

FRAME = "document.querySelector('.player .frame')?.dataset"
VIDEO = "document.querySelector('.frame > video')"


@pytest.fixture(scope="module")
def firefox() -> Iterator[Firefox]:
    with firefox_started() as found:
        found.size(1440, 980)
        yield found


@pytest.fixture
def page(firefox: Firefox, running: Running, show: Path) -> Iterator[Firefox]:
    """The episode in Firefox, all of it drawn. Its manifest is put back afterwards."""
    manifest = show / "episodes/s01e01.yaml"
    before = manifest.read_bytes()
    firefox.open(f"{running.address}#s01e01")
    firefox.wait(f"{FRAME}.frame === '0' && {FRAME}.cover === 'none'")
    yield firefox
    firefox.open("about:blank")
    running.client.post("/api/file/revert", {"path": "episodes/s01e01.yaml"})
    if manifest.read_bytes() != before:
        manifest.write_bytes(before)


def number(page: Firefox) -> int:
    return number_of(page.run(f"({PICTURE})()"))


def go(page: Firefox, frame: int) -> None:
    page.run(f"location.hash = '#s01e01&t={frame / 25:.3f}'")
    is_at(page, frame)


def is_at(page: Firefox, frame: int) -> None:
    page.wait(f"{FRAME}.frame === '{frame}'")


def test_firefox_shows_every_frame_that_is_asked_for(page: Firefox) -> None:
    chance = random.Random(153)
    joins = [frame for join in JOINS[1:] for frame in (join - 1, join) if NUMBERS[frame] is not None]
    wrong = []
    for frame in [*joins, *(chance.randrange(25, len(NUMBERS)) for _ in range(200)), len(NUMBERS) - 1]:
        go(page, frame)
        if (found := number(page)) != NUMBERS[frame]:
            wrong.append((frame, NUMBERS[frame], found))
    assert wrong == []


def test_firefox_steps_by_one_frame_over_joins(page: Firefox) -> None:
    go(page, 123)
    seen = []
    for frame in range(124, 150):
        page.press("ArrowRight")
        is_at(page, frame)
        seen.append(number(page))
    assert seen == NUMBERS[124:150]
    page.press("ArrowLeft")
    is_at(page, 148)
    assert number(page) == NUMBERS[148]
    page.press("PageDown")
    is_at(page, 185)
    assert number(page) == NUMBERS[185]


def test_firefox_plays_and_stops_on_an_exact_frame(page: Firefox) -> None:
    go(page, 25)
    page.press("Space")
    page.wait(f"!{VIDEO}.paused && {VIDEO}.currentTime > 1.2")
    begin, clock = page.run(f"{VIDEO}.currentTime"), time.monotonic()
    time.sleep(1.6)
    played, gone = page.run(f"{VIDEO}.currentTime") - begin, time.monotonic() - clock
    assert played == pytest.approx(gone, abs=0.4)
    page.press("Space")
    page.wait(f"{VIDEO}.paused && !{VIDEO}.seeking && {FRAME}.frame !== ''")
    time.sleep(0.3)  # the frame is sought once more where it stops
    frame = int(page.run(f"{FRAME}.frame"))
    assert frame > 40
    assert number(page) == NUMBERS[frame]


def test_firefox_shows_the_span_of_an_edit_that_is_typed(page: Firefox) -> None:
    go(page, 155)
    assert number(page) == NUMBERS[155] == 60
    page.click(".cm-content")
    page.press("Control+f")
    page.type("in: 2")
    page.press("Enter", "Escape", "ArrowRight")
    page.type(".4")
    page.wait("document.querySelector('.cost')?.textContent.includes('span')")
    end = time.monotonic() + 40
    while not (page.run(f"{FRAME}.frame") == "155" and number(page) == 70):
        assert time.monotonic() < end, "the span of the edit never came"
        time.sleep(0.1)
    assert page.run(f"{FRAME}.cover") == "none"
    page.press("Control+z")
    end = time.monotonic() + 40
    while number(page) != 60:
        assert time.monotonic() < end, "the span before the edit never came back"
        time.sleep(0.1)
