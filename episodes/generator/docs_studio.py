"""Pictures of the studio: its page, its panels, the season, a guest's view, and an edit from the keystroke on, moving."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.studio.asking import Running

EPISODE = "s01e01"
WIDTH, HEIGHT = 1440, 900
SMALL = 960, 600
MILLISECONDS = 200
"""How long each picture of the edit stands."""

SHOWN = "role: interviewee", 46.5
EDITED = "music: Kitchen Table", 5.8
"""Where the caret stands, behind a text of the manifest, and the playhead."""
NEW = "Floor"
CARD = "interstitial"
"""The card of the theme that is shown, with the episode's own texts."""


NOTED, NOTED_FRAME = "s01e02", 440
NOTE = "Can her name stay a second longer?", "Yes: four seconds from now on."
DRAWINGS = [
    {"figure": "box", "points": [0.01, 0.79, 0.29, 0.99]},
    {"figure": "arrow", "points": [0.42, 0.62, 0.3, 0.8]},
]
UNUSED = "media/dawn.mp4"
"""A file of the demo that no segment uses."""


def drawn(root: Path, folder: Path) -> Iterator[tuple[str, Image.Image]]:
    """Yield `studio`, and `studio-` media, theme, notes, guest and board; write studio-edit.webp into a folder.

    Needs Chromium and the demo's media, and takes some minutes.
    """
    from playwright.sync_api import sync_playwright

    from tests.browser import PROGRAM
    from tests.studio.asking import started

    with TemporaryDirectory(prefix="together-") as place, sync_playwright() as driver:
        show = Path(place) / "show"
        shutil.copytree(root, show, symlinks=True, ignore=shutil.ignore_patterns(".*venv*", ".git", "node_modules"))
        browser = driver.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox"])
        with started(show, home=Path(place) / "home") as running:
            page = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="dark").new_page()
            page.goto(f"{running.address}#{EPISODE}")
            page.wait_for_selector(".chip-state.good >> text=as rendered", timeout=900_000)
            page.wait_for_selector(".chip-state.good >> text=LUFS", timeout=900_000)

            def stand(line: str, seconds: float) -> None:
                page.locator(".cm-content").click()
                page.keyboard.press("Control+f")
                page.keyboard.type(line)
                for key in ("Enter", "Escape", "ArrowRight"):
                    page.keyboard.press(key)
                page.evaluate("to => { location.hash = to }", f"#{EPISODE}&t={seconds}")
                page.wait_for_timeout(4000)

            stand(*SHOWN)
            yield "studio", _shot(page)
            page.click("#tab-media")
            page.click(f".file[data-path$='{UNUSED}'] .head")
            page.hover(f".file[data-path$='{UNUSED}'] .skim.picture, .close .skim.picture")
            page.wait_for_timeout(2000)
            yield "studio-media", _shot(page)
            page.click("#tab-theme")
            page.click(".theme >> text=This episode")
            page.click(f".theme-card[data-card={CARD}] .files >> text={CARD}.css")
            page.select_option(".theme select[aria-label='Go to a card']", CARD)
            row = page.locator(f".theme-card[data-card={CARD}] .theme-row").nth(1)
            row.locator("img").nth(2).wait_for(timeout=120_000)
            page.wait_for_timeout(4000)
            yield "studio-theme", _shot(page)
            page.click("#tab-marks")
            page.click(f".editor .tab >> text={EPISODE}.yaml")
            stand(*EDITED)
            pictures: list[Image.Image] = []
            times: list[int] = []

            def take() -> None:
                """Take a picture; where it is the one before, that stands longer, up to a second."""
                shown = _shot(page).resize(SMALL, Image.Resampling.LANCZOS)
                if pictures and not ImageChops.difference(shown, pictures[-1]).getbbox():
                    times[-1] = min(times[-1] + MILLISECONDS, 1000)
                else:
                    pictures.append(shown)
                    times.append(MILLISECONDS)

            take()
            times[0] = 1000
            for key in ["Backspace"] * len(EDITED[0].split()[-1]) + list(NEW):
                page.keyboard.press(key)
                take()
            page.wait_for_selector(".cost >> text=span", timeout=60_000)
            while not page.locator(".chip-state.good >> text=as rendered").count():
                take()
                page.wait_for_timeout(MILLISECONDS)
            take()
            times[-1] = 2500
            pictures[0].save(
                folder / "studio-edit.webp", save_all=True, append_images=pictures[1:], duration=times, loop=0, quality=45
            )
            page.context.close()
            yield from _noted(browser, running)
            yield from _board(browser, running)
        browser.close()


def _shot(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def _noted(browser: Browser, running: Running) -> Iterator[tuple[str, Image.Image]]:
    """Yield an episode with a note, as its producer sees it and as a guest does."""
    ask = running.client
    told = ask.post("/api/notes", {"episode": NOTED, "frame": NOTED_FRAME, "by": "Dana", "text": NOTE[0], "drawings": DRAWINGS})
    key = told.json["notes"][-1]["key"]
    ask.post("/api/notes/reply", {"episode": NOTED, "about": key, "by": "Mateo", "text": NOTE[1]})
    view = ask.post("/api/views", {"episode": NOTED}).json["address"]
    at = f"t={NOTED_FRAME / 24:.4f}"
    for name, wide, high, address in (
        ("studio-notes", WIDTH, HEIGHT, f"{running.address}#{NOTED}&{at}"),
        ("studio-guest", 1280, 760, f"http://{ask.host}:{ask.port}{view}#{at}"),
    ):
        is_mine = name == "studio-notes"
        context = browser.new_context(viewport={"width": wide, "height": high}, color_scheme="dark" if is_mine else "light")
        page = context.new_page()
        page.goto(address)
        if is_mine:
            page.wait_for_selector(".chip-state.good >> text=as rendered", timeout=900_000)
            page.wait_for_selector(".chip-state.good >> text=LUFS", timeout=900_000)
            page.click("#tab-notes")
        page.click(f"text={NOTE[0]} >> visible=true")
        page.wait_for_timeout(4000)
        yield name, _shot(page)
        context.close()


def _board(browser: Browser, running: Running) -> Iterator[tuple[str, Image.Image]]:
    """Yield the season: an episode is built, another is finished."""
    ask = running.client

    def last() -> tuple[str, float]:
        final = ask.get("/api/queue").json["queue"][-1]
        return str(final["state"]), float(final["share"])

    ask.post("/api/queue", {"episode": NOTED})
    while last()[0] in ("waiting", "building"):
        time.sleep(0.5)
    page = browser.new_context(viewport={"width": WIDTH, "height": 420}, color_scheme="dark").new_page()
    page.goto(running.address)
    page.wait_for_selector("text=finished")
    ask.post("/api/file/revert", {"path": f"episodes/{EPISODE}.yaml"})
    ask.post("/api/queue", {"episode": EPISODE, "profile": "youtube"})
    while last()[0] == "waiting" or (last()[0] == "building" and last()[1] < 0.35):
        time.sleep(0.05)
    page.wait_for_selector("text=/1 finished/")
    yield "studio-board", _shot(page)
    ask.post("/api/queue/cancel", {"number": ask.get("/api/queue").json["queue"][-1]["number"]})
    page.context.close()
