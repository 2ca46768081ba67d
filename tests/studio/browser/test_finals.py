"""A final is built from where its episode is edited: saved first, and its progress and end, or what is to mend, are shown."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.studio.asking import started
from tests.studio.browser.conftest import Opener, opened_page

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
    # How things stand is told again and again; what is said stays until it is settled.
    profile = show / "profiles/tiny.yaml"
    profile.write_text(profile.read_text().replace("height: 90", "height: 94"))
    expect(page.see(".standing")).to_contain_text("1 of 1 spans", timeout=MILLISECONDS)
    page.page.wait_for_timeout(1500)
    expect(page.see(".trouble")).to_contain_text("Settle that first")
    page.page.get_by_role("button", name="Take theirs").click()
    expect(page.see(".trouble")).to_have_count(0)


@pytest.mark.long
def test_what_a_killed_studio_did_not_finish_is_offered_and_built_only_when_asked_for(
    numbered: Path, chromium: Browser, tmp_path: Path
) -> None:
    show, home = tmp_path / "show", tmp_path / "home"
    shutil.copytree(numbered, show, symlinks=True)
    for number in (2, 3):
        text = f"episode: {{title: Card, season: 1, number: {number}}}\nsegments:\n  - card: Hello\n    length: 2\n"
        (show / f"episodes/s01e0{number}.yaml").write_text(text)

    def killed(*names: str) -> None:
        with started(show, home=home) as first:
            for name in names:
                first.client.post("/api/queue", {"episode": name})
            first.process.kill()
            first.process.wait()

    killed("s01e02", "s01e03")
    with started(show, home=home) as second, opened_page(chromium, 1440, 900, "dark") as (page, said):
        page.goto(second.address)
        told = page.locator(".unfinished")
        expect(told).to_contain_text("2 finals were not finished when the studio ended: s01e02, s01e03", timeout=MILLISECONDS)
        told.get_by_role("button", name="Forget them").click()
        expect(told).to_have_count(0)
        page.reload()
        expect(page.locator(".episode")).to_have_count(3, timeout=MILLISECONDS)
        expect(told).to_have_count(0)
        assert second.client.get("/api/queue").json["queue"] == []
        page.goto("about:blank")
    killed("s01e03")
    with started(show, home=home) as third, opened_page(chromium, 1440, 900, "dark") as (page, said):
        page.goto(third.address)
        expect(told := page.locator(".unfinished")).to_contain_text("1 final was not finished", timeout=MILLISECONDS)
        told.get_by_role("button", name="Go on with it").click()
        expect(told).to_have_count(0)
        expect(page.locator(".episode", has_text="s01e03")).to_have_attribute("data-state", "finished", timeout=MILLISECONDS)
        assert (show / "renders/s01e03/s01e03.mp4").is_file()
        assert not (show / "renders/s01e02/s01e02.mp4").exists()
        assert said == []
        page.goto("about:blank")


def test_an_answer_that_comes_late_does_not_take_from_the_board_what_was_told_meanwhile(desk: Opener, show: Path) -> None:
    (show / "episodes/s01e04.yaml").write_text("episode: {title: Fourth, season: 1, number: 4}\nsegments:\n  - card: Hello\n")
    page = desk("#s01e01")
    page.is_drawn()
    # As where the machine is busy: the board of before the new look is on its way until that is over.
    page.page.route("**/api/queue", lambda asked: (page.page.wait_for_timeout(4000), asked.continue_()))
    page.page.get_by_role("button", name="all episodes").click()
    page.page.wait_for_timeout(5000)
    expect(page.page.get_by_role("button", name="Build Fourth")).to_be_visible()
    assert "Looking" not in page.see(".board [role=status]").inner_text()
