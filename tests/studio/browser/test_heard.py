"""What happens is told to who hears the page, in regions that are there before the words (WCAG 2.2, 4.1.3)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.studio.asking import started
from tests.studio.browser.conftest import NUMBERS, Opener, opened_page
from tests.studio.browser.desk import Desk
from tests.studio.browser.ears import Ears

pytestmark = [pytest.mark.long, pytest.mark.slow]

PATIENCE = 60_000


def listened(desk: Opener, *expects: str, at: str = "#s01e01") -> tuple[Desk, Ears]:
    page = desk(at, expects=("404", *expects))
    ears = Ears(page.page)
    page.is_drawn()
    return page, ears


def test_an_edit_on_the_timeline_that_is_refused_says_why(desk: Opener) -> None:
    page, ears = listened(desk, "422")
    sheet = page.see(".sheet").bounding_box()
    assert sheet
    page.page.mouse.click(sheet["x"] + (sheet["width"] - 16) * 60 / len(NUMBERS), sheet["y"] + 60)
    for _ in range(2):  # the same words a second time are read out, too
        ears.forget()
        page.press("Alt+Shift+ArrowLeft")
        expect(page.see(".refusal")).to_be_visible(timeout=PATIENCE)
        ears.hear(page.see(".refusal span").inner_text(), "assertive")
        page.see(".refusal button").click()


def test_mistakes_are_counted_when_somebody_pauses_and_nothing_else_is_read_out_meanwhile(desk: Opener) -> None:
    page, ears = listened(desk)
    ears.forget()
    page.write_after("    length: 1", "")
    for letter in " dayss":
        page.page.keyboard.type(letter)
        page.page.wait_for_timeout(150)
    ears.hear("1 mistake in episodes/s01e01.yaml, line 4:")
    told = [text for _, text in ears.heard]
    assert [text for text in told if "mistake in" in text] == [told[-1]]
    assert not [text for text in told if "%" in text or "Drawing" in text]
    page.press(*["Backspace"] * 6)
    ears.hear("No mistakes any more")


def test_a_final_that_is_refused_and_one_that_is_built_are_told(desk: Opener, show: Path) -> None:
    (show / "episodes/s01e02.yaml").write_text(
        "episode: {title: Card, season: 1, number: 2}\nsegments:\n  - card: Hello\n    length: 2\n"
    )
    page, ears = listened(desk)
    expect(page.page.get_by_role("button", name="Build final")).to_have_attribute("aria-disabled", "false", timeout=PATIENCE)
    page.page.get_by_role("button", name="Build final").click()
    ears.hear("Building the final of s01e01")
    ears.hear("flashes", "assertive", seconds=90)
    page.page.get_by_role("button", name="all episodes").click()
    page.page.get_by_role("button", name="Build Card").click()
    assert ears.hear("s01e02 is built", seconds=90) == "s01e02 is built: renders/s01e02/s01e02.mp4"


def test_a_dispute_with_an_edit_from_outside_is_told_at_once(desk: Opener) -> None:
    page, ears = listened(desk, "409")
    path = page.show / "episodes/s01e01.yaml"
    page.write_after("card: Hello", " you")
    expect(page.see(".save")).to_be_visible()
    path.write_text(path.read_text().replace("card: Hello", "card: Welcome"))
    assert "decide" in ears.hear("was changed outside where you changed it, too", "assertive")
    page.page.get_by_role("button", name="Take theirs").click()
    ears.forget()
    path.write_text(path.read_text().replace("Once more", "Once again"))
    ears.hear("episodes/s01e01.yaml was changed outside")


def test_a_studio_that_goes_away_and_comes_back_is_told(numbered: Path, chromium: Browser, tmp_path: Path) -> None:
    show, home = tmp_path / "show", tmp_path / "home"
    shutil.copytree(numbered, show, symlinks=True)
    with opened_page(chromium, 1440, 900, "dark") as (page, _):
        with started(show, home=home) as first:
            page.goto(f"{first.address}#s01e01")
            ears = Ears(page)
            Desk(page, show).is_drawn()
            assert "The studio is there again" not in [text for _, text in ears.heard]
        ears.hear("The studio is away", "assertive")
        with started(show, "--port", str(first.client.port), home=home):
            ears.hear("The studio is there again")
            page.goto("about:blank")


def test_what_is_said_in_a_dialog_is_heard_in_it(desk: Opener) -> None:
    page, ears = listened(desk)
    page.page.get_by_role("button", name="Share view").click()
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.page.get_by_role("button", name="Make an address").click()
    page.see("dialog.share").get_by_role("button", name="Copy").click()
    ears.hear("Address copied")
    assert page.see("dialog.share [role=status]").inner_text() == "Address copied"
