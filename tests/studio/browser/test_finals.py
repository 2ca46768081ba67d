"""A final is built from where its episode is edited: saved first, and its progress and end, or what is to mend, are shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.studio.browser.conftest import Opener

MILLISECONDS = 60_000


@pytest.mark.long
def test_what_is_saved_and_in_order_is_built(desk: Opener, show: Path) -> None:
    manifest = show / "episodes/s01e02.yaml"
    manifest.write_text("episode: {title: Card, season: 1, number: 2}\nsegments:\n  - card: Hello\n    length: 2\n")
    page = desk("#s01e02")
    button = page.page.get_by_role("button", name="Build final")
    expect(button).to_have_attribute("aria-disabled", "false", timeout=MILLISECONDS)
    page.write_after("card: Hello", " again")
    assert "again" not in manifest.read_text()
    page.page.get_by_role("button", name="Save and build").click()
    expect(page.page.get_by_role("button", name="Cancel s01e02")).to_be_visible(timeout=MILLISECONDS)
    built = page.page.locator(".actions .chip-state.good")
    expect(built).to_have_text("Built", timeout=MILLISECONDS)
    assert (show / str(built.get_attribute("title"))).is_file()
    assert "card: Hello again" in manifest.read_text()
    page.write_after("card: Hello again", "!")
    expect(page.page.get_by_role("button", name="Save and build")).to_be_visible()
    assert built.count() == 0
    page.write_after("length: 2", " days")
    again = page.page.get_by_role("button", name="Save and build")
    expect(again).to_have_attribute("aria-disabled", "true", timeout=MILLISECONDS)
    page.page.get_by_role("tab", name="Notes").click()
    again.click(force=True)
    expect(page.page.get_by_role("tab", name="Marks")).to_have_attribute("aria-selected", "true")


@pytest.mark.long
def test_what_is_refused_says_why(desk: Opener) -> None:
    page = desk("#s01e01")
    button = page.page.get_by_role("button", name="Build final")
    expect(button).to_have_attribute("aria-disabled", "false", timeout=MILLISECONDS)
    button.click()
    expect(page.see(".trouble")).to_contain_text("flashes", timeout=MILLISECONDS)
    expect(button).to_be_visible()
    assert page.page.locator(".actions .chip-state").count() == 0


@pytest.mark.long
def test_nothing_is_built_while_two_texts_of_a_file_are_in_dispute_and_that_is_said(desk: Opener, show: Path) -> None:
    manifest = show / "episodes/s01e03.yaml"
    manifest.write_text("episode: {title: Card, season: 1, number: 3}\nsegments:\n  - card: Hello\n    length: 2\n")
    page = desk("#s01e03", expects=("409",))
    expect(page.page.get_by_role("button", name="Build final")).to_have_attribute("aria-disabled", "false", timeout=MILLISECONDS)
    page.write_after("card: Hello", " here")
    manifest.write_text(manifest.read_text().replace("Hello", "Hello there"))
    expect(page.see(".conflict")).to_be_visible(timeout=MILLISECONDS)
    page.page.get_by_role("button", name="Save and build").click()
    expect(page.see(".trouble")).to_contain_text("episodes/s01e03.yaml could not be saved", timeout=MILLISECONDS)
    assert "Hello there" in manifest.read_text()
    assert page.page.locator(".actions progress").count() == 0
