"""Whatever can be pressed, filled in or chosen has a name, and no two in one place have the same (WCAG 2.2, 2.4.6 and 4.1.2)."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.studio.asking import Running, started
from tests.studio.browser.conftest import MANIFEST, Opener, opened_page, wear

pytestmark = [pytest.mark.long, pytest.mark.slow]

PATIENCE = 60_000
CONTROLS = {
    "button",
    "link",
    "textbox",
    "searchbox",
    "checkbox",
    "combobox",
    "ComboBoxSelect",
    "slider",
    "tab",
    "splitter",
    "option",
    "radio",
}
STEMS = """\
  - music: Trio
    stems:
      - {file: beep.wav, by: ana, role: guitar}
      - {file: boop.wav, by: ana, role: drums}
      - {file: boop.wav, by: ben, role: bass}
"""


def names(page: Page, selector: str) -> list[tuple[str, str]]:
    """Return role and name of each control below an element, as the browser tells them to a screen reader."""
    session = page.context.new_cdp_session(page)
    found = session.send("Runtime.evaluate", {"expression": f"document.querySelector({selector!r})"})["result"]["objectId"]
    nodes = session.send("Accessibility.queryAXTree", {"objectId": found})["nodes"]
    session.detach()
    told = [one for one in nodes if not one["ignored"] and one["role"]["value"] in CONTROLS]
    return [(one["role"]["value"], one.get("name", {}).get("value", "").strip()) for one in told]


def are_told_apart(page: Page, selector: str, least: int) -> None:
    found = names(page, selector)
    assert len(found) >= least, found
    assert [role for role, name in found if not name] == []
    assert [one for one, count in Counter(found).items() if count > 1] == []


@pytest.fixture(scope="module")
def running(numbered: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A studio of a show in which all is there several times."""
    folder = tmp_path_factory.mktemp("names")
    show = folder / "show"
    shutil.copytree(numbered, show, symlinks=True)
    media = show / "episodes/media"
    for name in ("beep.wav", "boop.wav"):
        _tone(media / name)
    wear(show, ".title { color: #ffffff; }\n")
    (show / "episodes/s01e01.yaml").write_text(MANIFEST + STEMS)
    (show / "episodes/s01e02.yaml").write_text("episode: {title: Numbers, season: 1, number: 2}\nsegments:\n  - card: Hello\n")
    with started(show, home=folder / "home") as found:
        for text in ("Too long", "Too dark"):
            for by in ("Ana", "Ben"):
                found.client.post("/api/notes", {"episode": "s01e01", "frame": 3, "by": by, "text": text, "drawings": []})
        yield found


def _tone(path: Path) -> None:
    from tests.episode.show import ffmpeg

    ffmpeg("-f", "lavfi", "-i", "sine=440:r=48000:d=2", str(path))


def test_in_every_panel_controls_are_told_apart_by_their_names(desk: Opener) -> None:
    page = desk(expects=("404", "422"))
    expect(page.see("#tab-notes small")).to_have_text("4", timeout=PATIENCE)
    expect(page.see(".timeline .label")).not_to_have_count(0, timeout=PATIENCE)
    page.page.get_by_role("tab", name="Notes").click()
    page.see(".writing input").fill("Ana")
    for at in (0, 1):
        page.see(".note").nth(at).get_by_role("button", name="Reply").click()
    are_told_apart(page.page, ".panels", 20)
    page.page.get_by_role("tab", name="Media").click()
    expect(page.see(".media .uses .use")).not_to_have_count(0, timeout=PATIENCE)
    page.see(".file[data-path='boop.wav'] .head").click()
    expect(page.page.get_by_role("button", name="Play boop.wav")).to_be_visible(timeout=PATIENCE)
    are_told_apart(page.page, ".panels", 15)
    page.page.get_by_role("tab", name="Credits").click()
    expect(page.see(".credited")).not_to_have_count(0, timeout=PATIENCE)
    are_told_apart(page.page, ".panels", 9)
    page.page.get_by_role("tab", name="Clip").click()
    page.see(".cm-line").filter(has_text="music: Trio").click()
    page.press("Escape", "Alt+ArrowDown", "Alt+ArrowDown", "Alt+ArrowDown")
    expect(page.see("section.of-file")).to_have_count(2, timeout=PATIENCE)
    are_told_apart(page.page, ".panels", 9)
    page.page.get_by_role("tab", name="Theme").click()
    page.page.get_by_role("button", name="This episode").click()
    expect(page.see(".theme .theme-row .canvas img")).not_to_have_count(0, timeout=PATIENCE)
    are_told_apart(page.page, ".panels", 30)
    page.page.get_by_role("button", name="Samples").click()
    expect(page.see(".theme .theme-row")).not_to_have_count(0, timeout=PATIENCE)
    are_told_apart(page.page, ".panels", 60)


def test_mistakes_their_remedies_and_all_else_of_the_page_are_told_apart(desk: Opener) -> None:
    page = desk(expects=("404", "422"))
    expect(page.see(".timeline .label")).not_to_have_count(0, timeout=PATIENCE)
    page.write_after("- clip: Whole", "", instead=11)
    page.page.keyboard.insert_text("clipp: Whole")
    page.write_after("- clip: Once", "", instead=10)
    page.page.keyboard.insert_text("clipp: Once")
    expect(page.see(".cm-content .mistake button")).not_to_have_count(0, timeout=PATIENCE)
    page.page.get_by_role("tab", name="Marks").click()
    expect(page.see(".marks .mark.wrong")).not_to_have_count(0, timeout=PATIENCE)
    for place, least in ((".panels", 7), (".editor", 6), (".player", 9), (".top", 4), (".timeline", 4), ("body", 40)):
        are_told_apart(page.page, place, least)
    page.press("Control+k")
    expect(page.see(".palette [role=option]").first).to_be_visible()
    are_told_apart(page.page, "dialog.palette", 40)


def test_episodes_of_one_title_are_told_apart_and_a_guest_hears_names_too(
    desk: Opener, running: Running, chromium: Browser
) -> None:
    page = desk("", expects=("404",))
    expect(page.see(".board .episode .make button")).to_have_count(2, timeout=PATIENCE)
    are_told_apart(page.page, "body", 9)
    told = running.client.post("/api/views", {"episode": "s01e01"}).json
    with opened_page(chromium, 1280, 800, "light") as (guest, _):
        guest.goto(f"http://{running.client.host}:{running.client.port}{told['address']}")
        expect(guest.locator(".note")).to_have_count(4, timeout=PATIENCE)
        are_told_apart(guest, "body", 15)
