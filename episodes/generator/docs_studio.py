"""Pictures of the studio: an episode on its page, its theme, and an edit from the keystroke to the new picture, moving."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageChops

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


def drawn(root: Path, folder: Path) -> Iterator[tuple[str, Image.Image]]:
    """Yield `studio` and `studio-theme`, write studio-edit.webp into a folder. Needs Chromium, the demo's media, some minutes."""
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
            yield "studio", Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            page.click("#tab-theme")
            page.click(".theme >> text=This episode")
            page.click(f".theme-card[data-card={CARD}] .files >> text={CARD}.css")
            page.select_option(".theme select[aria-label='Go to a card']", CARD)
            row = page.locator(f".theme-card[data-card={CARD}] .theme-row").nth(1)
            row.locator("img").nth(2).wait_for(timeout=120_000)
            page.wait_for_timeout(4000)
            yield "studio-theme", Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            page.click("#tab-marks")
            page.click(f".editor .tab >> text={EPISODE}.yaml")
            stand(*EDITED)
            pictures: list[Image.Image] = []
            times: list[int] = []

            def take() -> None:
                """Take a picture; where it is the one before, that stands longer, up to a second."""
                shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB").resize(SMALL, Image.Resampling.LANCZOS)
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
        browser.close()
