"""The credits panel: who is credited as what, a click to line and frame, who leaves by an edit that is not saved."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.studio.browser.conftest import Opener

pytestmark = [pytest.mark.long, pytest.mark.slow]

PATIENCE = 40_000


def test_people_stand_under_their_pieces_and_an_unsaved_edit_tells_who_leaves(desk: Opener) -> None:
    page = desk(expects=("404",))
    page.is_drawn()
    page.see("#tab-credits").click()
    expect(page.see(".credits section")).to_have_count(3, timeout=PATIENCE)
    expect(page.see("#tab-credits")).to_contain_text("2")
    parts = page.see(".credits section[aria-label='Parts']")
    expect(parts.locator(".credited b")).to_have_text(["Ana Núñez", "Ben O'Neil"])
    parts.locator(".credited").nth(1).click()
    page.is_at(145)
    expect(page.see(".cm-activeLine")).to_contain_text("by: ben")
    page.write_after("by: ana", "ben", instead=3)
    page.write_after("by: ana", "ben", instead=3)
    expect(page.see(".credits .leaving")).to_contain_text("Ana Núñez leaves", timeout=PATIENCE)
    expect(parts.locator(".credited b")).to_have_text(["Ben O'Neil"], timeout=PATIENCE)
    page.press("Control+z")
    expect(page.see(".cm-content")).to_contain_text("by: ana")
    page.press("Control+z")
    expect(page.see(".credits .leaving")).to_have_count(0, timeout=PATIENCE)
    expect(parts.locator(".credited b")).to_have_count(2, timeout=PATIENCE)
    assert parts.locator(".credited b").first.inner_text() == "Ana Núñez"
