"""The season board and review notes in a real browser, by what is seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.app import seasons, session
from tests.app.small import FIRST_OF_CLIP, small_show
from tests.browser import PROGRAM, Browser
from tests.browser import started as browsing
from tests.studio.asking import Running, started

pytestmark = [
    pytest.mark.browser,
    pytest.mark.ffmpeg,
    pytest.mark.long,
    pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here"),
]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("notes-page")
    manifest = small_show(folder / "show")
    late = manifest.with_name("s01e02.yaml")
    late.write_text(late.read_text().replace("{title: Second}", "{title: Second, season: 1, number: 2, air_date: 2026-01-02}"))
    manifest.with_name("s01e03.yaml").write_text("episode: {title: Third, season: 1, number: 3}\nsegments:\n  - clip: X\n")
    with session.opened([manifest]) as opened:
        seasons.build(opened, seasons.prepare(opened, [manifest], None), workers=2)
    with started(folder / "show", home=folder / "home") as found:
        yield found


@pytest.fixture
def browser(running: Running) -> Iterator[Browser]:
    with browsing() as found:
        size(found, 1440, 900)
        found.ask("Page.navigate", url=running.address)
        yield found


def size(browser: Browser, width: int, height: int) -> None:
    browser.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)


def text(browser: Browser, selector: str) -> str:
    return str(browser.run(f"document.querySelector({selector!r})?.innerText ?? ''"))


def row(browser: Browser, number: int) -> str:
    return text(browser, f".episode:nth-child({number})")


def fill(browser: Browser, selector: str, words: str) -> None:
    browser.click(selector)
    browser.ask("Input.insertText", text=words)


def drag(browser: Browser, selector: str, first: tuple[float, float], second: tuple[float, float]) -> None:
    box: Any = browser.run(f"(() => {{ const b = document.querySelector({selector!r}).getBoundingClientRect(); "
                           "return [b.left, b.top, b.width, b.height] })()")  # fmt: skip
    places = [(box[0] + x * box[2], box[1] + y * box[3]) for x, y in (first, second)]
    for kind, (x, y) in zip(("mousePressed", "mouseMoved", "mouseReleased"), (places[0], places[1], places[1]), strict=True):
        browser.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)


def test_the_board_shows_the_season_and_builds_a_final(browser: Browser, running: Running) -> None:
    browser.wait("!!document.querySelector('.board [role=status]')?.innerText.startsWith('3 episodes')", 60)
    assert "Small" in row(browser, 1)
    assert "finished" in row(browser, 1)
    assert "LUFS" in row(browser, 1)
    assert "New: Ana Núñez, Ben O'Neil" in row(browser, 1)
    browser.wait("document.querySelector('.episode:nth-child(1) img').naturalWidth > 100")
    second = row(browser, 2)
    assert "not built yet" in second
    assert "days late" in second
    third = row(browser, 3)
    assert "cannot be built" in third
    assert "episodes/s01e03.yaml:3" in third
    browser.click("[aria-label='Build Second, s01e02']")
    browser.wait("document.querySelector('.episode:nth-child(2)').dataset.state === 'finished'", 60)
    browser.wait("document.querySelector('.episode:nth-child(2) img')?.naturalWidth > 100")
    assert not browser.run("document.querySelector(\"[aria-label='Build Second, s01e02']\")")
    folder = Path(running.process.args[4])  # type: ignore[index, arg-type]
    assert (folder / "renders/s01e02/s01e02.mp4").is_file()
    browser.click(".episode:nth-child(1) h2 button")
    browser.wait("location.hash.startsWith('#s01e01') && !!document.querySelector('.player .count')")


def test_a_note_is_drawn_and_written_on_the_picture_and_another_page_sees_it(browser: Browser, running: Running) -> None:
    browser.wait("!!document.querySelector('.episode h2 button')", 60)
    browser.click(".episode:nth-child(1) h2 button")
    browser.wait("!!document.querySelector('.player .count')?.innerText.includes('of 150')", 60)
    browser.wait("location.hash === '#s01e01'")
    browser.run("location.hash = '#s01e01&t=0:01.2'")
    browser.wait("!!document.querySelector('.player .count').innerText.startsWith('frame 30')")
    browser.click("#tab-notes")
    browser.click(".writing [title^='Arrow']")
    drag(browser, ".figures", (0.2, 0.3), (0.6, 0.7))
    browser.wait("document.querySelectorAll('.figures .over').length === 1")
    fill(browser, ".writing textarea", "The cut comes too early")
    fill(browser, ".writing input", "Ruben")
    browser.click(".writing [type=submit]")
    browser.wait("document.querySelector('.note .text')?.innerText === 'The cut comes too early'")
    assert browser.run("document.querySelectorAll('.figures .over').length") == 1, "the arrow is on its frame"
    folder = Path(running.process.args[4])  # type: ignore[index, arg-type]
    line = (folder / "episodes/s01e01.notes.yaml").read_text().splitlines()[1]
    assert f'at: 0:01.2, follows: {{segment: "count", at: 0:00.{(30 - FIRST_OF_CLIP) * 4:02d}' .rstrip("0") in line
    numbers = [float(one) for one in line.partition("arrow: [")[2].partition("]")[0].split(",")]
    assert numbers == pytest.approx([0.2, 0.3, 0.6, 0.7], abs=0.01)
    with browsing() as other:
        size(other, 1440, 900)
        other.ask("Page.navigate", url=f"{running.address}#s01e01&t=0:01.2")
        other.wait("!!document.querySelector('#tab-notes')", 60)
        other.click("#tab-notes")
        other.wait("document.querySelector('.note .text')?.innerText === 'The cut comes too early'")
        fill(other, ".writing input", "Dana")
        other.click(".note .row button:nth-child(1)")
        other.wait("!!document.querySelector('.note form input')")
        fill(other, ".note form input", "By two frames?")
        other.press("Enter")
        browser.wait("!!document.querySelector('.reply')?.innerText.includes('By two frames?')")
        other.wait("!document.querySelector('.note form')")
        other.click(".note .row button:nth-child(2)")
        browser.wait("!!document.querySelector('.notes').innerText.includes('All notes are seen to')")
    browser.wait("document.querySelectorAll('.figures').length === 0")
    browser.click(".notes .shown input")
    browser.wait("!!document.querySelector('.note.done')?.innerText.includes('done by Dana')")
    (folder / "episodes/s01e01.notes.yaml").write_text('- {note: k1, at: 0:02, by: Ana, text: "from an editor"}\n')
    browser.wait("document.querySelector('.note .text')?.innerText === 'from an editor'")
    browser.click(".note .place")
    browser.wait("!!document.querySelector('.player .count').innerText.startsWith('frame 50')")


def test_on_a_phone_the_board_and_the_notes_fit(browser: Browser) -> None:
    size(browser, 390, 800)
    browser.wait("!!document.querySelector('.episode h2 button')", 60)
    assert browser.run("document.documentElement.scrollWidth") <= 390
    browser.click(".episode:nth-child(1) h2 button")
    browser.wait("!!document.querySelector('#tab-notes')", 60)
    browser.click("#tab-notes")
    browser.wait("!!document.querySelector('.writing textarea')")
    assert browser.run("document.documentElement.scrollWidth") <= 390


def test_a_guest_watches_and_notes_in_a_shared_view_until_it_is_ended(browser: Browser, running: Running) -> None:
    browser.wait("!!document.querySelector('.episode h2 button')", 60)
    browser.click(".episode:nth-child(1) h2 button")
    browser.wait("[...document.querySelectorAll('.actions .action')].some((one) => one.innerText === 'Share view')", 60)
    browser.click(".actions .action")
    browser.wait("!!document.querySelector('dialog.share[open]')")
    browser.click(".share .action.main")
    browser.wait("document.querySelector(\".share [aria-label='Address of the view']\")?.value.includes('/view/open?token=')")
    address = browser.run("document.querySelector(\".share [aria-label='Address of the view']\").value")
    with browsing() as guest:
        size(guest, 1280, 800)
        guest.ask("Page.navigate", url=address)
        guest.wait("location.pathname === '/view' && document.querySelector('.view .count')?.innerText.includes('of 150')", 60)
        guest.wait("document.querySelector('.view video').readyState >= 2", 60)
        assert text(guest, ".where") == "Small"
        assert not guest.run("!!document.querySelector('.editor, .timeline, .actions')")
        fill(guest, ".writing textarea", "What a lovely card")
        fill(guest, ".writing input", "Grandma")
        guest.click(".writing [type=submit]")
        guest.wait("[...document.querySelectorAll('.note .text')].some((one) => one.innerText === 'What a lovely card')")
        assert not guest.run("[...document.querySelectorAll('.note button')].some((one) => one.innerText === 'Done')")
        asked = [one for one in guest.requests if "/api/" in one or "127.0.0.1" not in one.partition("?")[0]]
        assert [one for one in asked if not one.startswith("blob:")] == []
        assert guest.errors == []
        browser.click(".share ul button")
        browser.wait("!document.querySelector('.share ul')")
        guest.ask("Page.navigate", url=address)
        guest.wait("document.body.innerText.includes('no longer shared')")
    browser.run("document.querySelector('.share').close()")
    browser.click("#tab-notes")
    browser.wait("[...document.querySelectorAll('.note .by')].some((one) => one.innerText === 'Grandma guest')")
