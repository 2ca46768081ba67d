"""Italics of captions that are drawn: those of the face where it has some, else slanted letters. Measured on pixels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.cards import theme as themes
from pipeline.cards.draw import painter
from pipeline.cards.model import Theme
from pipeline.cards.styled import styled
from tests.cards.samples import drawing


def brightness(theme: Theme, **fields: Any) -> np.ndarray:
    """Return how bright a caption is, rows by columns: its letters are bright, its plate is dark."""
    given = drawing(theme, "caption", 1280, 720, fields)
    _, _, width, height = given.box
    pixels = np.frombuffer(painter(given).raw(0), np.uint8).reshape(height, width, 4).astype(float)
    return pixels[:, :, :3].max(axis=2) * pixels[:, :, 3] / 255


def lean(theme: Theme, italics: list[dict[str, int]]) -> float:
    """Return how far the tops of a line of strokes stand to the right of their feet, in pixels."""
    bright = np.clip(brightness(theme, text="lllll", italics=italics) - 120, 0, None)
    rows = np.flatnonzero(bright.sum(axis=1) > 120)
    columns = np.arange(bright.shape[1])
    upper, lower = ((bright[row] * columns).sum() / bright[row].sum() for row in (rows[3], rows[-4]))
    return float(upper - lower)


@pytest.mark.parametrize("name", themes.names())
def test_what_is_italic_leans(name: str) -> None:
    theme = themes.load(name)
    assert abs(lean(theme, [])) < 0.5
    assert lean(theme, [{"begin": 0, "end": 5}]) > 3


def test_letters_of_a_face_without_italics_are_slanted(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours/theme.yaml").write_text("title: Ours\nextends: signal\n")
    (tmp_path / "ours/caption.css").write_text(".line { font-family: Archivo; }\n")
    theme = themes.load("ours", (tmp_path,))
    assert abs(lean(theme, [])) < 0.5
    assert lean(theme, [{"begin": 0, "end": 5}]) > 2


def test_only_the_words_that_are_italic_change() -> None:
    theme = themes.load("create-together")
    text = "oo nn\nuu"
    plain, there = (brightness(theme, text=text, italics=given) for given in ([], [{"begin": 3, "end": 5}]))
    half = plain.shape[0] * 2 // 3
    changed = np.abs(plain - there) > 40
    assert changed.any()
    assert not changed[half:].any(), "the second line is as it was"


def test_arabic_stays_upright() -> None:
    theme = themes.load("create-together")
    plain, there = (brightness(theme, text="أنا هنا", italics=given) for given in ([], [{"begin": 0, "end": 7}]))
    assert (plain == there).all()


def test_italics_go_on_over_a_line_and_hold_nothing_that_is_markup() -> None:
    lines = list(styled("a <b\nc & d", [{"begin": 2, "end": 6}]))
    i = '<i style="font-style:italic">'
    assert [line.text for line in lines] == ["a <b", "c & d"]
    assert [str(line.markup) for line in lines] == [f"a {i}&lt;b</i>", f"{i}c</i> &amp; d"]
