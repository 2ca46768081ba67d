"""The picture before the last edit beside the one after it: the same moment of both, whatever the edit has moved."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.episode.show import TINY
from tests.studio.browser.conftest import NUMBERS, Opener
from tests.studio.browser.desk import Desk, number_of

pytestmark = [pytest.mark.long, pytest.mark.slow]

_BOTH = """() => ['.before video', '.frame > video'].map((selector) => {
  const video = document.querySelector(selector);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [160, 90];
  const context = canvas.getContext('2d', {willReadFrequently: true});
  if (video) context.drawImage(video, 0, 0, 160, 90);
  return [40, 120].map((x) => context.getImageData(x, 45, 1, 1).data[1]);
})"""


def both(page: Desk, *wanted: int) -> None:
    """Wait until the pictures before and after show these numbers."""
    found: list[int] = []
    for _ in range(400):
        found = [number_of(greys) for greys in page.page.evaluate(_BOTH)]
        if found == list(wanted):
            break
        page.page.wait_for_timeout(100)
    assert found == list(wanted)


def drawn(page: Desk) -> None:
    expect(page.see(".standing")).to_contain_text("5 of 5 spans as rendered", timeout=60_000)


def test_before_and_after_show_the_same_moment_also_after_several_edits_and_one_of_length(desk: Opener) -> None:
    page = desk("#s01e01&t=6.2", expects=("404",))
    page.is_at(155)
    page.is_drawn()
    drawn(page)
    button = page.page.get_by_role("button", name="Before / after")
    expect(button).to_be_disabled()
    page.write_after("in: 2", ".4")
    expect(page.see(".cost")).to_contain_text("span", timeout=60_000)
    drawn(page)
    button.click()
    both(page, NUMBERS[155] or 0, 70)
    page.write_after("length: 1", ".4")
    expect(page.see(".count")).to_contain_text("of 260", timeout=60_000)
    drawn(page)
    page.go(165)
    both(page, 70, 70)
    page.write_after("in: 2.4", "8", instead=1)
    expect(page.see(".count")).to_contain_text("of 250", timeout=60_000)
    drawn(page)
    page.go(165)
    both(page, 70, 80)
    button.click()
    expect(page.see(".before")).to_have_count(0)


Box = tuple[float, float, float, float]


_BOX = """selector => {
  const {x, y, width, height} = document.querySelector(selector).getBoundingClientRect();
  return [x, y, width, height];
}"""
_TIMES = "() => ['.before video', '.frame > video'].map((one) => document.querySelector(one).currentTime)"


def boxes(page: Desk) -> tuple[Box, Box, Box]:
    """Return where the picture before, the one after and the well around them lie on the screen: left, top, width, height."""
    before, after, well = (tuple(page.page.evaluate(_BOX, of)) for of in (".before.beside", ".stage .frame", ".stage"))
    return before, after, well


def seen(page: Desk) -> list[int]:
    """Return the numbers that the screen shows to the left and to the right, all in one moment."""
    screen = Image.open(io.BytesIO(page.page.screenshot())).convert("RGB")
    found = []
    for left, top, width, height in boxes(page)[:2]:
        points = [screen.getpixel((round(left + width * share), round(top + height / 2))) for share in (0.25, 0.75)]
        found.append(number_of([point[1] for point in points]))  # type: ignore[index]
    return found


def side_by_side(page: Desk, *wanted: int) -> None:
    """Wait until the screen shows these numbers to the left and to the right."""
    found: list[int] = []
    for _ in range(100):
        found = seen(page)
        if found == list(wanted):
            break
        page.page.wait_for_timeout(200)
    assert found == list(wanted)


def fills(page: Desk, ratio: float) -> None:
    """Assert that both pictures have this shape and one size, stand side by side, and are as large as the well lets them be."""
    before, after, well = boxes(page)
    assert after[0] - (before[0] + before[2]) == pytest.approx(8, abs=1)
    assert (before[1], *before[2:]) == pytest.approx((after[1], *after[2:]), abs=1)
    assert after[2] / after[3] == pytest.approx(ratio, abs=0.01)
    across, down = after[0] + after[2] - before[0], after[3]
    assert before[0] >= well[0]
    assert after[0] + after[2] <= well[0] + well[2]
    assert before[0] + across / 2 == pytest.approx(well[0] + well[2] / 2, abs=1)
    assert across == pytest.approx(well[2] - 28, abs=1) or down == pytest.approx(well[3] - 24, abs=1)


def at_frame(page: Desk) -> int:
    return int(page.see(".player .frame").get_attribute("data-frame") or 0)


def edited(page: Desk, after: str, typed: str, instead: int = 0) -> None:
    """Let what is at the playhead show another part of its film, and be drawn."""
    page.is_drawn()
    drawn(page)
    page.write_after(after, typed, instead=instead)
    expect(page.page.get_by_role("button", name="Before / after")).to_be_enabled(timeout=60_000)
    drawn(page)
    page.see(".stage").click()


def test_before_and_after_side_by_side_show_and_play_the_same_moment(desk: Opener) -> None:
    page = desk("#s01e01&t=6.2", expects=("404",))
    page.is_at(155)
    edited(page, "in: 2", ".4")
    page.page.get_by_role("button", name="Before / after").click()
    page.page.get_by_role("button", name="Side by side").click()
    side_by_side(page, 60, 70)
    fills(page, 16 / 9)
    expect(page.see(".stage .tag")).to_have_text(["Before", "After"])
    page.see(".stage").click()  # a button that has the focus takes the space bar
    page.press("ArrowRight", "ArrowRight")
    side_by_side(page, 62, 72)
    page.press("PageUp")
    side_by_side(page, 50, 60)
    page.press("Space")
    for _ in range(400):
        if at_frame(page) >= 160:
            break
        page.page.wait_for_timeout(50)
    page.press("Space")
    expect(page.see(".play")).to_have_attribute("aria-label", "Play")
    old, new = page.page.evaluate(_TIMES)
    assert old == pytest.approx(new, abs=0.02)
    at = at_frame(page)
    assert at >= 160
    side_by_side(page, at - 145 + 50, at - 145 + 60)
    page.press("Shift+B")
    expect(page.see(".before .edge")).to_be_visible()
    expect(page.see(".before.beside")).to_have_count(0)


_LOSES_A_SEEK = """() => {
  const video = document.querySelector('.before video');
  const {get, set} = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'currentTime');
  let lost = 0;
  Object.defineProperty(video, 'currentTime', {
    configurable: true,
    get() { return get.call(this); },
    set(second) { if (lost++) set.call(this, second); },
  });
}"""


def test_a_seek_that_the_browser_has_lost_is_made_again(desk: Opener) -> None:
    page = desk("#s01e01&t=6.2", expects=("404",))
    page.is_at(155)
    edited(page, "in: 2", ".4")
    page.press("b")
    page.press("Shift+B")
    side_by_side(page, 60, 70)
    page.page.evaluate(_LOSES_A_SEEK)
    page.see(".stage").click()
    page.press("ArrowRight")
    side_by_side(page, 61, 71)


def test_side_by_side_is_remembered_and_fits_a_tall_picture_in_light(desk: Opener, show: Path) -> None:
    (show / "profiles/tall.yaml").write_text(TINY.replace("width: 160, height: 90", "width: 90, height: 160"))
    page = desk("#s01e01&t=6.2&profile=tall", scheme="light", expects=("404",))
    page.is_at(155)
    edited(page, "in: 2", ".4")
    page.press("Shift+B")
    side_by_side(page, 60, 70)
    fills(page, 9 / 16)
    page.page.reload()
    page.is_at(155)
    edited(page, "in: 2.4", "8", instead=1)
    page.press("b")
    side_by_side(page, 70, 80)
