"""Plain text: a line is a caption's, an empty one parts blocks; what has times, or is another format, is no plain text."""

from __future__ import annotations

import pytest

from pipeline.captions import CaptionFault, EncodingFault, read_file
from pipeline.captions.plain_text import TextLine, is_text, read


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_each_line_is_one_and_empty_ones_part_blocks(ending: str, mark: str) -> None:
    text = mark + ending.join(["", "  Who stays home?", "We all do.\t", " ", "", "On Friday.", ""])
    assert read(text.encode(), "talk.txt") == (
        TextLine("Who stays home?", 2), TextLine("We all do.", 3), TextLine("On Friday.", 6, is_block=True),
    )  # fmt: skip


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig"])
def test_a_byte_order_mark_says_the_encoding(codec: str) -> None:
    assert [line.text for line in read("Señor\nmañana\n".encode(codec), "talk.txt")] == ["Señor", "mañana"]


def test_an_encoding_is_declared_and_never_guessed() -> None:
    old = "Señor\n".encode("windows-1252")
    assert read(old, "talk.txt", "windows-1252")[0].text == "Señor"
    with pytest.raises(EncodingFault, match=r"talk\.txt is not UTF-8"):
        read(old, "talk.txt")
    with pytest.raises(EncodingFault, match="holds a zero byte"):
        read(b"a\0b\n", "talk.txt")


@pytest.mark.parametrize("line", [
    "0:05", "[0:05] Hello", "(00:01:02) Hello", "00:01:02.500", "[01:02]", "00:00:01,000 -> 00:00:02,000",
    "00:01.000 – 00:02.000",
])  # fmt: skip
def test_times_are_no_words(line: str) -> None:
    with pytest.raises(CaptionFault) as caught:
        read(f"Hello.\n{line}\nAnd so on.\n{line}\n".encode(), "talk.txt")
    told = caught.value
    assert (told.line, [other.line for other in told.others]) == (2, [4])
    assert "is a time, and a plain text has none" in told.message


@pytest.mark.parametrize("line", [
    "10:30 is when we meet.", "It was 10:30", "(it is 10:30)", "John 3:16", "2:1, we won", "[laughs] 5", "1999", "3.", "a --> b",
])  # fmt: skip
def test_a_time_of_day_and_a_number_are_words(line: str) -> None:
    assert [one.text for one in read(line.encode(), "talk.txt")] == [line.replace("-->", "→")]


@pytest.mark.parametrize(("text", "told"), [
    ("WEBVTT\n\n00:01.000 --> 00:02.000\na\n", r"begins as WebVTT does: let its name end in \.vtt"),
    ("1\n00:00:01,000 --> 00:00:02,000\na\n", r"begins as SubRip does: let its name end in \.srt"),
    ("[00:01.00]a\n", r"begins as lyrics does: let its name end in \.lrc"),
])
def test_a_file_of_another_format_is_told_its_name(text: str, told: str) -> None:
    with pytest.raises(CaptionFault, match=told):
        read(text.encode(), "talk.txt")


def test_a_character_that_no_caption_may_hold_is_told_at_its_line() -> None:
    with pytest.raises(CaptionFault) as caught:
        read(b"good\nbad\x07\n", "talk.txt")
    assert (caught.value.line, "U+0007" in caught.value.message) == (2, True)


def test_it_is_known_by_its_name_and_has_no_times_of_its_own() -> None:
    names = ("a.txt", "b.TXT", "c.text", "d.srt", "e.md", "txt")
    assert [name for name in names if is_text(name)] == ["a.txt", "b.TXT", "c.text"]
    for name in ("talk.txt", "talk.md"):
        with pytest.raises(CaptionFault, match=r"has no times, .* as \.txt, in the `captions` of the film or voice that says it"):
            read_file(b"one\ntwo\n", name)
