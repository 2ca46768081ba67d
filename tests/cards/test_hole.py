"""The hole in a title card of create-together: the film's focus stands in it, and it opens until it is the film's first frame."""

from __future__ import annotations

import io
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from pipeline.cards import compose
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.layered import LayeredPainter
from pipeline.cards.slots import Focus

KINDS = ("music", "poem", "docu-short", "animation", "clip")
SIZES = {"wide": (160, 90), "tall": (90, 160), "square": (96, 96)}
FRAMES = 48
MIDDLES = {
    "music": (1380, 540), "poem": (960, 720), "docu-short": (1577, 347), "clip": (1380, 540),
}  # fmt: skip
"""Where the focus comes to in a wide card: the middle of the hole, of the tear, of the pane on the outside; design pixels."""


def film(size: tuple[int, int], spot: Focus) -> Image.Image:
    """Return a picture of all blues and greens with a magenta spot, which no card has."""
    across, down = np.meshgrid(np.linspace(40, 90, size[0]), np.linspace(120, 200, size[1]))
    pixels = np.dstack([np.full_like(across, 10), across, down]).astype(np.uint8)
    x, y, r = round(float(spot[0]) * size[0]), round(float(spot[1]) * size[1]), max(2, size[1] // 45)
    pixels[max(0, y - r) : y + r, max(0, x - r) : x + r] = 255, 0, 255
    return Image.fromarray(pixels)


def shown(kind: str, size: tuple[int, int], focus: Focus, frame: int, language: str = "en") -> np.ndarray:
    """Return a frame of a title card over black, whose film has its spot at its focus."""
    fields = {"kind": kind, "label": "", "title": "A", "people": (), "kinds": (kind,), "number": 1}
    drawing = describe(
        themes.load("create-together"), "interstitial", fields, width=size[0], height=size[1], rate=Fraction(24), frames=FRAMES,
        language=language, pictures={"first": focus},
    )  # fmt: skip
    picture = io.BytesIO()
    film(size, focus).save(picture, "PNG")
    drawn = LayeredPainter(drawing, lambda name: picture.getvalue())._composers("").frame(frame)
    return np.frombuffer(compose.rgba(drawn), np.uint8).reshape(size[1], size[0], 4)[:, :, :3].astype(int)


def spot_in(frame: np.ndarray) -> tuple[float, float]:
    """Return where the magenta spot is seen, in design pixels of a wide card."""
    red, green, blue = frame.transpose(2, 0, 1)
    rows, columns = np.nonzero((red > 180) & (green < 70) & (blue > 180))
    assert rows.size, "the focus is not seen"
    by = 1080 / frame.shape[0]
    return (columns.mean() + 0.5) * by, (rows.mean() + 0.5) * by


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_hole_opens_onto_the_film_s_own_first_frame(kind: str, shape: str, language: str) -> None:
    focus = Fraction(1, 2), Fraction(38, 100)
    last = shown(kind, SIZES[shape], focus, FRAMES - 1, language)
    off = np.abs(last - np.asarray(film(SIZES[shape], focus), int))
    assert off.max() <= 6, "a hard cut from here is not seen"
    earlier = np.abs(shown(kind, SIZES[shape], focus, FRAMES - 11, language) - np.asarray(film(SIZES[shape], focus), int))
    assert (earlier.max(axis=2) > 40).mean() > 0.5, "before that it is a card"


@pytest.mark.parametrize("focus", [(Fraction(x, 100), Fraction(y, 100)) for x, y in ((50, 38), (30, 50), (60, 40))])
@pytest.mark.parametrize("kind", MIDDLES)
def test_the_focus_of_the_film_stands_in_the_middle_of_the_hole(kind: str, focus: Focus) -> None:
    x, y = spot_in(shown(kind, (320, 180), focus, 0))
    middle = MIDDLES[kind]
    if kind == "poem":  # all of its width is seen
        middle = float(focus[0]) * 1920, middle[1]
    assert abs(x - middle[0]) <= 50
    assert abs(y - middle[1]) <= 125, "as near as it can come where the film has to cover all of the hole"


@pytest.mark.parametrize("kind", ["music", "docu-short", "clip"])
def test_a_film_covers_its_hole_wherever_its_focus_is(kind: str) -> None:
    """What lies under the film, and under its edge, is dark and of no blue: where the film ended, it would be seen."""
    usual = shown(kind, (320, 180), (Fraction(1, 2), Fraction(1, 2)), 0)
    seen = usual[:, :, 2] - usual[:, :, 0] > 80
    for focus in ((Fraction(0), Fraction(0)), (Fraction(1), Fraction(1))):
        there = shown(kind, (320, 180), focus, 0)
        blue = (there[:, :, 2] - there[:, :, 0] > 80) | ((there[:, :, 0] > 180) & (there[:, :, 1] < 90) & (there[:, :, 2] > 180))
        assert (seen & ~blue).mean() < 0.002


def test_where_a_language_runs_to_the_left_the_hole_and_its_focus_are_on_the_left() -> None:
    focus = Fraction(3, 10), Fraction(1, 2)
    x, _ = spot_in(shown("music", (320, 180), focus, 0, "ar"))
    assert abs(x - (1920 - 1380)) <= 50
