"""The hole in a title card: the film's focus stands in it, and it opens onto the film, until nothing is left of the card."""

from __future__ import annotations

import io
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

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


def first(size: tuple[int, int]) -> Image.Image:
    """Return the very first frame of a film that begins dark."""
    return Image.new("RGB", size, (0, 30, 60))


def drawn(
    kind: str, size: tuple[int, int], focus: Focus, frame: int, language: str = "en", theme: str = "create-together"
) -> np.ndarray:
    """Return a frame of a title card with its alpha, whose film has its spot at its focus; one after its end is of its tail."""
    after = FRAMES if frame >= FRAMES else 0
    pixels = compose.rgba(composer(kind, size, focus, language, theme, after).frame(frame - after))
    return np.frombuffer(pixels, np.uint8).reshape(size[1], size[0], 4).astype(int)


@lru_cache(maxsize=4)
def composer(kind: str, size: tuple[int, int], focus: Focus, language: str, theme: str, after: int) -> compose.Composer:
    loaded = themes.load(theme)
    frames = loaded.cards["interstitial"].tail_frames(Fraction(24)) if after else FRAMES
    fields = {"kind": kind, "label": "", "title": "A", "people": (), "kinds": (kind,), "number": 1}
    drawing = describe(
        loaded, "interstitial", fields, width=size[0], height=size[1], rate=Fraction(24), frames=frames, language=language,
        pictures={"first": focus, "begin": focus}, after=after,
    )  # fmt: skip
    pictures = {"first": film(size, focus), "begin": first(size)}
    return LayeredPainter(drawing, lambda name: png(pictures[name]))._composer("")


def png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def shown(kind: str, size: tuple[int, int], focus: Focus, frame: int, language: str = "en") -> np.ndarray:
    """Return a frame of a title card over black."""
    return drawn(kind, size, focus, frame, language)[:, :, :3]


def over(tail: np.ndarray, below: Image.Image) -> np.ndarray:
    share = tail[:, :, 3:] / 255
    return np.asarray(tail[:, :, :3] * share + np.asarray(below, int) * (1 - share))


def spot_in(frame: np.ndarray) -> tuple[float, float]:
    """Return where the magenta spot is seen, in design pixels of a wide card."""
    red, green, blue = frame.transpose(2, 0, 1)
    rows, columns = np.nonzero((red > 180) & (green < 70) & (blue > 180))
    assert rows.size, "the focus is not seen"
    by = 1080 / frame.shape[0]
    return (columns.mean() + 0.5) * by, (rows.mean() + 0.5) * by


@pytest.mark.parametrize("theme", ["create-together", "signal"])
@pytest.mark.parametrize(("shape", "language"), [("wide", "en"), ("tall", "en"), ("square", "en"), ("wide", "ar")])
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_in_the_hole_is_the_film_as_it_begins_and_then_the_film_itself(
    kind: str, shape: str, language: str, theme: str
) -> None:
    size, focus = SIZES[shape], (Fraction(1, 2), Fraction(38, 100))
    last, tail = (drawn(kind, size, focus, frame, language, theme) for frame in (FRAMES - 1, FRAMES))
    below = np.asarray(first(size), int)
    whole = over(tail, first(size))
    assert np.abs(whole - last[:, :, :3]).mean() < 3, "one goes over into the other"
    seen = tail[:, :, 3] < (3 if theme == "create-together" else 128)  # a beam tints what is seen in it
    off = np.abs(last[:, :, :3] - (below if theme == "create-together" else whole)).max(axis=2)[seen]
    assert np.quantile(off, 0.98) <= 6, "what is seen through it is the film's very first frame"
    assert seen.all() if kind == "animation" and theme == "create-together" else 0.02 < seen.mean() < 0.85
    frames = themes.load(theme).cards["interstitial"].tail_frames(Fraction(24))
    assert frames == (9 if theme == "create-together" else 10)
    shares = [(drawn(kind, size, focus, FRAMES + at, language, theme)[:, :, 3] < 3).mean() for at in range(0, frames + 1, 3)]
    assert shares == sorted(shares)
    assert drawn(kind, size, focus, FRAMES + frames, language, theme)[:, :, 3].max() <= 3, "nothing is left"
    earlier = np.abs(drawn(kind, size, focus, FRAMES - 11, language, theme)[:, :, :3] - np.asarray(film(size, focus), int))
    assert (earlier.max(axis=2) > 40).mean() > 0.3, "before that it is a card"


def test_until_the_words_leave_the_film_is_seen_where_there_is_something_to_see() -> None:
    size, focus = (320, 180), (Fraction(1, 2), Fraction(38, 100))
    early, late = (shown("music", size, focus, frame) for frame in (FRAMES - 12, FRAMES - 1))
    blue = [(frame[:, :, 2] - frame[:, :, 0] > 80).mean() for frame in (early, late)]
    assert blue[0] > 0.1, "later it begins dark, and so the hole does not jump into that"
    assert blue[1] < 0.01
    steps = [shown("music", size, focus, frame)[90, 230] for frame in range(FRAMES - 9, FRAMES)]
    assert max(np.abs(b - a).max() for a, b in pairwise(steps)) < 70


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
