"""The cards of create-together that move in layers: letters stay in the safe area, nothing stands still, what comes goes."""

from __future__ import annotations

import io
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pipeline.cards import slots, standin
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.draw import painter
from pipeline.cards.layered import LayeredPainter
from pipeline.cards.model import Drawing, Theme
from pipeline.people import FieldValue
from tests.cards.samples import CARDS, person

SIZES = {"wide": (320, 180), "tall": (180, 320), "square": (180, 180)}
MOVING = ("opening", "title", "quote", "end", "lower_third", "held")
HELD: dict[str, FieldValue] = {"before": "how far a", "large": "small", "after": "thing travels,"}
FRAMES = 120
SEVERAL: dict[str, FieldValue] = {
    "people": [person("Joe Park", "drums", "Busan"), person("Nguyễn Thị Ánh", "screaming"), person("Ana")],
}
# What a title-safe area leaves at each side (SMPTE ST 2046-1, and our own rule for tall pictures): left, top, right, bottom.
MARGINS = {"wide": (16, 9, 16, 9), "square": (9, 9, 9, 9), "tall": (9, 32, 18, 64)}


@pytest.fixture(scope="module")
def theme() -> Theme:
    return themes.load("create-together")


def drawing(theme: Theme, card: str, shape: str = "wide", fields: dict[str, FieldValue] | None = None, **more: object) -> Drawing:
    width, height = SIZES[shape]
    given = {"language": "en", "frames": FRAMES, "pictures": dict.fromkeys(slots.known(card), slots.UPPER_MIDDLE), **more}
    return describe(theme, card, fields or {**CARDS, "held": HELD}[card], width=width, height=height, rate=Fraction(24), **given)  # type: ignore[arg-type]


def pixels(brush: LayeredPainter, given: Drawing, frame: int, css: str = "") -> NDArray[np.uint8]:
    _, _, width, height = given.box
    return np.frombuffer(brush.raw(round(frame * 1000 / 24), css), np.uint8).reshape(height, width, 4)


def letters(brush: LayeredPainter, given: Drawing, frame: int) -> NDArray[np.bool_]:
    """Return where letters are: what looks otherwise where they are green instead of red."""
    red, green = (pixels(brush, given, frame, f"*{{color:{colour} !important}}").astype(int) for colour in ("#f00", "#0f0"))
    return np.asarray(np.abs(red - green).max(axis=2) > 24)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("card", MOVING)
def test_letters_are_inside_the_safe_area_on_every_frame(theme: Theme, card: str, shape: str, language: str) -> None:
    given = drawing(theme, card, shape, SEVERAL if card == "lower_third" else None, language=language)
    brush = LayeredPainter(given)
    x, y, width, height = given.box
    left, top, right, bottom = MARGINS[shape]
    across, down = SIZES[shape]
    inside = np.zeros((height, width), bool)
    inside[max(0, top - y) : down - bottom - y, max(0, left - x) : across - right - x] = True
    seen = 0
    for frame in (*range(0, 40, 2), 60, *range(FRAMES - 16, FRAMES)):
        found = letters(brush, given, frame)
        assert not (found & ~inside).any(), f"frame {frame}"
        seen = max(seen, int(found.sum()))
    assert seen > 100


@pytest.mark.parametrize("card", MOVING)
def test_nothing_stands_still_but_the_end_for_end_screens(theme: Theme, card: str) -> None:
    given = drawing(theme, card, frames=192)
    assert given.composition is not None
    brush = LayeredPainter(given)
    held = [pixels(brush, given, frame).tobytes() for frame in range(60, 168, 12)]
    assert len(set(held)) == len(held)
    last = [pixels(brush, given, frame).tobytes() for frame in range(192 - 24, 192, 4)]
    assert (len(set(last)) == 1) == (card == "end")


def sigmas(frame: NDArray[np.uint8]) -> list[float]:
    """Return how much the brightness of each third of a frame varies."""
    luma = frame[:, :, :3] @ np.array([0.2126, 0.7152, 0.0722])
    return [float(third.std()) for third in np.array_split(luma, 3, axis=1)]


@pytest.mark.parametrize("names", [slots.known("opening"), ()])
def test_the_opening_begins_as_a_poster(theme: Theme, names: tuple[str, ...]) -> None:
    given = drawing(theme, "opening", pictures=dict.fromkeys(names, slots.UPPER_MIDDLE))
    first = pixels(LayeredPainter(given), given, 0)
    assert (first[:, :, 3] == 255).all()
    assert min(sigmas(first)) > 8  # what LOOK calls flat, on no third of it


def test_a_quote_comes_out_of_its_picture_and_opens_onto_it_again(theme: Theme) -> None:
    given = drawing(theme, "quote")
    brush = LayeredPainter(given, lambda _: standin.plain("#00ff00"))
    is_green = [(pixels(brush, given, frame)[:, :, :3] == (0, 255, 0)).all(axis=2).mean() for frame in (0, 60, FRAMES - 1)]
    assert is_green[0] == is_green[2] == 1
    assert 0.3 < is_green[1] < 0.45  # two fifths of the picture are whom it quotes


@pytest.mark.parametrize(("across", "language"), [(30, "en"), (50, "en"), (75, "en"), (30, "ar"), (75, "ar")])
def test_whoever_is_quoted_stands_beside_the_words(theme: Theme, across: int, language: str) -> None:
    focus = {"beside": (Fraction(across, 100), Fraction(38, 100))}
    given = drawing(theme, "quote", pictures=focus, language=language)
    left = across * 19.2 - 60
    picture = Image.new("RGB", (1920, 1080))
    picture.paste((0, 255, 0), (round(left), 350, round(left) + 120, 470))
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    brush = LayeredPainter(given, lambda _: kept.getvalue())
    shown = np.flatnonzero((pixels(brush, given, 60)[:, :, :3] == (0, 255, 0)).all(axis=2).any(axis=0))
    assert shown.size >= 17, "the face is 20 pixels wide, and whole"
    assert (shown[0] > 200) == (language == "en")


def test_a_lower_third_comes_from_nothing_and_goes_to_nothing(theme: Theme) -> None:
    given = drawing(theme, "lower_third")
    brush = LayeredPainter(given)
    covered = [int((pixels(brush, given, frame)[:, :, 3] > 8).sum()) for frame in (0, 60, FRAMES - 1)]
    assert covered[0] == 0
    assert covered[1] > 1000
    assert covered[2] < covered[1] / 8  # the last frame is one before all is gone


def test_a_held_word_is_four_times_as_high_as_what_was_said(theme: Theme) -> None:
    """By capitals without descenders: how many rows each of three texts touches."""
    given = drawing(theme, "held", fields={"before": "HHH", "large": "HHH", "after": ""})
    rows = np.flatnonzero(letters(LayeredPainter(given), given, 60).any(axis=1))
    parted = np.flatnonzero(np.diff(rows) > 1)
    said, large = rows[parted[0]] - rows[0] + 1, rows[-1] - rows[parted[0] + 1] + 1
    assert large > 4 * said
    assert large > 180 / 5, "420 px of 1080: capitals are seven tenths of that"


def test_a_changed_tagline_draws_one_layer_again_and_no_tear(theme: Theme) -> None:
    one, other = (drawing(theme, "opening", fields={"show": "Create Together", "tagline": text}) for text in ("a", "b"))
    assert [a.name for a, b in zip(one.layers, other.layers, strict=True) if a.artwork != b.artwork] == ["words"]
    assert one.composition == other.composition




@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("card", ["opening", "title", "interstitial"])
@pytest.mark.parametrize("name", ["create-together", "signal"])
def test_a_card_that_is_held_for_long_keeps_its_letters_inside_the_safe_area(name: str, card: str, language: str) -> None:
    given = drawing(themes.load(name), card, language=language, frames=24 * 40)
    found = letters(LayeredPainter(given), given, 24 * 40 - 30)  # before it opens
    assert found.sum() > 100
    left, top, right, bottom = MARGINS["wide"]
    found[top:-bottom, left:-right] = False
    assert not found.any()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", ["music", "poem", ""])
@pytest.mark.parametrize("shape", SIZES)
def test_a_thumbnail_shows_a_face_and_words_beside_it(theme: Theme, shape: str, kind: str, language: str) -> None:
    title = "Half a Quilt" if language == "en" else "نار في المطبخ"
    given = drawing(theme, "thumbnail", shape, {"title": title, "show": "Together, Apart", "kind": kind}, language=language)
    brush = painter(given, lambda _: standin.plain("#00ff00"))
    width, height = SIZES[shape]
    red, green, plain = (
        np.frombuffer(brush.raw(0, css), np.uint8).reshape(height, width, 4)[:, :, :3].astype(int)
        for css in ("*{color:#f00 !important}", "*{color:#0f0 !important}", "")
    )
    letters = np.abs(red - green).max(axis=2) > 24
    seen = (plain == (0, 255, 0)).all(axis=2)
    assert seen.mean() > 0.15
    left, top, right, bottom = MARGINS[shape]
    assert letters[top : height - bottom, left : width - right].sum() == letters.sum() > 200
    if shape == "wide" and language == "en":
        assert not letters[height * 4 // 5 :, width * 4 // 5 :].any(), "the platform writes the length there"
    columns = np.flatnonzero(seen.any(axis=0))
    assert shape != "wide" or (columns.mean() > width / 2) == (language == "en")


LONG = "What the Lighthouse Keeper's Daughter Heard on the Telephone That Winter"


@pytest.mark.parametrize(
    ("card", "small", "more"),
    [
        ("end", "example.org/join", {"url": "https://example.org/join"}),
        ("interstitial", "Ana", {"kind": "docu-short", "people": [{"name": "Ana"}]}),
    ],
)
def test_what_stands_below_a_long_title_can_be_read(
    theme: Theme, card: str, small: str, more: dict[str, FieldValue]
) -> None:
    def height(title: str) -> float:
        brush = LayeredPainter(drawing(theme, card, fields={"title": title, **more}))
        return next(high for text, *_, high in brush.runs() if text == small)

    assert height(LONG) > 0.75 * height("A")
