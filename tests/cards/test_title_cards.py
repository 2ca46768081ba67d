"""How the words of a piece's title card stand: names of a size that is read, no line with a number alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.layered import LayeredPainter
from pipeline.people import FieldValue

CANVASES = {"wide": (640, 360), "tall": (360, 640), "square": (360, 360)}
FOUR = ("Inês Brandão Quintela", "Éloën Le Guéradec", "Mateo Ñancupil", "Þórdís Hrafnbjörk Ketilsdóttir")
ARABIC = ("سلمى بن يعيش", "عبد الرحمن بن يوسف القرطبي", "ليلى حداد", "مريم الزهراء")

Run = tuple[str, float, float, float, float]


def runs(theme: str, shape: str, title: str, names: Sequence[str], language: str = "en", more: int = 0) -> list[Run]:
    """Return what is written on a title card of music, with its boxes in pixels."""
    people: list[FieldValue] = [{"name": name, "number": number + 1} for number, name in enumerate(names)]
    fields: dict[str, FieldValue] = {"title": title, "kind": "music", "people": people, "more": more}
    width, height = CANVASES[shape]
    drawing = describe(
        themes.load(theme), "interstitial", fields, width=width, height=height, rate=Fraction(24), frames=60, language=language
    )
    return [(text.replace("\N{NO-BREAK SPACE}", " ").strip(), *box) for text, *box in LayeredPainter(drawing).runs()]


@pytest.mark.parametrize("shape", CANVASES)
@pytest.mark.parametrize("theme", ["create-together", "signal"])
def test_how_many_more_take_part_stands_beside_the_last_name(theme: str, shape: str) -> None:
    (told,) = (text for text, *_ in runs(theme, shape, "Kitchen Table", FOUR, more=32) if "+" in text)
    assert told.endswith("Ketilsdóttir +32")


@pytest.mark.parametrize("theme", ["create-together", "signal"])
def test_the_sign_of_how_many_more_stands_before_its_number_from_the_right_too(theme: str) -> None:
    """The mark before it runs to the right (UAX #9): without it the sign would stand behind the number."""
    (told,) = (text for text, *_ in runs(theme, "wide", "مائدة المطبخ", ARABIC, "ar", 32) if "+" in text)
    assert told.endswith("\N{LEFT-TO-RIGHT MARK}+32")


@pytest.mark.parametrize("title", ["مائدة المطبخ", "اثنتان وأربعون ثانية"])
@pytest.mark.parametrize("shape", CANVASES)
@pytest.mark.parametrize("theme", ["create-together", "signal"])
def test_names_below_a_title_in_arabic_are_as_large_as_below_another(theme: str, shape: str, title: str) -> None:
    """What is in Latin letters beside them is drawn by the same face at the same size."""
    latin, arabic = (
        high
        for found in (runs(theme, shape, "Kitchen Table", FOUR, more=32), runs(theme, shape, title, ARABIC, "ar", 32))
        for text, *_, high in found
        if text.endswith("+32")
    )
    assert arabic >= 0.85 * latin


@pytest.mark.parametrize("shape", CANVASES)
@pytest.mark.parametrize("title", ["Konstantinopoulouwitschewa 7", "Quilt 7"])
def test_no_number_stands_on_a_line_of_its_own_below_a_word(title: str, shape: str) -> None:
    told = [text for text, *_ in runs("create-together", shape, title, FOUR)]
    assert title in told
    assert "7" not in told


@pytest.mark.parametrize(("title", "least"), [("النار", 180), ("مائدة المطبخ", 140)])
@pytest.mark.parametrize("shape", ["tall", "square"])
def test_a_short_title_in_arabic_fills_an_upright_or_square_card_of_signal(shape: str, title: str, least: float) -> None:
    """A name below it in the same face is of 38 design pixels, and both shrink alike."""
    high = {text: box[3] for text, *box in runs("signal", shape, title, ("ليلى",))}
    assert max(found for text, found in high.items() if text in title) / high["ليلى"] * 38 >= least


def test_a_title_of_two_words_stands_in_two_lines_of_a_tall_card_that_are_larger() -> None:
    words = [(text, box) for text, *box in runs("create-together", "tall", "Kitchen Table", ("Salma",))]
    told = {text: box[3] / CANVASES["tall"][0] * 1080 for text, box in words}
    assert min(told["Kitchen"], told["Table"]) >= 160


@pytest.mark.parametrize("shape", CANVASES)
@pytest.mark.parametrize("kind", ["music", "poem", "docu-short", "animation", "clip", "card"])
def test_a_title_card_hides_what_is_below_in_every_frame_so_it_needs_no_alpha(kind: str, shape: str) -> None:
    width, height = CANVASES[shape]
    drawing = describe(
        themes.load("create-together"), "interstitial", {"title": "Quilt", "kind": kind}, width=width // 2, height=height // 2,
        rate=Fraction(24), frames=84,
    )  # fmt: skip
    assert drawing.composition is not None
    assert drawing.composition.ground
    bare = LayeredPainter(replace(drawing, composition=replace(drawing.composition, ground="")))._composer("")
    assert min(int(bare.frame(number)[:, :, 3].min()) for number in range(0, 84, 3)) == 255
