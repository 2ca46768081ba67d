"""What a viewer sees: everything inside the safe area on every frame, text that can be read, names in the right order."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import numpy as np
import pytest

from pipeline.cards import inspect, looks, preview, safe
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.draw import painter, painter_of
from pipeline.cards.fields import WIDE_ONLY
from pipeline.cards.layered import brush_of
from pipeline.cards.model import BETWEEN, Shape, Theme
from pipeline.people import FieldValue
from tests.cards.samples import CARDS, drawing

SHAPES: dict[Shape, tuple[int, int]] = {"wide": (320, 180), "tall": (180, 320), "square": (180, 180)}
OTHERS = [card for card in CARDS if card != "credits"]


@pytest.fixture(scope="module", params=["create-together", "signal"])
def theme(request: pytest.FixtureRequest) -> Theme:
    return themes.load(request.param)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("card", OTHERS)
def test_content_stays_inside_the_safe_area_on_every_frame(theme: Theme, card: str, shape: Shape) -> None:
    width, height = SHAPES[shape]
    given = drawing(theme, card, width, height)
    brush = brush_of(given)
    # What is handed in and leaves comes from outside and goes there: a layered card is looked at where it rests.
    whole = None if given.composition else given.whole
    moments = tuple(milliseconds for _, milliseconds in (whole.motion.times if whole and whole.motion else ((0, brush.rest),)))
    assert list(inspect.outside(brush, given, width, height, moments)) == []
    assert any(inspect.content_box(brush, given, moment) for moment in moments), "there is content at all"


@pytest.mark.parametrize("shape", SHAPES)
def test_credits_stay_inside_the_safe_area_at_the_sides(theme: Theme, shape: Shape) -> None:
    width, height = SHAPES[shape]
    given = drawing(theme, "credits", width, height)
    left, _, right, _ = safe.margins(shape, width, height)
    inked_columns = 0
    for part in given.slices:
        pixels = np.frombuffer(painter_of(part.artwork, part.files).raw(0), np.uint8).reshape(part.height, width, 4)
        backdrop = pixels[0, 0]
        inked = np.flatnonzero((pixels != backdrop).any(axis=(0, 2)))
        assert inked.size == 0 or (inked[0] >= left - 1 and inked[-1] <= width - right)
        inked_columns += inked.size
    assert inked_columns > 0, "there is content at all"


def test_the_safe_area_test_can_fail(theme: Theme) -> None:
    given = drawing(theme, "caption", 320, 180)
    x, y, width, height = given.box
    brush = painter(given)
    assert list(inspect.outside(brush, given, 320, 180, (0,))) == []
    narrower = list(inspect.outside(brush, given, 320, 150, (0,)))
    assert narrower
    assert "bottom" in narrower[0][1]
    assert (x, y, width, height) == given.box


@pytest.mark.parametrize("card", OTHERS)
def test_text_has_the_contrast_of_wcag_aa_over_any_picture(theme: Theme, card: str) -> None:
    given = drawing(theme, card, 1280, 720)
    readings = list(inspect.readings(brush_of(given), given, 1280, 720))
    assert readings
    assert [reading for reading in readings if reading.contrast < reading.needed] == []


def test_contrast_is_that_of_wcag(theme: Theme) -> None:
    """`#777777` on white is the textbook example that just fails: 4.48:1."""
    ratio = inspect._contrast(np.full((3, 3), 0x77 / 255), np.ones((3, 3)))
    assert math.isclose(ratio, 4.48, abs_tol=0.005)


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("فاطمة (Director) 2026", ["2026", "Director", "فاطمة"]),
        ("יעל (guitar)", ["guitar", "יעל"]),
        ("Amal أمل (Director)", ["Amal", "أمل", "Director"]),
    ],
)
def test_mixed_lines_stand_in_the_right_order(theme: Theme, name: str, order: list[str]) -> None:
    given = describe(
        theme, "name_tag", {"name": name}, width=1280, height=720, rate=Fraction(24), frames=24, people=(name,)
    )
    runs = sorted(brush_of(given).runs(), key=lambda run: run[1])
    text = " ".join(run[0] for run in runs)
    places = [text.index(word) for word in order]
    assert places == sorted(places), text


def test_every_sample_of_the_preview_has_a_card_and_the_issue_s_scripts() -> None:
    loaded = themes.load("signal")
    names = {(card, name) for card, name, _ in preview.samples(loaded)}
    scripts = "cyrillic greek arabic hebrew devanagari bengali tamil thai chinese japanese korean emoji mixed short longest"
    assert {("lower_third", name) for name in scripts.split()} <= names
    assert {card for card, _ in names} - {"thumbnail", "mosaic", "channel_art", "margin", "held"} == set(CARDS)


@pytest.mark.long
def test_a_preview_writes_pictures_and_an_index_that_shows_them(theme: Theme) -> None:
    written: dict[str, bytes] = {}
    wrong = preview.preview(theme, written.__setitem__, shapes=("tall",), short_side=90, motion=False)
    assert wrong == ()
    index = written.pop("index.html").decode()
    drawn = {name.split("-tall")[0].removesuffix("-without-pictures").removesuffix("-from-the-right") for name in written}
    between = {f"{card}-alone" for card in BETWEEN if card in theme.cards}
    assert drawn == {f"{card}-{name}" for card, name, _ in preview.samples(theme) if card not in WIDE_ONLY} | between
    for name, content in written.items():
        assert content.startswith(b"\x89PNG")
        assert f'src="{name}"' in index
    assert index.count("<img ") == index.count(' alt="') == len(written)
    placed = re.findall(r'<img [^>]*style="([^"]*)"', index)
    assert len(placed) == len(written)
    assert not [style for style in placed if "px" in style], "a canvas shrinks with the screen"


def test_a_moving_preview_moves(theme: Theme) -> None:
    import io

    from PIL import Image

    movie = Image.open(io.BytesIO(brush_of(drawing(theme, "lower_third", 160, 90)).movie(1000, 24)))
    assert movie.format == "WEBP"
    assert getattr(movie, "n_frames", 1) > 8


def test_the_code_on_the_end_card_is_the_address(theme: Theme) -> None:
    segno = pytest.importorskip("segno")
    url = "https://example.org/join"
    given = drawing(theme, "end", 1920, 1080, {"title": "Join", "url": url})
    brush = brush_of(given)
    pixels = np.frombuffer(brush.raw(brush.rest), np.uint8).reshape(1080, 1920, 4)[:, :, :3]
    black = (pixels < 5).all(axis=2)  # only a code is as black as that
    rows, columns = np.flatnonzero(black.any(axis=1)), np.flatnonzero(black.any(axis=0))
    left, top, size = columns[0], rows[0], columns[-1] - columns[0] + 1
    code = segno.make(url, error="m", micro=False, boost_error=False)
    expected = np.array([[bool(cell) for cell in row] for row in code.matrix])
    step = size / len(expected)
    centres = [int((n + 0.5) * step) for n in range(len(expected))]
    got = np.array([[pixels[top + y, left + x].max() < 128 for x in centres] for y in centres])
    assert np.array_equal(got, expected)
    quiet = int(4 * step)  # ISO/IEC 18004: four modules all around
    around = pixels[top - quiet : top + size + quiet, left - quiet : left + size + quiet].copy()
    around[quiet - 2 : 2 - quiet, quiet - 2 : 2 - quiet] = 255  # it may stand between pixels
    assert (around > 250).all()
    assert size + 2 * quiet >= 240, "a telephone reads it across a room"


def test_han_shapes_follow_the_language(theme: Theme) -> None:
    """These characters have other shapes in Japan, Korea, China, Taiwan and Hong Kong (as Noto Sans CJK draws them)."""

    def shapes(text: str, language: str) -> bytes:
        given = describe(
            theme, "name_tag", {"name": text}, width=640, height=360, rate=Fraction(24), frames=48, language=language
        )
        brush = brush_of(given)
        return brush.raw(brush.rest)

    languages = ("ja", "ko", "zh-Hans", "zh-Hant", "zh-HK")
    assert len({shapes("直骨海令戶", language) for language in languages}) == len(languages)
    assert shapes("直骨海令戶", "en") == shapes("直骨海令戶", "zh-Hans")
    assert shapes("直骨海令さ", "en") == shapes("直骨海令さ", "ja"), "kana make a name Japanese in an English episode"


@pytest.mark.parametrize("name", ["paper", "stage"])
def test_the_lines_of_a_poem_come_in_the_order_they_are_read(name: str) -> None:
    given = drawing(themes.load(name), "poem_line", 640, 360)
    brush = painter(given)
    first, second = ((int(top), int(top + high)) for _, _, top, _, high in brush.runs()[:2])
    width, height = given.box[2:]
    rest = np.frombuffer(brush.raw(given.whole.rest), np.uint8).reshape(height, width, 4).astype(int)
    missing = np.zeros(2)
    for moment in range(40, 400, 40):
        now = np.frombuffer(brush.raw(moment), np.uint8).reshape(height, width, 4).astype(int)
        missing += [np.abs(rest[top:bottom] - now[top:bottom]).mean() for top, bottom in (first, second)]
    assert missing[0] < missing[1]


STACKED = (
    "अधिकार स्वीकृत नहीं", "किसी ने समुद्र की ओर खिड़की खोली।", "छोटी-सी चीज़ कितनी दूर जाती है,", "অনন্যা আমরা প্রথম", "சிறிய பொருள் எவ்வளவு",
)  # fmt: skip
"""Lines of which the engine finds the width amiss, most of them by more than a twentieth of their height."""


@pytest.mark.parametrize("text", STACKED)
@pytest.mark.parametrize("card", ["caption", "poem_line"])
def test_a_short_line_of_letters_that_stack_fits_at_its_full_size(theme: Theme, card: str, text: str) -> None:
    fields = {"text": text} if card == "caption" else {"lines": [text]}
    if card == "poem_line":  # in one piece, whose sizes can be asked for
        theme = themes.load({"create-together": "paper", "signal": "stage"}[theme.name])
    given = describe(theme, card, fields, width=640, height=360, rate=Fraction(24), frames=96, language="hi")
    brush = painter(given)
    assert brush.sizes() == ("1.0000",)
    assert list(inspect.outside(brush, given, 640, 360, (given.whole.rest,))) == []


ARABIC: dict[str, dict[str, FieldValue]] = {
    "opening": {"show": "معًا عن بعد", "tagline": "صنعه أناس لم يلتقوا قط"},
    "title": {"title": "شيء صغير", "season": 1, "number": 2, "show": "معًا عن بعد"},
    "interstitial": {"kind": "music", "label": "موسيقى", "title": "طاولة المطبخ", "people": [{"name": "Ana"}, {"name": "Ben"}]},
    "lower_third": {"people": [{"name": "Ana Núñez", "role": "قراءة", "place": "Bogotá"}]},
    "quote": {"lines": ["لسنا وحدنا"], "by": "Ana"},
    "end": {"title": "دورك الآن", "text": "دندن شيئًا. ارسم شيئًا.", "url": "https://example.org/join"},
}


@pytest.mark.parametrize("card", ARABIC)
def test_a_card_in_arabic_is_read_from_the_right(theme: Theme, card: str) -> None:
    given = describe(theme, card, ARABIC[card], width=1280, height=720, rate=Fraction(24), frames=96, language="ar")
    brush = brush_of(given)
    _, _, right, _ = safe.margins("wide", 1280, 720)
    edges = {text: given.box[0] + left + width for text, left, _, width, _ in brush.runs()}
    # Where a picture stands at the right, words end at its edge; all else ends at the picture's.
    last = max(edges.values()) if card == "opening" else 1280 - right
    begins = [edge for edge in edges.values() if edge > last - 80]
    assert len(begins) >= 2, edges
    assert list(inspect.outside(brush, given, 1280, 720, (brush.rest,))) == []
    assert [one.text for one in inspect.readings(brush, given, 1280, 720) if one.contrast < one.needed] == []


@pytest.mark.parametrize("card", ["credits", "credits_page"])
def test_credits_in_arabic_are_the_mirror_image(theme: Theme, card: str) -> None:
    """The first column is the right one, and all of a column hangs on its right edge."""
    roles = [{"role": role, "people": [{"name": name}]} for role, name in (("غيتار", "Ana"), ("drums", "Benjamin"))]
    fields: dict[str, FieldValue] = {"sections": [{"heading": "أغنية", "roles": roles}, {"heading": "Two", "roles": roles[:1]}]}
    edges = {}
    for language in ("ar", "en"):
        given = describe(theme, card, fields, width=640, height=360, rate=Fraction(24), frames=400, language=language)
        brushes = [painter_of(part.artwork, part.files) for part in given.slices] or [painter(given)]
        runs = [run for brush in brushes for run in brush.runs()]
        edges[language] = {text: (left, left + wide) for text, left, _, wide, _ in runs if text != "Ana"}
    far, near = edges["ar"], edges["en"]
    assert far.keys() == near.keys() >= {"أغنية", "Benjamin", "drums", "Two"}
    for text, (left, _) in near.items():
        assert far[text][1] == pytest.approx(640 - left, abs=2), text


def lean(card: str, fields: dict[str, FieldValue]) -> float:
    """How many pixels the upper end of the middle stroke of a 中 stands to the right of its lower end."""
    given = drawing(themes.load("create-together"), card, 1920, 1080, fields)
    _, _, width, height = given.box
    parts = [(part.height, painter_of(part.artwork, part.files).raw(0)) for part in given.slices]
    brush = None if parts else brush_of(given)
    parts = parts if brush is None else [(height, brush.raw(brush.rest))]
    whole = np.concatenate([np.frombuffer(raw, np.uint8).reshape(lines, width, 4) for lines, raw in parts]).astype(int)
    paper = np.array([0xFB, 0xF1, 0xDF])
    ink = (np.abs(whole[:, :, :3] - paper).max(axis=2) > 120) & (whole[:, :, 3] > 200)  # shadows are fainter
    rows = np.flatnonzero(ink.any(axis=1))
    ends = [np.flatnonzero(ink[row]).mean() for row in (rows[2], rows[-3])]
    return float(ends[0] - ends[1])


@pytest.mark.parametrize(("card", "fields"), [
    ("poem_line", {"lines": ["中"]}),
    ("credits", {"sections": [{"roles": [{"role": "中", "people": [{"name": ""}]}]}]}),
    ("credits_page", {"sections": [{"roles": [{"role": "中", "people": [{"name": ""}]}]}]}),
])  # fmt: skip
def test_letters_of_east_asia_are_never_slanted(card: str, fields: dict[str, FieldValue]) -> None:
    assert abs(lean(card, fields)) <= 1


def test_letters_of_europe_are_slanted_where_a_theme_says_so() -> None:
    assert lean("poem_line", {"lines": ["l"]}) > 4


def test_a_stanza_that_goes_on_neither_comes_nor_goes_and_stays_where_it_is(theme: Theme) -> None:
    lines = [{"text": "one", "state": "past"}, {"text": "two", "state": "now"}]
    first, inner, last = (
        drawing(theme, "stanza", 320, 180, {"lines": lines, "begins": begins, "ends": ends})
        for begins, ends in ((1, 0), (0, 0), (0, 1))
    )
    assert (inner.kind, inner.fade_in, inner.fade_out) == ("still", 0, 0)
    stays = painter(inner).raw(inner.whole.rest)
    assert first.whole.motion is not None
    assert last.whole.motion is not None
    frames = [[painter(one).raw(time) for _, time in one.whole.motion.times] for one in (first, last)]
    assert (frames[0][-1], frames[1][0]) == (stays, stays)
    assert frames[0][0] != stays != frames[1][-1]
    other = drawing(theme, "stanza", 320, 180, {"lines": [{**line, "state": "next"} for line in lines], "begins": 0, "ends": 0})
    boxes = [inspect.content_box(painter(one), one, one.whole.rest) for one in (inner, other)]
    assert boxes[0] == boxes[1] or theme.name == "signal"  # whose mark of the line that is spoken stands beside it
    assert painter(other).raw(other.whole.rest) != stays


PARTS = {"create-together": 4, "signal": 6, "paper": 1, "stage": 1}
"""In how many parts the cards of a theme are checked, so that processes share them evenly."""


@pytest.mark.long
@pytest.mark.parametrize(("name", "part"), [(name, part) for name, parts in PARTS.items() for part in range(parts)])
def test_every_theme_that_ships_with_the_product_is_good_by_its_own_check(
    name: str, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`together theme check` looks at every sample in every shape: long, of one letter, in all scripts, from the right."""
    whole, heard = preview.by_card, list[str]()
    monkeypatch.setattr(looks, "by_card", lambda *of: dict(list(whole(*of).items())[part :: PARTS[name]]))
    found = looks.check(themes.load(name), tell=lambda looked: heard.append(looked.card))
    assert [f"{one.where.path}: {one.message}" for one in found] == []
    assert heard, "something is looked at"
