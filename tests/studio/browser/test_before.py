"""The picture before the last edit beside the one after it: the same moment of both, whatever the edit has moved."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

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
