"""Direction, Han shapes, emoji and glyph coverage, against facts that other software knows."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from pipeline.cards import coverage, emoji, fonts, script


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana", "ltr"),
        ("فاطمة", "rtl"),
        ("יעל (guitar)", "rtl"),
        ("(2026) שלום", "rtl"),
        ("Amal أمل", "ltr"),
        ("2026", "ltr"),
        ("", "ltr"),
        ("👍 سلام", "rtl"),
    ],
)
def test_direction_is_that_of_the_first_strong_character(text: str, expected: str) -> None:
    assert script.direction(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("… سلام.", "\u200f… سلام.\u200f"),
        ("3 שלום", "\u200f3 שלום"),
        ("سلام 3", "سلام 3"),
        ("… and more.", "… and more."),
        ("", ""),
    ],
)
def test_a_full_stop_stays_with_a_text_that_runs_to_the_left(text: str, expected: str) -> None:
    assert script.together(text) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("高橋 さくら", "en", "ja"),
        ("김민준", "en", "ko"),
        ("张伟", "en", "zh-Hans"),
        ("張偉", "zh-Hant", "zh-Hant"),
        ("高橋", "ja", "ja"),
        ("Ana", "pt-BR", "pt-BR"),
    ],
)
def test_han_follows_the_text_and_then_the_episode(text: str, language: str, expected: str) -> None:
    assert script.han_language(text, language) == expected


@pytest.mark.parametrize(
    ("text", "pictures"),
    [
        ("Ana 👩🏽‍🚀!", ["1f469-1f3fd-200d-1f680"]),
        ("🇧🇷🇨🇱", ["1f1e7-1f1f7", "1f1e8-1f1f1"]),
        ("👍🏾", ["1f44d-1f3fe"]),
        ("1️⃣", ["31-20e3"]),
        ("❤️ and ❤", ["2764"]),
        ("👨‍👩‍👧‍👦", ["1f468-200d-1f469-200d-1f467-200d-1f466"]),
        ("🏴󠁧󠁢󠁷󠁬󠁳󠁿", ["1f3f4-e0067-e0062-e0077-e006c-e0073-e007f"]),
        ("№ 7 © 2026 → ☎︎", []),
        ("12 #1 *", []),
        ("🎸🥁", ["1f3b8", "1f941"]),
    ],
)
def test_emoji_are_found_as_whole_sequences(text: str, pictures: list[str]) -> None:
    found = [name for part, is_emoji in script.emoji_runs(text) if is_emoji for name, _, _ in emoji.pictures(part)]
    assert found == pictures


@given(st.text())
def test_splitting_for_emoji_loses_nothing(text: str) -> None:
    assert "".join(part for part, _ in script.emoji_runs(text)) == text


def _shown(font: ImageFont.FreeTypeFont, character: str) -> bytes:
    picture = Image.new("L", (96, 96))
    ImageDraw.Draw(picture).text((16, 16), character, font=font, fill=255)
    return picture.tobytes()


@pytest.mark.parametrize(
    ("file", "has", "lacks"),
    [
        ("NotoSans[wght].ttf", "AéỄжΩ", "אب山"),
        ("NotoSansArabic[wght].ttf", "بهڤ", "Жא"),
        ("NotoSansHebrew[wght].ttf", "אש", "بЖ"),
        ("NotoSansDevanagari[wght].ttf", "कक्ष"[:1], "ক"),
        ("NotoSansThai[wght].ttf", "กฐ", "ក"),
    ],
)
def test_coverage_agrees_with_what_freetype_draws(file: str, has: str, lacks: str) -> None:
    path = fonts.text_font().path.parent / file
    cover, font = coverage.of_file(path), ImageFont.truetype(str(path), 40)
    box = _shown(font, "\U000efff0")  # no font has it: the box for a missing glyph
    for character in has:
        assert _shown(font, character) != box
        assert character in cover
    for character in lacks:
        assert _shown(font, character) == box
        assert character not in cover


def test_a_collection_of_fonts_is_read() -> None:
    found, missing = fonts.needed("山さ김张", ())
    assert [font.family for font in found] == ["Noto Sans CJK"]
    assert missing == ""


def test_fonts_come_in_one_order_and_what_none_has_is_told() -> None:
    one, _ = fonts.needed("กאক", ())
    other, _ = fonts.needed("কกא", ())
    assert one == other
    assert fonts.needed("a𐎀b𒀀", ())[1] == "𐎀𒀀"


def test_what_is_no_font_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.ttf"
    path.write_bytes(b"Dear all, please find attached" * 10)
    with pytest.raises(ValueError, match=r"letter\.ttf is not a TrueType"):
        coverage.of_file(path)
    path = tmp_path / "cut.ttf"
    path.write_bytes(fonts.text_font().path.read_bytes()[:300])
    with pytest.raises(ValueError, match=r"cut\.ttf"):
        coverage.of_file(path)
    path = tmp_path / "nothing.ttf"
    path.touch()
    with pytest.raises(ValueError, match=r"nothing\.ttf is empty"):
        coverage.of_file(path)


def test_letters_that_join_are_known_by_their_script() -> None:
    joined = [character for character in "aéЖΩ한字กकبאதய" if script.is_joined(character)]
    assert [unicodedata.name(character).split()[0] for character in joined] == [
        "THAI",
        "DEVANAGARI",
        "ARABIC",
        "HEBREW",
        "TAMIL",
        "TAMIL",
    ]


def test_a_sign_that_no_font_has_becomes_a_picture_where_there_is_one() -> None:
    assert list(script.emoji_runs("a ☘ b", lambda sign: True)) == [("a ", False), ("☘", True), (" b", False)]
    assert list(script.emoji_runs("a ☘ b", lambda sign: False)) == [("a ☘ b", False)]
