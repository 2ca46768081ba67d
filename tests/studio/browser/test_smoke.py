"""The page opens and shows the episode's first frame: the one browser test that is quick enough for every run."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.studio.browser.conftest import Opener


def test_the_page_shows_the_episode(desk: Opener) -> None:
    page = desk("#s01e01&t=2.32")
    page.is_at(58)
    assert page.number() == 33
    expect(page.see(".where")).to_have_text("Test/S1 E1Numbers")
    expect(page.see(".cm-content")).to_contain_text("docu-short: Parts")
    expect(page.see(".standing")).to_contain_text("5 of 5 spans as rendered")
