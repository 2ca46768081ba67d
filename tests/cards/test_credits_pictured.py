"""Pictures of pieces on pages of credits: where a page has room for all, never over a letter, of no effect on length."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from pipeline.cards import inspect, page_lengths, pages, standin
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.draw import Painter, painter
from pipeline.cards.model import Drawing, PageSpec, Shape
from pipeline.cards.pages import Part
from pipeline.cards.slots import UPPER_MIDDLE
from pipeline.people import FieldValue
from tests.cards.test_pages import SHAPES, named, part

SIZES: dict[Shape, tuple[int, int]] = {"wide": (480, 270), "tall": (270, 480), "square": (270, 270)}
KINDS = ("music", "poem", "docu-short", "animation", "clip", "puppets")
GREEN = np.array((0, 255, 0))
SPEC = replace(PageSpec(), picture={"wide": 200, "tall": 300, "square": 150})
SEEN = {f"section-{number}" for number in range(1, 13)}


def piece(number: int, *counts: int) -> Part:
    return replace(part(f"Piece {number}", *counts), kind=KINDS[number % len(KINDS)], picture=f"section-{number + 1}")


def page(
    theme: str, shape: Shape, kinds: tuple[str, ...], *, names: int = 3, language: str = "en", pictured: bool = True,
    title: str = "",
) -> tuple[Drawing, Painter]:
    sections: list[FieldValue] = [
        {
            "heading": f"Piece {number}", "kind": kind, "picture": f"section-{number + 1}" if kind else "",
            "roles": [{"role": "voice", "people": [{"name": f"Ana {number}.{one}", "number": one + 1} for one in range(names)]}],
        }
        for number, kind in enumerate(kinds)
    ]  # fmt: skip
    width, height = SIZES[shape]
    given = describe(
        themes.load(theme), "credits_page", {"sections": sections, "title": title}, width=width, height=height, rate=Fraction(24),
        frames=48, language=language, pictures=dict.fromkeys(SEEN, UPPER_MIDDLE) if pictured else {},
    )  # fmt: skip
    return given, painter(given, lambda _: standin.plain("#00ff00"))


def pixels(drawing: Drawing, brush: Painter, css: str = "") -> np.ndarray:
    _, _, width, height = drawing.box
    return np.frombuffer(brush.raw(0, css), np.uint8).reshape(height, width, 4)[:, :, :3].astype(int)


def green(picture: np.ndarray) -> np.ndarray:
    """Return where the film is seen, tinted or not."""
    return np.asarray((picture[:, :, 1] > 140) & (picture[:, :, 0] < 110) & (picture[:, :, 2] < 110))


SECTIONS = st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=4), min_size=1, max_size=6)


@drawn(counts=SECTIONS, shape=st.sampled_from(SHAPES))
@settings(max_examples=25, deadline=None)
def test_everyone_stands_on_a_page_with_pictures_as_on_one_without(counts: list[list[int]], shape: Shape) -> None:
    parts = tuple(piece(number, *roles) for number, roles in enumerate(counts))
    for found in pages.divided(parts, SPEC, shape, title=False):
        laid = pages.laid_out(found, SPEC, shape, title=False, seen=SEEN)
        assert [name for column in laid.columns for name in named(column)] == named(found)
        shown = [one.picture for column in laid.columns for one in column if one.heading]
        assert shown == [one.picture for one in found], "and a piece that goes on in the next column has its picture once"
        if laid.pictured:
            assert len(laid.columns) <= SPEC.columns[shape], "no columns more for their sake"


def test_pictures_do_not_decide_how_pages_are_divided_nor_how_long_they_stand() -> None:
    parts = tuple(piece(number, 5, 4) for number in range(3))
    found = pages.divided(parts, SPEC, "wide", title=False)
    assert found == pages.divided(parts, PageSpec(), "wide", title=False)
    assert 8 <= sum(page_lengths.lengths(found, Fraction(24))) / 24 <= 16, "27 people"


def test_where_a_page_has_no_room_for_all_pictures_none_has_one() -> None:
    few, many = (tuple(piece(number, count) for number in range(3)) for count in (3, 8))
    assert pages.laid_out(few, SPEC, "wide", title=False, seen=SEEN).pictured == 200
    high = replace(SPEC, name=90)
    assert pages.laid_out(many, high, "wide", title=False, seen=SEEN).pictured == 0
    assert pages.laid_out(few, SPEC, "wide", title=False, seen=()).pictured == 0, "nor where none was found"
    assert pages.laid_out(few, PageSpec(), "wide", title=False, seen=SEEN).pictured == 0, "nor in a theme that shows none"


def test_a_few_names_of_a_tall_page_have_higher_pictures_and_are_as_large() -> None:
    few, many = (piece(1, 2),), (piece(1, 6, 6),)
    usual, lone = SPEC.picture["tall"], pages.laid_out(few, SPEC, "tall", title=False, seen=SEEN)
    assert lone.pictured > 1.4 * usual
    assert lone.grow == pages.growth(lone.columns, SPEC, "tall", title=False, picture=usual)
    assert pages.laid_out(many, SPEC, "tall", title=False, seen=SEEN).pictured <= 1.2 * usual, "names are not smaller for it"
    assert pages.laid_out(few, SPEC, "tall", title=False, seen=()).pictured == lone.pictured, "room for what the theme draws"
    assert pages.laid_out(few, PageSpec(), "tall", title=False, seen=SEEN).pictured == 0, "but in a theme that shows none"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("theme", ["create-together", "signal"])
def test_each_kind_of_piece_is_seen_beside_its_heading(theme: str, kind: str) -> None:
    seen = green(pixels(*page(theme, "wide", (kind, "", kind))))
    assert not green(pixels(*page(theme, "wide", (kind, "", kind), pictured=False))).any()
    third = seen.shape[1] // 3
    shares = [seen[:, third * column : third * (column + 1)].mean() for column in range(3)]
    assert shares[0] > 0.02
    assert shares[2] > 0.02
    assert shares[1] < shares[0] / 8, "what is no piece has none"


@pytest.mark.parametrize("title", ["", "Thank you"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("theme", ["create-together", "signal"])
def test_no_picture_comes_near_a_letter_or_moves_one_out_of_the_safe_area(
    theme: str, shape: Shape, language: str, title: str
) -> None:
    count = {"wide": 3, "square": 2, "tall": 1}[shape]
    given, brush = page(theme, shape, KINDS[:count], language=language, title=title, names=2)
    shown = pixels(given, brush)
    red, blue = (pixels(given, brush, f"*{{color:{colour} !important}}") for colour in ("#f00", "#00f"))
    letters = np.abs(red - blue).max(axis=2) > 24
    seen = green(shown)
    assert seen.mean() > 0.01
    assert not (letters & seen).any()
    assert list(inspect.outside(brush, given, *SIZES[shape], (0,))) == []
    rows = np.flatnonzero(letters.any(axis=1))
    assert rows[0] >= SIZES[shape][1] // 20 - 1


@pytest.mark.parametrize("theme", ["create-together", "signal"])
def test_headings_of_a_page_with_pictures_stand_in_one_line(theme: str) -> None:
    _, brush = page(theme, "wide", ("music", "", "poem"))
    tops = {round(top) for text, _, top, *_ in brush.runs() if text.startswith("Piece")}
    assert max(tops) - min(tops) <= 1
