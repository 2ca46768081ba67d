from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from pipeline.captions import Caption, CaptionFault, read, write_vtt
from tests.captions.strategies import captions

TWO = "WEBVTT\n\n00:01.000 --> 00:00:02.000\none\n\n00:00:03.000 --> 00:04.000\ntwo\n"
BOTH = (Caption(Fraction(1), Fraction(2), "one"), Caption(Fraction(3), Fraction(4), "two"))


@pytest.mark.parametrize("content", [
    TWO,
    "\ufeff" + TWO,
    TWO.replace("WEBVTT", "WEBVTT - made by hand\nKind: captions"),
    TWO.replace("\n", "\r\n"),
    TWO.replace("\n", "\r"),
    TWO.replace("02.000\n", "02.000 align:start line:80% position:10%,line-left\n"),
    TWO.replace("00:01.000", "an identifier\n00:01.000"),
    TWO.replace("WEBVTT\n", "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:fred\n\nNOTE\nmany\nlines\n\nNOTE one line\n"),
    TWO.replace("one", "<v.loud Roger Bingham>one</v>"),
    TWO.replace("one", "<c.yellow.bg_blue><i>o</i><00:00:01.500>n<b>e</b></c>"),
    TWO.replace("one\n\n", "one\n \n"),
    TWO.replace("one\n\n", "one\n \t\na name\n"),
    TWO.replace("one\n", " \none<00:00:01.400><c></c>\n"),
    TWO.replace("one\n", "one\n \n"),
    TWO.replace("one\n\n", "one\n\n00:00:02.000 --> 00:00:02.010\n \n\n"),
    TWO.strip(),
], ids=["plain", "bom", "header", "crlf", "cr", "settings", "identifier", "blocks", "voice", "classes",
        "blanks between", "blanks and an identifier", "blanks before",
        "blanks after", "nothing but blanks", "no end"])
def test_every_layout_of_a_good_file_gives_the_same_captions(content: str) -> None:
    assert read(content.encode(), "a.vtt") == BOTH


@pytest.mark.parametrize(("written", "meant"), [
    ("R&amp;D &lt;i&gt; &#128512;", "R&D <i> 😀"),
    ("1 < 2 > 0", "1 < 2 > 0"),
    ("<ruby>漢<rt>かん</rt></ruby>字", "漢(かん)字"),
    ("<lang en-GB>colour</lang>", "colour"),
    ("a --&gt; b", "a → b"),
    ("&lrm;a", "\u200ea"),
])
def test_entities_are_read_and_tags_go(written: str, meant: str) -> None:
    assert [c.text for c in read(TWO.replace("one", written).encode(), "a.vtt")] == [meant, "two"]


@pytest.mark.parametrize(("old", "new", "line", "message"), [
    ("WEBVTT\n", "WEBVTTX\n", 1, "does not begin with WEBVTT"),
    ("WEBVTT\n", "\nWEBVTT\n", 1, "does not begin with WEBVTT"),
    ("WEBVTT\n\n", "WEBVTT\n", 3, "blank line is missing between WEBVTT"),
    ("one\n\n", "one\n", 5, "a blank line is missing before this caption"),
    ("one\n", "one\n\nlost\n", 6, "'lost' belongs to no caption"),
    ("one\n", "one\n\nNOTE\n00:00:02.500 --> 00:00:02.600\nx\n", 7, "a NOTE holds '-->'"),
    ("00:00:03.000", "00:00:03,000x", 6, "is not a time"),
    ("00:00:03.000", "00:00:03.5", 6, "three digits"),
    ("00:00:03.000", "00:00:05.000", 6, "not after its start"),
    ("00:00:03.000", "-00:00:03.000", 6, "below zero"),
    ("two\n", "\n", 6, "no text"),
    ("two\n", "a\x01\n", 7, "U+0001"),
])
def test_each_mistake_is_told_with_its_line(old: str, new: str, line: int, message: str) -> None:
    assert old in TWO
    with pytest.raises(CaptionFault) as caught:
        read(TWO.replace(old, new, 1).encode(), "a.vtt")
    assert (caught.value.line, message in str(caught.value)) == (line, True), str(caught.value)


@settings(deadline=None)
@given(captions())
def test_what_is_written_is_read_again(given_captions: tuple[Caption, ...]) -> None:
    assert read(write_vtt(given_captions).encode(), "x.vtt") == given_captions


@settings(deadline=None)
@given(captions())
def test_brackets_and_entities_in_a_text_are_read_again(given_captions: tuple[Caption, ...]) -> None:
    marked = tuple(sorted(replace(c, text=f"{c.text} <i>&amp; <00:00:01.000> {{x}}") for c in given_captions))
    assert read(write_vtt(marked).encode(), "x.vtt") == marked


def test_it_is_sorted_and_hours_are_written() -> None:
    assert write_vtt([Caption(Fraction(3661), Fraction(3662), "b"), Caption(Fraction(1, 3), Fraction(1), "a")]) == (
        "WEBVTT\n\n00:00:00.333 --> 00:00:01.000\na\n\n01:01:01.000 --> 01:01:02.000\nb\n\n"
    )
