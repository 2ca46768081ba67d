from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.captions import Caption, CaptionFault, Mark, read, read_file, write_srt, write_vtt
from tests.captions.strategies import captions

TWO = "1\n00:00:01,000 --> 00:00:02,000\none\n\n2\n00:00:03,000 --> 00:00:04,000\ntwo\n"
ONE, OTHER = Caption(Fraction(1), Fraction(2), "one"), Caption(Fraction(3), Fraction(4), "two")


def texts(content: str | bytes) -> list[str]:
    return [c.text for c in read(content if isinstance(content, bytes) else content.encode(), "a.srt")]


@pytest.mark.parametrize("content", [
    TWO.encode(),
    b"\xef\xbb\xbf" + TWO.encode(),
    TWO.encode("utf-16"),
    b"\xfe\xff" + TWO.encode("utf-16-be"),
    TWO.replace("\n", "\r").encode(),
    TWO.replace("\n", "\r\n").encode(),
    TWO.replace("1\n0", "0").replace("2\n0", "0").encode(),
    TWO.replace("\n\n", "\n").encode(),
    TWO.replace("\n\n", "\n\n\n \n").encode(),
    TWO.replace(",000", ".000").encode(),
    TWO.replace("2,000\n", "2,000 X1:1 X2:2 Y1:1 Y2:2\n").encode(),
    TWO.strip().encode(),
    TWO.replace("1\n0", "9\n0").replace("2\n0", "7\n0").encode(),
], ids=["plain", "bom", "utf-16-le", "utf-16-be", "cr", "crlf", "no index", "no blank between", "many blanks", "points",
        "positions", "no end", "wrong index"])
def test_every_layout_of_a_good_file_gives_the_same_captions(content: bytes) -> None:
    assert read(content, "a.srt") == (ONE, OTHER)


def test_a_blank_line_inside_a_caption_loses_nothing() -> None:
    assert texts(TWO.replace("one\n", "one\n\nand more\n")) == ["one\nand more", "two"]


def test_a_number_is_text_where_it_stands_apart_from_the_times() -> None:
    assert texts(TWO.replace("one\n\n2\n", "42\n\n\n")) == ["42", "two"]


def test_captions_come_sorted_and_may_overlap() -> None:
    assert texts("00:00:03,000 --> 00:00:09,000\nb\n\n00:00:01,000 --> 00:00:04,000\na\n") == ["a", "b"]


@pytest.mark.parametrize(("old", "new", "notice"), [
    ("1\n0", "1.\n0", None),
    ("2\n0", "2.\n0", None),
    ("2\n0", "#2\n0", None),
    ("2\n0", "2)\n0", None),
    ("2\n0", "2\n\n0", None),
    ("1\n0", "1\n\n \n0", None),
    ("two\n", "two\n\n3\n", (9, "the number 3 stands alone")),
    ("two\n", "two\n\n3.\n\n", (9, "the number 3. stands alone")),
    ("2\n0", "\ufeff2\n0", None),
    ("two\n", "two\n\n3\n00:00:05,000 --> 00:00:06,000\n", (10, "no text and is left out")),
    ("two\n", "two\n\n3\n00:00:05,000 --> 00:00:06,000\n<i></i>\n\n", (10, "no text and is left out")),
    ("one", "<font color=red>one</font>", None),
    ("one", "<FONT face='a'>one</FONT>", None),
    ("one", "<span class=x>one</span><i/>", None),
    ("one", "<I>one</i><s></S>", None),
    ("one", "<br>one<br/>", None),
    ("one", "{\\an8}{\\i1}one", None),
], ids=lambda value: repr(value)[:30])
def test_what_others_show_as_text_is_no_text(old: str, new: str, notice: tuple[int, str] | None) -> None:
    found = read_file(TWO.replace(old, new, 1).encode(), "a.srt")
    assert [(c.start, c.end, c.text) for c in found.captions] == [(1, 2, "one"), (3, 4, "two")]
    assert [(each.line, notice is not None and notice[1] in each.message) for each in found.notices] == (
        [(notice[0], True)] if notice else [])


@pytest.mark.parametrize("arrow", ["->", "-- >", "–>", "→", "—>", "=>", "-", "--", "- ->", ">"])
def test_a_broken_arrow_never_shows_times_as_text(arrow: str) -> None:
    for times in ("00:00:03,000 {} 00:00:04,000", "00:00:03,000{}00:00:04,000"):
        with pytest.raises(CaptionFault, match=r"line 6: .* for an arrow, so it would be shown as text; write -->"):
            read(TWO.replace("00:00:03,000 --> 00:00:04,000", times.format(arrow)).encode(), "a.srt")
        with pytest.raises(CaptionFault, match="line 2: "):
            read(TWO.replace("00:00:01,000 --> 00:00:02,000", times.format(arrow)).encode(), "a.srt")


@pytest.mark.parametrize("text", ["one --> two", "open 10:30 - 11:45", "--> there", "at 00:00:05,000 sharp", "1:2", "2."])
def test_what_only_looks_like_times_is_text(text: str) -> None:
    assert texts(TWO.replace("one", text)) == [text.replace("-->", "→"), "two"]


@pytest.mark.parametrize("line", [
    "00:00:03,000:04,000", "00:00:03,000 00:00:04,000", "00:00:03,000 to 00:00:04,000", "00:00:03,000-> 00<p>:00:04,000",
    "<i>00:00:03,000 -> 00:00:04,000</i>", "{\\an8}00:00:03,000 - 00:00:04,000",
])
def test_times_in_pieces_are_no_text(line: str) -> None:
    with pytest.raises(CaptionFault, match=r"line [78]: .* would be shown as text"):
        read(TWO.replace("two", f"two\n{line}").encode(), "a.srt")


TIMES = "00:00:01,000 -> 00:00:02,000"


@pytest.mark.parametrize("mark", [(), (Mark(0, 11, "italic"),), (Mark(0, 5, "bold"),)])
@pytest.mark.parametrize("text", [TIMES, f"so\n{TIMES}", f"-{TIMES}", "\u206010:30 it is", f"\u2060\u2060{TIMES}"])
def test_a_text_that_looks_like_times_is_written_so_that_it_stays_a_text(text: str, mark: tuple[Mark, ...]) -> None:
    given_captions = (Caption(Fraction(1), Fraction(2), text, mark),)
    assert read(write_srt(given_captions).encode(), "a.srt") == given_captions
    assert read(write_vtt(given_captions).encode(), "a.vtt") == given_captions


def test_italics_and_a_place_above_are_kept() -> None:
    (caption,) = read(b"1\n00:00:01,000 --> 00:00:02,000\n{\\an8}so <i>very\n<b>long</b></i>\n", "a.srt")
    assert caption.text == "so very\nlong"
    assert caption.marks == (Mark(3, 12, "italic"), Mark(8, 12, "bold"))
    assert (caption.place.line, caption.place.align) == (0, "center")
    assert "so <i>very\n<b>long</b></i>\n" in write_srt([caption])


def test_an_encoding_is_declared_and_a_mark_is_believed_before_it() -> None:
    content = TWO.replace("one", "caf\xe9 \u2019").encode("cp1252")
    assert read(content, "a.srt", "cp1252")[0].text == "caf\xe9 \u2019"
    assert read(TWO.replace("one", "café").encode("utf-16"), "a.srt", "cp1252")[0].text == "café"
    for encoding in ("klingon", "base64", "rot13", "\0"):
        with pytest.raises(CaptionFault, match=r"is no encoding that captions may have; write the name of one"):
            read(content, "a.srt", encoding)
    with pytest.raises(CaptionFault, match="UTF-32, which no player reads; save it as UTF-8"):
        read(TWO.encode("utf-32"), "a.srt")


def test_a_time_of_thousands_of_digits_is_told_shortly() -> None:
    with pytest.raises(CaptionFault, match="line 2: ") as caught:
        read(TWO.replace("00:00:01", "9" * 5000 + ":00:01").encode(), "a.srt")
    assert len(str(caught.value)) < 120


def test_a_hundred_hours_stay_a_hundred_hours() -> None:
    (caption,) = read(b"1\n100:00:00,000 --> 100:00:01,001\nx\n", "a.srt")
    assert (caption.start, caption.end) == (360_000, Fraction(360_001_001, 1000))


@pytest.mark.parametrize(("written", "meant"), [
    ("1 < 2 > 0", "1 < 2 > 0"),
    ("a{b}c", "a{b}c"),
    ("<i>so</i> <b>so</b>", "so so"),
    ("<font color=\"#ff0000\">red</FONT>", "red"),
    ("{\\an8}above", "above"),
    ("back\\Nslash", "back\\Nslash"),
    ("I <3 it", "I <3 it"),
    ("at 00:00:01,000 sharp", "at 00:00:01,000 sharp"),
    ("a\u2028b", "a\nb"),
    ("a\u0085b", "a\nb"),
    ("  a\tb ", "a b"),
    ("&amp;", "&amp;"),
])
def test_text_is_kept_and_markup_goes(written: str, meant: str) -> None:
    assert texts(TWO.replace("one", written)) == [meant, "two"]


@pytest.mark.parametrize(("old", "new", "line", "message"), [
    ("00:00:03,000", "-00:00:03,000", 6, "below zero"),
    ("00:00:03,000", "00:00:05,000", 6, "not after its start"),
    ("00:00:03,000", "00:00:04,000", 6, "not after its start"),
    ("00:00:03,000", "00:00:03,5", 6, "three digits"),
    ("00:00:03,000", "00:00:03", 6, "three digits"),
    ("00:00:03,000", "00:03,000", 6, "has no hours; write 00:00:03,000"),
    ("00:00:03,000", "00:00:75,000", 6, "60 or more"),
    ("00:00:03,000", "00:00:60,000", 6, "60 or more"),
    ("00:00:03,000", "00:60:03,000", 6, "60 or more"),
    ("00:00:03,000", "three", 6, "'three' is not a time"),
    ("00:00:03,000", "٠٠:٠٠:٠٣,٠٠٠", 6, "is not a time"),
    ("00:00:03,000", "", 6, "between two times"),
    ("00:00:03,000 -->", "-->", 6, "between two times"),
    ("two", "t\x07wo", 7, "U+0007"),
    ("two", "t\x00wo", 7, "zero byte"),
    ("1\n00:", "junk\n1\n00:", 1, "'junk', which belongs to no caption; remove it, or export"),
])
def test_each_mistake_is_told_with_its_line(old: str, new: str, line: int, message: str) -> None:
    assert old in TWO
    with pytest.raises(CaptionFault) as caught:
        read(TWO.replace(old, new, 1).encode(), "a.srt")
    assert caught.value.line == line
    assert message in str(caught.value)


def test_another_encoding_is_never_guessed() -> None:
    with pytest.raises(CaptionFault, match=r"line 3: a\.srt is not UTF-8 \(byte 0xe9\); save it as UTF-8"):
        read(TWO.replace("one", "caf\xe9").encode("cp1252"), "a.srt")
    with pytest.raises(CaptionFault, match=r"^a\.srt is not UTF-16"):
        read(b"\xff\xfea", "a.srt")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_a_file_without_captions_has_none(content: bytes) -> None:
    assert read(content, "a.srt") == ()


def test_text_without_any_times_is_a_mistake() -> None:
    with pytest.raises(CaptionFault, match="line 2: "):
        read(b"\nDear reader\n", "a.srt")


def test_other_files_are_refused() -> None:
    with pytest.raises(CaptionFault, match=r"give an \.srt or \.vtt"):
        read(b"", "a.doc")


def test_what_looks_like_a_tag_is_written_so_that_players_show_it() -> None:
    written = write_srt([Caption(Fraction(1), Fraction(2), "a <i> and {\\fs200}")])
    assert texts(written) == ["a ‹i› and (\\fs200)"]


@settings(deadline=None, max_examples=50)
@given(captions())
def test_what_is_written_is_read_again(given_captions: tuple[Caption, ...]) -> None:
    assert read(write_srt(given_captions).encode(), "x.SRT") == given_captions


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=200) | st.text(alphabet="0123:,.->\n 1ab\ufeff", max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for name in ("a.srt", "a.vtt"):
        with suppress(CaptionFault):
            found = read(content, name)
            assert content.count(b"-->") >= len(found)
