"""What stands in for what on a card (`data-try`): the first that fits is laid out, found without counting a letter."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.draw import painter
from pipeline.cards.fault import CardFault
from pipeline.cards.tries import tries

ROLE = '<div class="a"><b>Ana</b><i data-try="1">guitar <b>solo</b></i><img src="x"> end</div>'


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<p>Ana</p>", ("<p>Ana</p>",)),
        (ROLE + '<p data-try="1 2">x</p>', (
            '<div class="a"><b>Ana</b><i>guitar <b>solo</b></i><img src="x"> end</div><p>x</p>',
            '<div class="a"><b>Ana</b><img src="x"> end</div><p>x</p>',
        )),
        ('<p data-try="2">b</p><p data-try="1">a</p>', ("<p>a</p>", "<p>b</p>")),
        ('<p data-try="1"><p data-try="2">never</p>a</p><p data-try="2">b</p>', ("<p>a</p>", "<p>b</p>")),
        ('<img data-try="1" src="x">y<p data-try="2">b</p>', ('<img src="x">y', "y<p>b</p>")),
        ('<p data-try="10">c</p><p data-try="9">b</p>', ("<p>b</p>", "<p>c</p>")),
    ],
)  # fmt: skip
def test_each_try_is_the_markup_without_what_is_shown_in_others_alone(markup: str, found: tuple[str, ...]) -> None:
    assert tries(markup) == found


TEMPLATE = """\
<div class="all">
  <div class="one" data-try="1 2">{{ name }}</div>
  <div class="two" data-try="1">{{ role }}</div>
  <div class="one" data-try="3">{{ name.split(" ")[0] }}</div>
</div>
"""
STYLE = """\
.all { width: 300px; height: 90px; }
.one { font-size: calc(40px * var(--fit)); line-height: 1.2; }
.two { font-size: 30px; }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("themes")
    (folder / "mine").mkdir()
    tag = "name_tag: {kind: still, smallest: 80, box: canvas}"
    for name, text in {
        "theme.yaml": f"title: Mine\nextends: paper\ncards:\n  {tag}\n", "name_tag.html": TEMPLATE, "name_tag.css": STYLE,
    }.items():  # fmt: skip
        (folder / "mine" / name).write_text(text)
    return folder


@pytest.mark.parametrize(
    ("name", "role", "shown"),
    [
        ("Ana", "guitar", {"Ana", "guitar"}),
        ("Ana", "second soprano and field recordings of rain", {"Ana"}),  # three lines would be needed
        ("Ana Konstantinopoulou-Papadopoulos of Thessaloniki", "guitar", {"Ana"}),
    ],
)
def test_what_has_no_room_is_left_out(name: str, role: str, shown: set[str], folder: Path) -> None:
    drawing = describe(
        themes.load("mine", (folder,)), "name_tag", {"name": name, "role": role}, width=1920, height=1080, rate=Fraction(24),
        frames=1,
    )  # fmt: skip
    assert {text for text, *_ in painter(drawing).runs()} == shown


def test_where_not_even_the_last_try_fits_it_is_told(folder: Path) -> None:
    drawing = describe(
        themes.load("mine", (folder,)), "name_tag", {"name": "Konstantinopoulouwitsch-Papadopoulos"}, width=1920, height=1080,
        rate=Fraction(24), frames=1,
    )  # fmt: skip
    with pytest.raises(CardFault, match="Konstantinopoulouwitsch"):
        painter(drawing)
