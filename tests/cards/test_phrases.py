"""Texts of East Asia are broken between phrases, as somebody reads them, and never inside of a word."""

from __future__ import annotations

import pytest

from pipeline.captions import phrases
from pipeline.cards import preview
from pipeline.cards import theme as themes
from pipeline.cards.layered import brush_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("小さな台所の歌", ["小さな", "台所の歌"]),
        ("つぎはあなたの番", ["つぎは", "あなたの番"]),
        ("誰かが小さな舟を折った。", ["誰かが", "小さな", "舟を", "折った。"]),
        ("배를 접었습니다", ["배를 ", "접었습니다"]),
        ("Ana 高橋", ["Ana ", "高橋"]),
        (" a b", [" ", "a ", "b"]),
        ("Quelqu’un a dit : commençons", ["Quelqu’un ", "a ", "dit : ", "commençons"]),
        ("", []),
    ],
)
def test_phrases_hold_all_of_a_text_and_no_single_last_character(text: str, parts: list[str]) -> None:
    assert phrases(text) == parts
    assert "".join(parts) == text


def test_a_title_in_japanese_ends_its_lines_between_phrases_and_is_told_as_it_was_written() -> None:
    loaded = themes.load("create-together")
    fields = {"kind": "music", "title": "小さな台所の歌"}
    drawing = preview.drawing_of(loaded, "interstitial", fields, 480, 270, (), "en")
    lines: dict[int, str] = {}
    for text, _, top, _, high in brush_of(drawing).runs():
        line = round(top + high / 2) // 20
        lines[line] = lines.get(line, "") + text
    assert [text for _, text in sorted(lines.items())] == ["小さな", "台所の歌"]
