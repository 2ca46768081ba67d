"""On every frame of every motion of the built-in themes, letters stand inside the safe area and can be read there."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.cards import theme
from pipeline.cards.card import describe
from pipeline.cards.fields import WIDE_ONLY
from pipeline.cards.model import Shape
from pipeline.cards.preview import by_card, shown
from pipeline.cards.slots import UPPER_MIDDLE
from tests.cards import reading

CANVAS: dict[Shape, tuple[int, int]] = {"wide": (640, 360), "tall": (360, 640), "square": (360, 360)}
LARGE = 3.0
"""The contrast that large text needs, and all text while it moves."""

THEMES = ("create-together", "signal")
POEM = ("poem_line", "margin", "held", "stanza")
CARDS = (*POEM, "caption", "channel_art", "credits_page", "end")
"""Those whose letters stay where they are or come out of the safe area's edge; a title card's leave with its sheet."""


def letters(name: str, card: str, shape: Shape, every: int) -> list[str]:
    """Return what is wrong with the letters of a card's first sample, and of one that runs to the left, over black and white."""
    loaded, found = theme.load(name), []
    samples = by_card(loaded, shown(loaded)).get(card, ())
    chosen = [*samples[:1], *(one for one in samples if one[0] in ("arabic", "hebrew"))]
    for sample, fields, pictures, language in chosen:
        width, height = CANVAS[shape]
        drawing = describe(
            loaded, card, fields, width=width, height=height, rate=Fraction(24), frames=60, language=language,
            pictures=dict.fromkeys(pictures, UPPER_MIDDLE),
        )  # fmt: skip
        for picture in ("#000000", "#ffffff"):
            read = reading.frames(drawing, CANVAS[shape], picture, every)
            bad = (one for one in read if one.outside > 1 or one.contrast < LARGE)
            found += [f"{sample}, frame {one.frame} on {picture}: {one.outside} px, {one.contrast:.1f}:1" for one in bad]
    return found


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("card", POEM[:2])
def test_letters_of_a_poem_are_read_where_they_are_seen(name: str, card: str) -> None:
    assert letters(name, card, "wide", 15) == []


@pytest.mark.long
@pytest.mark.parametrize("shape", CANVAS)
@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("card", CARDS)
def test_letters_are_read_where_they_are_seen_on_every_fourth_frame(name: str, card: str, shape: Shape) -> None:
    if card not in theme.load(name).cards or (card in WIDE_ONLY and shape != "wide"):
        pytest.skip("the theme has no such card")
    assert letters(name, card, shape, 4) == []
