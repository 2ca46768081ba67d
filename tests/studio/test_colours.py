"""The colours of the studio's page, light and dark: what is written can be read (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

STYLE = Path(__file__).parents[2] / "studio/page/src/style/base.css"
GROUNDS = ("ground", "side", "raised", "hover")
LETTERS = ("text", "soft", "code-key", "code-text", "code-plain", "code-number", "code-word", "code-comment")


def scheme(number: int) -> dict[str, str]:
    """Return the colours of dark (0) or light (1)."""
    groups = [part for part in STYLE.read_text().split("}") if "--ground:" in part]
    return dict(re.findall(r"--([\w-]+): (#[\da-f]{6})", groups[number]))


def luminance(colour: str) -> float:
    """Return the relative luminance of an sRGB colour (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("number", [0, 1], ids=["dark", "light"])
def test_texts_of_the_editor_and_the_panels_are_read_on_every_ground(number: int) -> None:
    colours = scheme(number)
    for letters, ground in product(LETTERS, GROUNDS):
        low, high = sorted((luminance(colours[letters]), luminance(colours[ground])))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (letters, ground)
