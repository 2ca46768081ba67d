from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.captions import Caption, CaptionFault, Mark, Note, Place, Word, read, read_file, write_vtt
from tests.captions.strategies import REGIONS, captions, marked

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
    TWO.replace("one\n", " \none<00:00:01.400><c></c>\n"),
    TWO.replace("one\n", "one\n \n"),
    TWO.replace("one\n\n", "one\n\n00:00:02.000 --> 00:00:02.010\n \n\n"),
    TWO.strip(),
], ids=["plain", "bom", "header", "crlf", "cr", "settings", "identifier", "blocks", "voice", "classes",
        "blanks between", "blanks before",
        "blanks after", "nothing but blanks", "no end"])
def test_every_layout_of_a_good_file_gives_the_same_captions(content: str) -> None:
    found = read(content.encode(), "a.vtt")
    assert [(c.start, c.end, c.text) for c in found] == [(c.start, c.end, c.text) for c in BOTH]


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
    ("one\n\n", "one\n2\n", 5, "a blank line is missing before this caption; '2' would be shown"),
    ("one\n\n", "one\n \t\na name\n", 6, "the line above holds blanks, so 'a name' belongs to the caption before"),
    ("one\n", "one\n\nlost\n", 6, "'lost' belongs to no caption"),
    ("one\n", "one\n\nNOTE\n00:00:02.500 --> 00:00:02.600\nx\n", 7, "a NOTE holds '-->'"),
    ("00:00:03.000", "00:00:03,000x", 6, "is not a time"),
    ("00:00:03.000", "00:00:03.5", 6, "three digits"),
    ("00:00:03.000", "00:00:05.000", 6, "not after its start"),
    ("00:00:03.000", "-00:00:03.000", 6, "below zero"),
    ("two\n", "a\x01\n", 7, "U+0001"),
])
def test_each_mistake_is_told_with_its_line(old: str, new: str, line: int, message: str) -> None:
    assert old in TWO
    with pytest.raises(CaptionFault) as caught:
        read(TWO.replace(old, new, 1).encode(), "a.vtt")
    assert (caught.value.line, message in str(caught.value)) == (line, True), str(caught.value)


@settings(deadline=None, max_examples=40)
@given(captions())
def test_what_is_written_is_read_again(given_captions: tuple[Caption, ...]) -> None:
    assert read(write_vtt(given_captions).encode(), "x.vtt") == given_captions


@settings(deadline=None, max_examples=40)
@given(captions())
def test_brackets_and_entities_in_a_text_are_read_again(given_captions: tuple[Caption, ...]) -> None:
    marked = tuple(sorted(replace(c, text=f"{c.text} <i>&amp; <00:00:01.000> {{x}}") for c in given_captions))
    assert read(write_vtt(marked).encode(), "x.vtt") == marked


def test_it_is_sorted_and_hours_are_written() -> None:
    assert write_vtt([Caption(Fraction(3661), Fraction(3662), "b"), Caption(Fraction(1, 3), Fraction(1), "a")]) == (
        "WEBVTT\n\n00:00:00.333 --> 00:00:01.000\na\n\n01:01:01.000 --> 01:01:02.000\nb\n\n"
    )


@settings(deadline=None, max_examples=25)
@given(st.lists(marked(), max_size=4).map(sorted).map(tuple))
def test_marks_words_places_and_regions_are_read_again(given_captions: tuple[Caption, ...]) -> None:
    notes = (Note("first of\nall", 0), Note("last", len(given_captions)))
    style = "::cue(b) {\n  color: red\n}"
    written = write_vtt(given_captions, styles=[style], regions=REGIONS, notes=notes)
    found = read_file(written.encode(), "x.vtt")
    assert found.captions == given_captions
    assert (found.styles, found.regions, found.notes, found.notices) == ((style,), REGIONS, notes, ())


def one(text: str, head: str = "WEBVTT\n\n", settings_said: str = "") -> Caption:
    (caption,) = read(f"{head}00:01.000 --> 00:02.000 {settings_said}\n{text}\n".encode(), "a.vtt")
    return caption


def test_who_speaks_is_kept_and_how() -> None:
    caption = one("<v.loud Roger  Bingham>We <i>are</i> here</v>\n<v Neil>now")
    assert caption.text == "We are here\nnow"
    assert caption.speakers == ("Roger Bingham", "Neil")
    assert caption.marks == (
        Mark(0, 11, "voice", "Roger Bingham"), Mark(0, 11, "class", "loud"), Mark(3, 6, "italic"), Mark(12, 15, "voice", "Neil"))


def test_the_times_of_words_are_kept_where_they_make_sense() -> None:
    caption = one("a <00:01.250>b <00:00:01.500>c <00:01.400>d <00:09.000>e")
    assert caption.text == "a b c d e"
    assert caption.words == (Word(2, Fraction(5, 4)), Word(4, Fraction(3, 2)))


@pytest.mark.parametrize(("said", "place"), [
    ("line:80% align:start", Place(line=Fraction(80), align="start")),
    ("line:-2,end position:10%,line-left size:50%", Place(Fraction(-2), True, "end", Fraction(10), "line-left", Fraction(50))),
    ("vertical:rl line:0", Place(Fraction(0), True, vertical="rl")),
    ("position:12.5% size:100%", Place(position=Fraction(25, 2))),
    ("region:fred align:left", Place(align="left", region="fred")),
    ("region:fred line:1", Place(Fraction(1), True)),
])
def test_places_are_kept(said: str, place: Place) -> None:
    assert one("x", "WEBVTT\n\nREGION\nid:fred lines:2\n\n", said).place == place


@pytest.mark.parametrize("said", ["line:101%", "line:x", "line:1,left", "position:5", "align:middle", "region:bill", "a:b"])
def test_a_setting_that_browsers_do_not_heed_is_told(said: str) -> None:
    found = read_file(f"WEBVTT\n\n00:01.000 --> 00:02.000 {said}\nx\n".encode(), "a.vtt")
    assert found.captions[0].place == Place()
    assert [(notice.line, said in notice.message) for notice in found.notices] == [(3, True)]


def test_what_stands_between_captions_is_kept() -> None:
    found = read_file(
        b"WEBVTT\nLanguage: pt-BR\n\nSTYLE\n::cue { color: red }\n\nNOTE a\nb\n\n00:03.000 --> 00:04.000\nlater\n\nNOTE c\n\n"
        b"00:01.000 --> 00:02.000\nsooner\n\nNOTE\nd\n", "a.vtt",
    )
    assert [c.text for c in found.captions] == ["sooner", "later"]
    assert found.styles == ("::cue { color: red }",)
    assert found.notes == (Note("a\nb", 1), Note("c", 0), Note("d", 2))
    assert (found.language, [(one.line, one.message[:33]) for one in found.notices]) == (
        "pt-BR", [(15, "this caption begins before the on")])
