"""Titles set line by line to one measure: as wide as each other on the picture, whole, in order, and no larger than asked for."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cards import bars
from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.draw import Painter, painter
from pipeline.cards.fault import CardFault

SHEET = "title: Ours\nextends: signal\ncards:\n  billing: {kind: still, seconds: 2, box: canvas, fields: {title: }}\n"
CSS = ".place { position: absolute; left: 96px; top: 200px; width: 1728px; } .place .title { max-height: none; }\n"
TITLE = '<div class="display title barred"{{ bars(title, 1728, 640, 330) }} {{ script(title) }}>{{ title }}</div>'
HTML = f'<div class="place">{TITLE}</div>\n'


def drawn(folder: Path, title: str, *, html: str = HTML, language: str = "en", height: int = 540) -> Painter:
    (folder / "ours").mkdir(exist_ok=True)
    for name, text in {"theme.yaml": SHEET, "billing.css": CSS, "billing.html": html}.items():
        (folder / "ours" / name).write_text(text, encoding="utf-8")
    theme = themes.load("ours", (folder,))
    fields = {"title": title}
    size = {"width": height * 16 // 9, "height": height}
    return painter(describe(theme, "billing", fields, **size, rate=Fraction(24), frames=24, language=language))


def inked(brush: Painter, height: int = 540) -> list[tuple[int, int]]:
    """The first and last column, in design pixels, of what each line draws: lines are told apart by rows without ink."""
    pixels = np.frombuffer(brush.raw(brush.rest), np.uint8).reshape(height, -1, 4)[:, :, 3] > 128
    found, rows = [], np.flatnonzero(pixels.any(axis=1))
    for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
        columns = np.flatnonzero(pixels[run].any(axis=0))
        found.append((int(columns[0] * 1080 / height), int(columns[-1] * 1080 / height)))
    return found


@pytest.mark.parametrize("title", ["Three kitchens one song", "The lighthouse on the telephone that winter", "Kitchen Table"])
def test_every_line_is_as_wide_as_the_measure(tmp_path: Path, title: str) -> None:
    brush = drawn(tmp_path, title)
    assert " ".join(text for text, *_ in brush.runs()) == title.upper()
    lines = inked(brush)
    assert len(lines) == len(brush.runs())
    for left, right in lines:  # letters have room of their own beside them: up to a tenth of their size
        assert 96 <= left <= 96 + 26
        assert 96 + 1728 - 26 <= right <= 96 + 1728


@pytest.mark.parametrize(("title", "language", "shown"), [
    ("ışık istasyonu", "tr", "IŞIK İSTASYONU"), ("straße", "de", "STRASSE"), ("a < b & c", "en", "A < B & C"),
])  # fmt: skip
def test_capitals_are_those_of_the_language_and_signs_stay_signs(tmp_path: Path, title: str, language: str, shown: str) -> None:
    assert " ".join(text for text, *_ in drawn(tmp_path, title, language=language).runs()) == shown


@pytest.mark.parametrize("title", ["रसोई की मेज़", "Кухонный стол", "台所のテーブル", "Ana 👩🏽‍🚀"])
def test_a_title_in_other_letters_than_the_face_has_is_left_as_it_is(tmp_path: Path, title: str) -> None:
    marked = '<div class="place"><div class="title"{{ bars(title, 1728, 640) }}>{{ title }}</div></div>\n'
    text = "".join(text for text, *_ in drawn(tmp_path, title, html=marked).runs())
    assert text.replace(" ", "") == title.split(" 👩")[0].replace(" ", "")


@pytest.mark.parametrize("asked", ["0, 640", "1728, -1", "1728, 640, 0", "1728, 640, 300, 2000"])
def test_a_measure_that_cannot_be_is_told_at_its_line(tmp_path: Path, asked: str) -> None:
    with pytest.raises(CardFault, match="lines of") as raised:
        drawn(tmp_path, "A", html=f'<div class="title"{{{{ bars(title, {asked}) }}}}>{{{{ title }}}}</div>\n')
    assert str(raised.value.where) == "templates/ours/billing.html:1:1"


def even(text: str, width: float) -> float:
    """A face whose letters are all alike, and as wide as its width says."""
    return len(text) * 0.5 * width / 100


@given(
    words=st.lists(st.text("abcÉÑ", min_size=1, max_size=14), min_size=1, max_size=16),
    measure=st.integers(300, 1800), height=st.integers(150, 900), most=st.integers(100, 400),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_lines_hold_all_words_in_order_within_the_place(words: list[str], measure: int, height: int, most: int) -> None:
    found = bars.lines(" ".join(words), even, measure, height, most)
    assert [word for line in found for word in line.text.split()] == words
    assert sum(line.leading for line in found) <= height * 1.001
    for line in found:
        assert even(line.text, line.width) * line.size <= measure * 1.001
        assert line.size <= most * 1.001
        assert bars.NARROWEST <= line.width <= bars.WIDEST
    assert max(line.size for line in found) <= 1.42 * min(line.size for line in found)


def test_a_line_with_marks_above_its_capitals_keeps_off_the_line_before() -> None:
    plain, marked = bars.lines("ABC", even, 900, 900, 200)[0], bars.lines("ÉÑC", even, 900, 900, 200)[0]
    assert marked.leading > 1.2 * plain.leading


def test_an_empty_title_is_no_line() -> None:
    assert bars.lines("  ", even, 900, 900, 200) == ()
