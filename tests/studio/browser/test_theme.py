"""The theme panel by what a designer sees: every shape at once, a colour that changes while it is typed, and its way back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.studio.asking import Running, started
from tests.studio.browser.conftest import Opener, wear
from tests.studio.browser.desk import Desk

pytestmark = [pytest.mark.long, pytest.mark.slow]

PATIENCE = 40_000
SHEET = ".paper { background: #2040a0; }\n.title { color: #ffffff; }\n"
BLUE, RED = [0x20, 0x40, 0xA0], [0xC0, 0x40, 0xA0]

FIRST = ".theme-card[data-card={}] .theme-row:first-child .canvas"
_PIXELS = """selector => [...document.querySelectorAll(selector)].map((canvas) => {
  const image = canvas.querySelector('img');
  if (!image || !image.complete || !image.naturalWidth) return null;
  const drawn = document.createElement('canvas');
  [drawn.width, drawn.height] = [image.naturalWidth, image.naturalHeight];
  const context = drawn.getContext('2d', {willReadFrequently: true});
  context.drawImage(image, 0, 0);
  return [...context.getImageData(drawn.width * 0.48, drawn.height * 0.14, 1, 1).data].slice(0, 3);
})"""


@pytest.fixture(scope="module")
def running(numbered: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A studio of a show with a theme of its own, whose title cards are blue."""
    folder = tmp_path_factory.mktemp("browser")
    show = folder / "show"
    shutil.copytree(numbered, show, symlinks=True)
    wear(show, SHEET)
    with started(show, home=folder / "home") as found:
        yield found


def opened(desk: Opener, **more: str) -> Desk:
    page = desk(expects=("404",), **more)
    page.is_drawn()
    page.see("#tab-theme").click()
    expect(page.see(".theme .worn")).to_contain_text("Mine", timeout=PATIENCE)
    return page


def to_title(page: Desk) -> None:
    page.see(".theme select[aria-label='Go to a card']").select_option("title")


def in_title_css(desk: Opener) -> Desk:
    """Open the style sheet of title cards by the button at their card."""
    page = opened(desk)
    to_title(page)
    shows(page, BLUE)
    page.see(".theme-card[data-card=title] .files >> text=title.css").click()
    expect(page.see(".cm-content")).to_contain_text("#2040a0")
    return page


def shows(page: Desk, wanted: list[int], card: str = "title") -> None:
    """Wait until the first row of a card shows a colour in all three shapes."""
    found = None
    for _ in range(300):
        found = page.page.evaluate(_PIXELS, FIRST.format(card))
        if found == [wanted] * 3:
            return
        page.page.wait_for_timeout(100)
    assert found == [wanted] * 3


def keys(page: Desk, card: str) -> list[str | None]:
    return [one.get_attribute("data-key") for one in page.see(FIRST.format(card)).all()]


def test_a_colour_changes_in_all_shapes_while_it_is_typed_and_undo_brings_it_back(desk: Opener) -> None:
    page = opened(desk)
    to_title(page)
    shows(page, BLUE)
    boxes = [one.bounding_box() for one in page.see(FIRST.format("title")).all()]
    sizes = [box["width"] / box["height"] for box in boxes if box]
    assert [round(size, 2) for size in sizes] == [1.78, 0.56, 1.0], "wide, tall and square stand side by side"
    assert len({round(box["y"]) for box in boxes if box}) == 1
    others = keys(page, "interstitial")
    page.see(".theme-card[data-card=title] .canvas").first.click()
    expect(page.see(".editor .tab.current")).to_contain_text("title.css", timeout=PATIENCE)
    expect(page.see(".cm-content")).to_contain_text("#2040a0")
    page.write_after("#20", "c0", instead=2)
    shows(page, RED)
    assert (page.show / "templates/mine/title.css").read_text() == SHEET, "nothing was saved"
    assert keys(page, "interstitial") == others, "what the edit does not touch stays as it was"
    for _ in range(2):
        page.press("Control+z")
    shows(page, BLUE)


def test_half_a_rule_shows_the_theme_as_it_last_was_and_leads_to_the_mistake(desk: Opener) -> None:
    page = in_title_css(desk)
    page.write_after("#2040a0; }", " .title { colour: red; }")
    expect(page.see(".theme .stale")).to_contain_text("title.css, line 1", timeout=PATIENCE)
    shows(page, BLUE)
    page.see(".theme .stale button").click()
    expect(page.see(".cm-activeLine")).to_contain_text("colour")
    for _ in range(3):
        page.press("Control+z")
    expect(page.see(".theme .stale")).to_have_count(0, timeout=PATIENCE)
    assert "colour" not in page.text


def test_what_does_not_fit_is_told_at_its_card_and_leads_to_the_file(desk: Opener) -> None:
    page = in_title_css(desk)
    page.write_after(".title { color: #ffffff;", " max-height: 20px !important;")
    row = page.see(".theme-card[data-card=title] .theme-row").first
    expect(row.locator(".mistakes")).to_contain_text("make room for it", timeout=PATIENCE)
    expect(row.locator(".refused")).to_have_count(3)
    page.see(".editor .tab >> text=show.yaml").click()
    row.locator(".mistakes button").first.click()
    expect(page.see(".editor .tab.current")).to_contain_text("title.css")
    for _ in range(2):
        page.press("Control+z")
    shows(page, BLUE)
    expect(row.locator(".refused")).to_have_count(0)
    assert (page.show / "templates/mine/title.css").read_text() == SHEET


def test_by_keyboard_cards_move_say_what_they_are_and_show_the_episodes_own_texts(desk: Opener) -> None:
    page = opened(desk, scheme="light")
    page.see(".theme >> text=This episode").click()
    card = page.see(".theme-card[data-card=interstitial] .canvas").first
    expect(card).to_have_attribute("aria-label", "interstitial, Hello, 16:9", timeout=PATIENCE)
    expect(card.locator("img")).to_have_count(1, timeout=PATIENCE)
    rest = card.locator("img").get_attribute("src")
    card.focus()
    page.press("ArrowLeft", "ArrowLeft")
    expect(card.locator("img")).not_to_have_attribute("src", rest or "")
    expect(page.see(".theme-card[data-card=interstitial] .theme-row:first-child .canvas .at")).to_have_count(3)
    page.press("Escape")
    expect(card.locator("img")).to_have_attribute("src", rest or "")
    page.see(".theme-row button.label >> text=Hello").first.click()
    expect(page.see(".cm-activeLine")).to_contain_text("card: Hello", timeout=PATIENCE)
    page.page.locator("body").press("Shift+T")
    page.see(".theme >> text=Large").click()
    expect(page.see(".studio.roomy")).to_have_count(0)
    expect(page.see(".player .frame")).to_be_visible()
    assert page.page.evaluate("localStorage.getItem('together.theme.room')") == "beside", "the next page has it so, too"
