"""The page of a theme in a browser: an index that leads to its cards, shapes side by side, and what moves moving by itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.cards import preview
from pipeline.cards import theme as themes
from tests.browser import PROGRAM, Browser, started

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here")]

WANTED = {("lower_third", "short"), ("credits", "usual"), ("caption", "one"), ("caption", "two"), ("interstitial", "music")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("theme page")
    loaded = themes.load("create-together")
    with pytest.MonkeyPatch.context() as patch:
        whole = preview.samples
        patch.setattr(preview, "samples", lambda theme: tuple(one for one in whole(theme) if one[:2] in WANTED))
        assert preview.preview(loaded, lambda name, content: (made / name).write_bytes(content) and None, short_side=90) == ()
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


def test_the_index_leads_to_each_card(browser: Browser, folder: Path) -> None:
    browser.open(folder / "index.html", width=1000, height=500)
    links = browser.run("[...document.querySelectorAll('nav a')].map(one => one.textContent)")
    assert {"lower third", "credits", "caption", "interstitial"} <= set(links)
    browser.click('nav a[href="#caption"]')
    browser.wait("location.hash == '#caption'")
    top = "document.querySelector('#caption h2').getBoundingClientRect().top"
    browser.wait(f"{top} < 400")
    assert browser.run(top) >= browser.run("document.querySelector('nav').getBoundingClientRect().bottom") - 1


def test_every_picture_is_there_and_nothing_is_asked_of_the_network(browser: Browser, folder: Path) -> None:
    browser.open(folder / "index.html", width=1000)
    assert browser.run("document.images.length") > 12
    assert browser.run("[...document.images].filter(one => !one.naturalWidth).length") == 0
    assert [url for url in browser.requests if not url.startswith("file:")] == []
    assert browser.errors == []
    tops = browser.run("[...document.querySelectorAll('#caption .row')].map(row => [...row.children].map(one => one.offsetTop))")
    assert [len(row) for row in tops] == [3, 3]
    assert all(len(set(row)) == 1 for row in tops), "shapes stand side by side"


def test_what_moves_plays_by_itself(browser: Browser, folder: Path) -> None:
    browser.open(folder / "index.html", width=1000, height=2400)
    for card in ("lower_third", "interstitial", "credits"):
        box = browser.run(
            f"(() => {{ const box = document.querySelector('#{card} .canvas').getBoundingClientRect();"
            " return [box.left, box.top, box.right, box.bottom].map(Math.round) })()"
        )
        seen = [np.asarray(Image.open(io.BytesIO(browser.picture())).convert("L").crop(box), int) for _ in range(2)]
        for _ in range(30):  # a card may just then be held
            if any((one != seen[0]).any() for one in seen):
                break
            seen.append(np.asarray(Image.open(io.BytesIO(browser.picture())).convert("L").crop(box), int))
        assert any((one != seen[0]).any() for one in seen), card


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_juts_out_of_a_narrow_window(browser: Browser, folder: Path, scheme: str) -> None:
    browser.open(folder / "index.html", width=390, scheme=scheme)
    assert browser.run("document.documentElement.scrollWidth") == 390
