"""A studio that is started again while its page is open, and answers that come late."""

from __future__ import annotations

import re
import shutil
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.studio.asking import started
from tests.studio.browser.conftest import Opener, opened_page
from tests.studio.browser.desk import Desk

pytestmark = [pytest.mark.long, pytest.mark.slow]

PATIENCE = 60_000


def test_a_page_whose_key_is_not_known_any_more_says_what_to_do(numbered: Path, chromium: Browser, tmp_path: Path) -> None:
    shutil.copytree(numbered, tmp_path / "show", symlinks=True)
    with opened_page(chromium, 1440, 900, "dark") as (page, _):
        with started(tmp_path / "show", home=tmp_path / "home") as first:
            page.goto(f"{first.address}#s01e01")
            Desk(page, tmp_path / "show").is_drawn()
        with started(tmp_path / "show", "--port", str(first.client.port), home=tmp_path / "another home"):
            expect(page.locator("[role=alert]").first).to_contain_text("together studio", timeout=PATIENCE)
            page.goto("about:blank")


def test_a_studio_that_was_away_for_long_is_heard_again_and_nothing_that_was_written_is_lost(
    numbered: Path, chromium: Browser, tmp_path: Path
) -> None:
    show, home = tmp_path / "show", tmp_path / "home"
    shutil.copytree(numbered, show, symlinks=True)
    with opened_page(chromium, 1440, 900, "dark") as (page, _):
        desk = Desk(page, show)
        with started(show, home=home) as first:
            page.goto(f"{first.address}#s01e01")
            desk.is_drawn()
            first.process.send_signal(signal.SIGSTOP)  # it sleeps: nothing is answered, nothing hung up on
            desk.write_after("card: Hello", " before")
            expect(page.locator(".bar.fault")).to_contain_text("not answered yet", timeout=PATIENCE)
            first.process.send_signal(signal.SIGCONT)
            expect(page.locator(".bar.fault")).to_have_count(0, timeout=PATIENCE)
        desk.page.keyboard.type(" meanwhile")
        page.wait_for_timeout(6000)  # longer than the page waits before it looks again
        with started(show, "--port", str(first.client.port), home=home):
            expect(page.locator(".standing")).to_contain_text("spans", timeout=PATIENCE)
            manifest = show / "episodes/s01e01.yaml"
            manifest.write_text(manifest.read_text().replace("# All of it.", "# All of it, and more."))
            expect(page.locator(".cm-content")).to_contain_text("and more", timeout=PATIENCE)
            expect(page.locator(".cm-content")).to_contain_text("card: Hello before meanwhile")
            expect(page.locator(".standing")).not_to_contain_text("away")
            page.goto("about:blank")


def test_an_address_that_no_episode_has_says_so_and_not_that_the_studio_is_away(
    numbered: Path, chromium: Browser, tmp_path: Path
) -> None:
    shutil.copytree(numbered, tmp_path / "show", symlinks=True)
    with started(tmp_path / "show", home=tmp_path / "home") as first, opened_page(chromium, 1440, 900, "dark") as (page, said):
        page.goto(f"{first.address}#%E0%A4%A")  # half a letter
        expect(page.locator(".trouble")).to_contain_text("no such episode", timeout=PATIENCE)
        page.wait_for_timeout(2500)
        assert "away" not in page.locator(".standing").inner_text()
        manifest = tmp_path / "show/episodes/%E0%A4%A.yaml"
        shutil.copy(tmp_path / "show/episodes/s01e01.yaml", manifest)
        expect(page.locator(".standing")).to_contain_text("spans", timeout=PATIENCE)
        assert [line for line in said if "404" not in line] == []


def test_an_answer_that_comes_late_takes_nothing_back_that_was_told_meanwhile(desk: Opener) -> None:
    page = desk("#s01e01")
    page.is_drawn()
    standing = page.see(".standing")
    expect(standing).to_contain_text("5 of 5 spans as rendered", timeout=60_000)
    late: list[str] = []

    def hold(asked: Route) -> None:
        told = asked.fetch().json()
        page.page.wait_for_timeout(1500)
        spans = [{**span, "state": "waiting", "blob": None} for span in told["spans"]]
        asked.fulfill(json={**told, "spans": spans, "init": None})
        late.append(asked.request.url)

    page.page.route(re.compile(r"/api/episodes/s01e01(\?|$)"), hold)
    page.page.reload()
    for _ in range(100):
        if late:
            break
        page.page.wait_for_timeout(100)
    assert late
    page.page.wait_for_timeout(500)
    expect(standing).to_contain_text("5 of 5 spans as rendered", timeout=2000)
    page.is_drawn()
