"""Files of captions in another encoding than UTF-8: declared where they are named, wherever that is; never guessed in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.segments.captioned import cut, mistakes, shown


def raw(text: str, encoding: str) -> str:
    """Return a file of captions of one caption, a text in an encoding, as `ShowFolder` writes its bytes."""
    return f"1\n00:00:02,000 --> 00:00:04,000\n{text}\n".encode(encoding).decode("utf-8", "surrogateescape")


OLD = raw("Se\u00f1or \u2013 ma\u00f1ana", "windows-1252")
NAMED = {
    "a segment": "  - card: One\n    length: 6\n    captions: {en: %s}\n",
    "a segment, in the episode's language": "  - card: One\n    length: 6\n    captions: %s\n",
    "a clip": "  - clip: One\n    file: home/street.mp4\n    length: 6\n    captions: {en: %s}\n",
    "a film": "  - docu-short: One\n    clips:\n      - {file: home/street.mp4, length: 6, captions: {en: %s}}\n",
    "a sound": "  - card: One\n    length: 6\n    bed: {file: poems/letter.wav, captions: {en: %s}}\n",
}


@pytest.mark.parametrize("where", NAMED)
def test_an_encoding_is_declared_wherever_captions_are_named(tmp_path: Path, where: str) -> None:
    timeline, told = cut(tmp_path, NAMED[where] % "{file: home/old.srt, encoding: windows-1252}", old__srt=OLD)
    assert [text for _, _, text in shown(timeline)] == ["Se\u00f1or \u2013 ma\u00f1ana"]
    assert not [line for line in told if "old.srt" in line]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("Windows-1251", "Привет"), ("cp1250", "Žluťoučký"), ("shift_jis", "こんにちは"), ("gb18030", "你好"),
     ("windows-874", "สวัสดี"), ("macintosh", "déjà"), ("utf-16-le", "Hello"), ("iso-2022-jp", "日本")],
)  # fmt: skip
def test_any_encoding_of_the_list_is_read_whatever_its_case(tmp_path: Path, encoding: str, text: str) -> None:
    written = raw(text, {"windows-874": "cp874"}.get(encoding, encoding))
    timeline, _ = cut(tmp_path, NAMED["a segment"] % f"{{file: home/old.srt, encoding: {encoding}}}", old__srt=written)
    assert [said for _, _, said in shown(timeline)] == [text]


def test_a_file_that_is_no_utf8_is_told_with_the_field_that_reads_it_and_the_word_it_would_read(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, NAMED["a segment"] % "home/old.srt", old__srt=OLD)
    assert told == (
        "5:20: home/old.srt, line 3: home/old.srt is not UTF-8 (byte 0xf1); save it as UTF-8; "
        "or write {file: home/old.srt, encoding: windows-1252}, if this word there is right: Se\u00f1or"
    )


@pytest.mark.parametrize(
    ("language", "text", "encoding", "word"),
    [("ru", "Да, привет всем", "windows-1251", "Да,"), ("ja", "犬 です", "shift_jis", "犬"), ("zh-Hant", "你好", "big5", "你好"),
     ("th", "สวัสดี", "windows-874", "สวัสดี"), ("ru", "it’s Ã", "windows-1251", "it’s"),
     ("pl", "Śnię o źródle", "windows-1250", "Śnię"), ("hu", "„jó” ő", "windows-1250", "„jó”"),
     ("el", "Άρης και ’λλος “ναι”", "windows-1253", "Άρης"), ("en", "Hello", "utf-16-le", "Hello"),
     ("ar", "مرحبا", "utf-16-be", "مرحبا")],
)  # fmt: skip
def test_the_language_says_which_encoding_a_file_may_have(
    tmp_path: Path, language: str, text: str, encoding: str, word: str
) -> None:
    written = raw(text, {"windows-874": "cp874"}.get(encoding, encoding) if "Ã" not in text else "windows-1252")
    (told,) = mistakes(tmp_path, f"  - card: One\n    length: 6\n    captions: {{{language}: home/old.srt}}\n", old__srt=written)
    assert told.endswith(f"encoding: {encoding}}}, if this word there is right: {word}")


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("klingon", "'klingon' is no encoding that captions may have; write the name of one, such as windows-1252"),
        ("windows1252", "'windows1252' is no encoding that captions may have; did you mean 'windows-1252'?"),
        ("ansi", "'ansi' is no encoding that captions may have; did you mean 'windows-1252'?"),
        ("utf-7", "'utf-7' is no encoding that captions may have; did you mean 'utf-8'?"),
        ("unicode_escape", "'unicode_escape' is no encoding that captions may have"),
    ],
)
def test_what_is_no_encoding_is_told_at_it(tmp_path: Path, encoding: str, told: str) -> None:
    (line,) = mistakes(tmp_path, NAMED["a segment"] % f"{{file: home/old.srt, encoding: {encoding}}}", old__srt=OLD)
    assert line.startswith(f"5:51: {told}")


def test_bytes_that_the_declared_encoding_lacks_are_told_at_the_files_line(tmp_path: Path) -> None:
    japanese = raw("\u65e5\u672c\u8a9e", "shift_jis")
    (line,) = mistakes(tmp_path, NAMED["a segment"] % "{file: home/old.srt, encoding: utf-8}", old__srt=japanese)
    assert line.startswith("5:51: home/old.srt, line 3: home/old.srt is not utf-8 (byte 0x93)")


def test_controls_in_the_place_of_quotation_marks_are_no_text(tmp_path: Path) -> None:
    (line,) = mistakes(tmp_path, NAMED["a segment"] % "{file: home/old.srt, encoding: latin-1}", old__srt=OLD)
    assert "line 3: home/old.srt has U+0096, a control character, where it is read as latin-1" in line


def test_an_encoding_declared_for_what_is_utf8_is_doubted(tmp_path: Path) -> None:
    utf8 = raw("Se\u00f1or", "utf-8")
    timeline, told = cut(tmp_path, NAMED["a segment"] % "{file: home/old.srt, encoding: windows-1252}", old__srt=utf8)
    assert [text for _, _, text in shown(timeline)] == ["Se\u00c3\u00b1or"]
    assert (
        "5:51: warning: home/old.srt is declared as windows-1252, and is UTF-8: there stands 'Se\u00f1or', "
        "which is read as 'Se\u00c3\u00b1or'; remove `encoding` if it is wrong"
    ) in told


def test_a_byte_order_mark_is_believed_before_what_is_declared_and_that_is_told(tmp_path: Path) -> None:
    marked = raw("Se\u00f1or", "utf-8-sig")
    timeline, told = cut(tmp_path, NAMED["a segment"] % "{file: home/old.srt, encoding: windows-1252}", old__srt=marked)
    assert [text for _, _, text in shown(timeline)] == ["Se\u00f1or"]
    assert any("begins with the mark of UTF-8, and is read as that, not as windows-1252" in line for line in told)


def test_a_field_that_there_is_not_is_told(tmp_path: Path) -> None:
    (line,) = mistakes(tmp_path, NAMED["a segment"] % "{file: home/old.srt, encodin: utf-8}", old__srt=OLD)
    assert line.startswith("5:41: unknown field 'encodin'; did you mean 'encoding'?")


def test_what_is_wrong_besides_the_encoding_is_told_at_the_file(tmp_path: Path) -> None:
    (line,) = mistakes(tmp_path, NAMED["a segment"] % "{file: home/old.srt, encoding: windows-1252}", old__srt="junk\n\n" + OLD)
    assert line.startswith("5:20: home/old.srt, line 1: home/old.srt begins with 'junk', which belongs to no caption; remove it")
    assert "encoding" not in line


def test_what_is_no_text_of_two_bytes_is_not_said_to_be(tmp_path: Path) -> None:
    (line,) = mistakes(tmp_path, NAMED["a segment"] % "home/old.srt", old__srt=OLD.replace("1", "1\0").replace(OLD[11:], ""))
    assert line.endswith("holds a zero byte; it may be UTF-16 or UTF-32 without its mark; save it as UTF-8")
