"""What a person does at the studio's page, and what they see there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

PICTURE = """() => {
  const video = document.querySelector('.frame > video');
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [160, 90];
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.drawImage(video, 0, 0, 160, 90);
  return [40, 120].map((x) => context.getImageData(x, 45, 1, 1).data[1]);
}"""


def number_of(greys: list[int]) -> int:
    """Return the number that two greys mean, as tests.episode.show.counting draws it: ones to the left, tens to the right."""
    ones, tens = (round((grey * 219 / 255 + 16 - 20) / 20) for grey in greys)
    return tens * 10 + ones


@dataclass
class Desk:
    """The page, and the folder of the show that it edits. `expects` are texts of complaints that belong to the test."""

    page: Page
    show: Path
    expects: tuple[str, ...] = ()

    def see(self, selector: str) -> Locator:
        return self.page.locator(selector)

    def is_at(self, frame: int) -> None:
        """Wait until this very frame was presented."""
        expect(self.see(".player .frame")).to_have_attribute("data-frame", str(frame), timeout=60_000)

    def is_drawn(self) -> None:
        """Wait until what is seen at the playhead is what will be delivered."""
        expect(self.see(".player .frame")).to_have_attribute("data-cover", "none", timeout=60_000)

    def number(self) -> int:
        """Return the number that the picture shows."""
        return number_of(self.page.evaluate(PICTURE))

    def greys(self) -> list[int]:
        return list(self.page.evaluate(PICTURE))

    def go(self, frame: int, rate: int = 25) -> None:
        """Go to a frame by the page's address."""
        self.page.evaluate("to => { location.hash = to }", f"#s01e01&t={frame / rate:.3f}")
        self.is_at(frame)

    def video(self, what: str) -> Any:
        return self.page.evaluate(f"document.querySelector('.frame > video').{what}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def text(self) -> str:
        """Return the text in the editor."""
        return "\n".join(self.see(".cm-line").all_inner_texts()).replace("\n\n\n", "\n\n")

    def write_after(self, what: str, typed: str, *, instead: int = 0) -> None:
        """Find a text in the editor and type after it, in place of the characters before."""
        self.page.locator(".cm-content").click()
        self.press("Control+f")
        self.page.keyboard.type(what)
        self.press("Enter", "Escape", "ArrowRight", *["Backspace"] * instead)
        self.page.keyboard.insert_text(typed)
