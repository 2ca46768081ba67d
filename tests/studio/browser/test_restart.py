"""A studio that is started again with another key: its page says what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.studio.asking import started
from tests.studio.browser.conftest import opened_page
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
