"""Where the film stands in the title cards of signal: its focus in the light, whatever the layout."""

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

SIZES = {"wide": (320, 180), "tall": (180, 320), "square": (200, 200)}
FRAMES = 48
LIT = {
    "music": {"wide": (1250, 330), "tall": (540, 420), "square": (560, 400)},
    "poem": {"wide": (1330, 330), "tall": (660, 500), "square": (660, 260)},
    "docu-short": {"wide": (1400, 480), "tall": (520, 420), "square": (640, 260)},
    "animation": {"wide": (1480, 470), "tall": (540, 420), "square": (560, 260)},
    "clip": {"wide": (1430, 440), "tall": (540, 560), "square": (640, 270)},
}
"""Where the light is, in design pixels."""
AS_WIDE = {("music", "square")}
"""Where the film is as wide as the card, so that all of it is seen while the card opens: it moves up and down only."""


def shown(kind: str, size: tuple[int, int], focus: Focus, *, spot: bool, language: str = "en") -> np.ndarray:
    fields = {"kind": kind, "label": "", "title": "A", "people": (), "kinds": (kind,), "number": 1}
    drawing = describe(
        themes.load("signal"), "interstitial", fields, width=size[0], height=size[1], rate=Fraction(24), frames=FRAMES,
        language=language, pictures={"first": focus},
    )  # fmt: skip
    pixels = np.full((size[1], size[0], 3), 120, np.uint8)
    x, y, r = round(float(focus[0]) * size[0]), round(float(focus[1]) * size[1]), size[1] // 30
    if spot:
        pixels[max(0, y - r) : y + r, max(0, x - r) : x + r] = 0
    picture = io.BytesIO()
    Image.fromarray(pixels).save(picture, "PNG")
    drawn = LayeredPainter(drawing, lambda name: picture.getvalue())._composer("").frame(0)
    return np.frombuffer(compose.rgba(drawn), np.uint8).reshape(size[1], size[0], 4)[:, :, :3].astype(int)


def spot(kind: str, shape: str, focus: Focus, language: str = "en") -> tuple[float, float]:
    """Return where a black spot at the focus is seen, in design pixels: where the card is another with it than without."""
    size = SIZES[shape]
    pictures = [shown(kind, size, focus, spot=has, language=language) for has in (True, False)]
    rows, columns = np.nonzero(np.abs(pictures[0] - pictures[1]).max(axis=2) > 24)
    assert rows.size, "the focus is not seen"
    by = 1080 / min(size)
    return (columns.mean() + 0.5) * by, (rows.mean() + 0.5) * by


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("kind", LIT)
def test_the_focus_of_the_film_stands_in_the_light_wherever_it_is(kind: str, shape: str) -> None:
    places = {}
    left = 40 if kind == "poem" else 25  # its beam is narrow where it begins, and as wide as the film
    for x, y in ((50, 38), (left, 38), (75, 45)):
        places[x, y] = spot(kind, shape, (Fraction(x, 100), Fraction(y, 100)))
    across, down = LIT[kind][shape]
    width, height = SIZES[shape]
    for x, y in places.values():
        # A film that is hardly larger than what it has to cover comes as near as it can.
        assert abs(x - across) <= (460 if kind == "poem" else 290)
        assert abs(y - down) <= 330
    whole = 1080 * width / min(width, height)
    apart = places[75, 45][0] - places[left, 38][0]
    if (kind, shape) in AS_WIDE:
        assert apart == pytest.approx((75 - left) / 100 * whole, rel=0.02), "the film has no room to move aside"
    else:
        assert apart < 0.98 * (75 - left) / 100 * whole, "they come nearer to each other than they are in the film"


def test_where_a_language_runs_to_the_left_the_light_is_on_the_left() -> None:
    focus = Fraction(1, 2), Fraction(38, 100)
    assert spot("clip", "wide", focus, "ar")[0] == pytest.approx(1920 - 1430, abs=60)
