import re
from fractions import Fraction

import pytest

from pipeline.captions import Caption, CaptionFault, CaptionFile, Mark, Word, read_file

HEAD = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, and so on
Style: Default,Arial,20,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1
Style: Loud,Arial,20,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,-1,0,0,0,100,100,0,0,1,1,0,8,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
FIRST = 11


def read(*lines: str) -> CaptionFile:
    return read_file((HEAD + "".join(f"{line}\n" for line in lines)).encode(), "a.ass")


def line(text: str, start: str = "0:00:01.00", end: str = "0:00:02.50", style: str = "Default", name: str = "") -> str:
    return f"Dialogue: 0,{start},{end},{style},{name},0,0,0,,{text}"


def one(text: str, **said: str) -> Caption:
    (caption,) = read(line(text, **said)).captions
    return caption


def test_times_texts_and_speakers_are_read() -> None:
    found = read(line("two", "0:00:03.99", "1:00:04.05"),
        "Comment: 0,0:00:01.00,0:00:02.00,,,0,0,0,,not seen", line("one, and", name="Björk"))
    assert [(c.start, c.end, c.text, c.speakers) for c in found.captions] == [
        (1, Fraction(5, 2), "one, and", ("Björk",)), (Fraction(399, 100), Fraction(360405, 100), "two", ())]
    assert found.notices == ()


@pytest.mark.parametrize(("written", "meant"), [
    (r"one\Ntwo\nthree", "one\ntwo\nthree"), (r"a\hb", "a\u00a0b"), (r"{\pos(1,2)\fad(1,2)}x{\c&HFF&}y", "xy"),
    ("a{a comment}b", "ab"),
    ("a { b", "a { b"), (r"{\p1}m 0 0 l 1 1{\p0}x", "x"), ("a\u2028b", "a\nb"), ("a --> b", "a → b"), (r"<i>a</i>", "<i>a</i>"),
])
def test_tags_go_and_breaks_stay(written: str, meant: str) -> None:
    assert one(written).text == meant


def test_how_it_looks_is_kept() -> None:
    assert one(r"so {\i1}very{\i0} long").marks == (Mark(3, 7, "italic"),)
    assert one(r"{\b1\i1}a{\b0}b{\i}c").marks == (Mark(0, 1, "bold"), Mark(0, 1, "italic"), Mark(1, 2, "italic"))
    assert one("a", style="Loud").marks == (Mark(0, 1, "bold"),)
    assert one("a", style="Loud").place.line == 0
    assert one(r"{\an5}a").place.line == 50
    assert one("a").place.line is None


def test_the_beats_of_karaoke_are_words() -> None:
    caption = one(r"{\k50}one {\kf25}two {\ko10}three")
    assert caption.text == "one two three"
    assert caption.words == (Word(4, Fraction(3, 2)), Word(8, Fraction(7, 4)))


def test_a_caption_without_text_is_told_and_left_out() -> None:
    found = read(line(r"{\an8}"), line("x"))
    assert [c.text for c in found.captions] == ["x"]
    assert [(notice.line, notice.message) for notice in found.notices] == [(FIRST, "the caption has no text and is left out")]


def test_a_style_that_is_not_there_is_told() -> None:
    (notice,) = read(line("x", style="Lost")).notices
    assert (notice.line, "no style 'Lost'" in notice.message) == (FIRST, True)


@pytest.mark.parametrize(("wrong", "message"), [
    (line("x", end="0:00:01.00"), "not after its start"), (line("x", start="100:00:00.00"), "'100:00:00.00' is not a time"),
    (line("x", start="0:00:75.00"), "is not a time"), (line("x", start="-0:00:01.00"), "is not a time"),
    (line("x", start="1"), "is not a time"),
    (line("x", start="9" * 5000), "is not a time"), ("Dialogue: 0,0:00:01.00,0:00:02.00,x", "4 fields; its Format has 10"),
    ("and more of it", "belongs to no line of dialogue"), (line("a\x07"), "U+0007"),
    (line("0:00:01.00 -> 0:00:02.00"), "for an arrow"),
])
def test_each_mistake_is_told_with_its_line(wrong: str, message: str) -> None:
    with pytest.raises(CaptionFault) as caught:
        read(line("good"), wrong)
    assert (caught.value.line, message in str(caught.value)) == (FIRST + 1, True), str(caught.value)
    assert len(str(caught.value)) < 150


def test_another_order_of_fields_is_refused() -> None:
    with pytest.raises(CaptionFault, match="line 10: the fields of"):
        read_file((HEAD.replace("Start, End", "End, Start") + line("x")).encode(), "a.ass")


def test_what_is_no_such_file_is_told() -> None:
    with pytest.raises(CaptionFault, match=r"a\.ass has no \[Events\]"):
        read_file(b"Hello there.\n", "a.ass")


def test_the_older_format_is_read() -> None:
    head = HEAD.replace("V4+", "V4").replace("v4.00+", "v4.00").replace("Layer", "Marked")
    styles = "Style: Loud,Arial,20,16777215,65535,65535,0,-1,0,1,1,0,6,10,10,10,0,1\n"
    content = re.sub("Format: Name.*\n(Style: .*\n)*", styles, head)
    (caption,) = read_file((content + line("x", style="Loud").replace("Dialogue: 0", "Dialogue: Marked=0")).encode(),
    "a.ssa").captions
    assert (caption.text, caption.place.line) == ("x", 0)


def test_braces_behind_a_backslash_are_text() -> None:
    found = one(r"{\i1}\{Noise\}{\i0}\N\{open")
    assert (found.text, found.marks) == ("{Noise}\n{open", (Mark(0, 7, "italic"),))
