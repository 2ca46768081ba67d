"""The media panel by what a producer sees: unused files first, search in any script, skimming, dragging, a new file."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.studio.browser.conftest import Opener
from tests.studio.browser.desk import Desk

pytestmark = [pytest.mark.long, pytest.mark.slow]

PATIENCE = 40_000
STRANGERS = ("Amélie singt.mov", "ليلى.mov", "नदी.mov", "東京の夜.mov")


@pytest.fixture
def media(show: Path) -> Iterator[Path]:
    folder = show / "episodes/media"
    before = set(folder.iterdir())
    for name in STRANGERS:
        shutil.copy(folder / "count.mov", folder / name)
    yield folder
    for path in set(folder.iterdir()) - before:
        path.unlink()


def opened(desk: Opener) -> Desk:
    page = desk(expects=("404",))
    page.is_drawn()
    page.see("#tab-media").click()
    expect(page.see(".media [role=status]")).not_to_contain_text("still", timeout=PATIENCE)
    return page


def shown(page: Desk) -> list[str]:
    return [str(one.get_attribute("data-path")) for one in page.see(".file").all()]


def test_unused_files_come_first_and_a_click_leads_to_where_others_are_used(desk: Opener, media: Path) -> None:
    page = opened(desk)
    free = page.see("section[aria-label='In no segment'] .file")
    assert {one.get_attribute("data-path") for one in free.all()} == set(STRANGERS)
    used = page.see(".file[data-path='count.mov']")
    expect(used).to_contain_text("and 2 more")
    used.locator(".use").nth(1).click()
    page.is_at(125)
    used.locator(".head").click()
    expect(used).to_contain_text("Ana Núñez")
    expect(used).to_contain_text("granted to the show")
    expect(used).to_contain_text("160x90 · 25 frames a second")


SEARCHES = [
    ("amelie SINGT", ["Amélie singt.mov"]),
    ("ame\u0301lie", ["Amélie singt.mov"]),
    ("لَيلى", ["ليلى.mov"]),
    ("नदी", ["नदी.mov"]),
    ("नद", ["नदी.mov"]),
    ("東京", ["東京の夜.mov"]),
    ("ana nunez", ["count.mov"]),
    ("once more", ["count.mov"]),
    ("nobody", []),
]


def test_a_search_finds_names_in_any_script(desk: Opener, media: Path) -> None:
    page = opened(desk)
    page.press("Shift+f")
    expect(page.see("#media-search")).to_be_focused()
    for query, found in SEARCHES:
        page.see("#media-search").fill(query)
        expect(page.see(".media [role=status]")).to_contain_text(f"{len(found)} of")
        assert shown(page) == found, query


def test_moving_over_a_picture_shows_that_moment(desk: Opener, media: Path) -> None:
    page = opened(desk)
    picture = page.see(f".file[data-path='{STRANGERS[0]}'] .skim.picture")
    box = picture.bounding_box()
    assert box is not None
    seen = []
    for share in (0.02, 0.5, 0.98):
        page.page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        expect(picture.locator(".moment")).to_be_visible()
        seen.append((picture.locator(".shot").get_attribute("data-number"), picture.locator(".moment").inner_text()))
    assert [number for number, _ in seen] == ["0", "5", "9"]
    assert seen[0][1] == "0:00.0"
    assert seen[2][1] >= "0:03.6"
    page.see(f".file[data-path='{STRANGERS[0]}'] .head").focus()
    page.press("ArrowRight", "ArrowRight")
    expect(picture.locator(".moment")).to_be_visible()


def test_a_file_is_dragged_onto_the_timeline_or_inserted_by_a_key(desk: Opener, media: Path) -> None:
    page = opened(desk)
    box = page.see(".sheet").bounding_box()
    assert box is not None
    scale = (box["width"] - 16) / 260
    page.see(f".file[data-path='{STRANGERS[0]}'] .head").drag_to(page.see(".sheet"), target_position={"x": 140 * scale, "y": 60})
    expect(page.see(".cm-content")).to_contain_text(f"file: {STRANGERS[0]}", timeout=PATIENCE)
    expect(page.see(f"section[aria-label='In the episode'] .file[data-path='{STRANGERS[0]}']")).to_have_count(1, timeout=PATIENCE)
    page.see(f".file[data-path='{STRANGERS[1]}'] .head").focus()
    page.press("Shift+Enter")
    expect(page.see(".cm-content")).to_contain_text(f"file: {STRANGERS[1]}", timeout=PATIENCE)
    page.see(".cm-content").focus()
    page.press("Control+z", "Control+z")
    expect(page.see(".cm-content")).not_to_contain_text(".mov\n    by: ana\n    file: Am")
    expect(page.see(f"section[aria-label='In no segment'] .file[data-path='{STRANGERS[0]}']")).to_have_count(1, timeout=PATIENCE)


def test_a_new_file_appears_and_one_that_cannot_be_read_says_why(desk: Opener, media: Path) -> None:
    page = opened(desk)
    (media / "half.mp4").write_bytes((media / "count.mov").read_bytes()[:500])
    new = page.see(".file[data-path='half.mp4']")
    expect(new).to_contain_text("half.mp4", timeout=PATIENCE)
    expect(new.locator(".facts-line")).to_contain_text("'half.mp4'", timeout=PATIENCE)
    (media / "half.mp4").unlink()
    expect(new).to_have_count(0, timeout=PATIENCE)
    assert set(STRANGERS) < set(shown(page))


def test_a_film_plays_in_the_panel(desk: Opener, media: Path) -> None:
    page = opened(desk)
    film = page.see(f".file[data-path='{STRANGERS[0]}']")
    film.locator(".head").click()
    film.get_by_role("button", name=re.compile("^Play")).click()
    expect(film.get_by_role("button", name="Pause")).to_be_visible(timeout=PATIENCE)
    page.page.wait_for_timeout(600)
    assert page.page.evaluate("document.querySelector('.screen video').currentTime") > 0.1
    film.get_by_role("button", name="Pause").click()
    expect(film.get_by_role("button", name=re.compile("^Play"))).to_be_visible()


def test_a_path_is_dropped_into_the_text_as_yaml_wants_it(desk: Opener) -> None:
    page = desk(expects=("404", "422"))
    drop = """([word, path]) => {
      const line = [...document.querySelectorAll('.cm-line')].find((one) => one.textContent.includes(word));
      const range = document.createRange();
      range.selectNodeContents(line);
      const box = [...range.getClientRects()].pop();
      const data = new DataTransfer();
      data.setData('application/x-together-media', path);
      data.setData('text/plain', path);
      const [x, y] = [box.right + 2, box.top + 5];
      line.dispatchEvent(new DragEvent('drop', {dataTransfer: data, clientX: x, clientY: y, bubbles: true, cancelable: true}));
    }"""
    expect(page.see(".cm-content")).to_contain_text("clip: Once more")
    for path, written in (("a b/c.mov", "a b/c.mov"), ("it's: one, two.mov", "'it''s: one, two.mov'"), ("1.5", "'1.5'")):
        page.page.evaluate(drop, ["clip: Once more", path])
        line = page.see(".cm-line").filter(has_text="clip: Once more")
        expect(line).to_contain_text(written)
        assert line.inner_text().strip() == f"- clip: Once more{written}"
        page.press("Control+z")


def test_of_a_clip_its_maker_its_terms_and_its_file_are_told(desk: Opener) -> None:
    page = desk(expects=("404",))
    page.is_drawn()
    expect(page.see("#tab-credits small")).to_have_text("2", timeout=PATIENCE)
    page.go(30)
    page.see("#tab-clip").click()
    told = page.see("section.of-file")
    expect(told).to_contain_text("count.mov", timeout=PATIENCE)
    assert told.locator("b").inner_text() == "Ana Núñez"
    expect(told).to_contain_text("25 frames a second")
    told.get_by_role("button", name="Show in Media").click()
    expect(page.see(".file[data-path='count.mov'] .head")).to_have_attribute("aria-expanded", "true", timeout=PATIENCE)
