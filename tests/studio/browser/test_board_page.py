"""The board says of each deliverable of an episode how it stands, and why one cannot be built."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.studio.asking import started
from tests.studio.browser.conftest import opened_page

MILLISECONDS = 60_000


def test_a_deliverable_that_cannot_be_built_is_told_with_its_reason(numbered: Path, chromium: Browser, tmp_path: Path) -> None:
    show = tmp_path / "show"
    shutil.copytree(numbered, show, symlinks=True)
    (show / "profiles/small.yaml").write_text("extends: tiny\nmost_seconds: 1\n")
    (show / "episodes/s01e01.yaml").write_text(
        "episode: {title: Card, season: 1, number: 1}\ndeliver: [tiny, draft, small]\nsegments:\n  - card: Hello\n    length: 2\n"
    )
    with started(show, home=tmp_path / "home") as found, opened_page(chromium, 390, 844, "dark") as (page, said):
        page.goto(found.address)
        others = page.get_by_label("Other deliverables").locator("span")
        expect(others).to_have_text(["draft: not built yet", "small: cannot be built"], timeout=MILLISECONDS)
        expect(others.nth(1)).to_have_class("chip-state wrong")
        expect(page.locator(".episode .why")).to_contain_text("s01e01.yaml:2 a deliverable of the profile small lasts 0:01")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert said == []
        page.goto("about:blank")
