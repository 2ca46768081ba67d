"""Marks of an episode: one list with a jump to the frame and the line of each, by kind, in the panel and on the timeline."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from pipeline.app import session
from tests.episode.show import BARE, counting, ffmpeg, make_show, write
from tests.studio.asking import Running, started
from tests.studio.browser.conftest import Opener
from tests.studio.browser.desk import Desk

pytestmark = [pytest.mark.long, pytest.mark.slow]

MANIFEST = """\
episode: {title: Marked}
segments:
  - card: Hello
    length: 1
  - clip: Counted
    file: count.mov
    by: ana
    license: CC BY-SA 4.0
    url: https://example.org/counted
    captions: {en: spoken.srt}
  - clip: Dark
    file: dark.mov
    by: ana
"""
QUICK = "1\n00:00:01,000 --> 00:00:01,880\nA sentence that nobody at all can read so quickly\n"
PATIENCE = 60_000

CARD, COUNTED = 25, 100


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("marks")
    make_show(folder / "show", f"rate: 25\ntheme: paper\ntheme_sounds: off\n{BARE}", "ana: {name: Ana Núñez}\n")
    media = folder / "show/episodes/media"
    counting(media / "count.mov", COUNTED)
    ffmpeg("-f", "lavfi", "-i", "color=black:s=160x90:r=25:d=4", "-f", "lavfi", "-i", "sine=440:r=48000:d=4", "-qp", "0", "-c:a",
           "pcm_s16le", str(media / "dark.mov"))  # fmt: skip
    write(media, {"spoken.srt": QUICK})
    manifest = folder / "show/episodes/s01e01.yaml"
    manifest.write_text(MANIFEST)
    with session.opened([manifest]) as opened:
        opened.build([opened.work(manifest)], workers=2)
    with started(folder / "show", home=folder / "home") as found:
        yield found


def group(page: Desk, heading: str) -> Locator:
    return page.see(f".marks[aria-label='{heading}'] .mark")


def test_every_mark_leads_to_its_frame_and_its_line(desk: Opener) -> None:
    page = desk(expects=("404",))
    expect(group(page, "Captions").first).to_contain_text("A sentence that nobody", timeout=PATIENCE)
    expect(group(page, "Rights")).to_have_count(1)
    expect(group(page, "Rights")).to_contain_text("it shares alike")
    dark = group(page, "Quality").filter(has_text="the picture is black for 4.0 s")
    expect(dark).to_have_count(1)
    dark.click()
    page.is_at(CARD + COUNTED)
    expect(page.see(".cm-activeLine")).to_contain_text("clip: Dark")
    group(page, "Captions").first.click()
    page.is_at(CARD + 25)
    expect(page.see(".cm-activeLine")).to_contain_text("clip: Counted")
    group(page, "Rights").click()
    page.is_at(CARD)
    expect(page.see(".cm-activeLine")).to_contain_text("license: CC BY-SA 4.0")
    assert page.see(".mark time").first.inner_text() == "0:01.0"


def test_what_was_found_in_the_last_build_stays_where_it_is_still_true(desk: Opener) -> None:
    page = desk(expects=("404",))
    dark = group(page, "Quality").filter(has_text="the picture is black")
    expect(dark.locator("time")).to_have_text("0:05.0", timeout=PATIENCE)
    page.write_after("length: 1", ".4")
    expect(dark.locator("time")).to_have_text("0:05.4", timeout=PATIENCE)
    page.write_after("file: dark.mov", "\n    fit: contain\n    in: 0.2")
    expect(dark).to_have_count(0, timeout=PATIENCE)
    assert group(page, "Rights").count() == 1, "what is not cleared stays so"
    page.press("Control+z")


def test_kinds_are_hidden_and_shown_in_the_panel_and_on_the_timeline(desk: Opener) -> None:
    page = desk("#s01e01&t=1", expects=("404",))
    expect(group(page, "Quality")).not_to_have_count(0, timeout=PATIENCE)
    page.is_at(25)
    sheet = page.see(".sheet").bounding_box()
    assert sheet
    at = sheet["x"] + (sheet["width"] - 16) * (CARD + COUNTED) / (CARD + COUNTED + 100), sheet["y"] + 36
    quality = page.page.get_by_role("button", name="Quality")
    quality.click()
    expect(group(page, "Quality")).to_have_count(0)
    expect(group(page, "Rights")).to_have_count(1)
    page.page.reload()
    expect(group(page, "Rights")).to_have_count(1, timeout=PATIENCE)
    expect(group(page, "Quality")).to_have_count(0)
    page.page.mouse.move(*at)
    page.page.wait_for_timeout(300)
    assert "black" not in page.page.inner_text("body")
    quality.click()
    expect(group(page, "Quality")).not_to_have_count(0)
    page.page.mouse.click(*at)
    page.is_at(CARD + COUNTED)
    expect(page.see(".cm-activeLine")).to_contain_text("clip: Dark")
