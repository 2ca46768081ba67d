"""Times of SubStation and TTML changed where they stand; every other byte as it was, and what cannot be changed left and told."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.captions import read
from pipeline.captions.inplace import Change, edited
from pipeline.captions.stamps import stamped

ASS = b"""[Script Info]\r
ScriptType: v4.00+\r
; made by hand\r
\r
[V4+ Styles]\r
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding\r
Style: Default,Arial,20,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,2,2,2,10,10,10,1\r
\r
[Events]\r
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r
Comment: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,0:00:01.00 is no time here\r
Dialogue: 0,0:00:01.00,0:00:02.00,Default,Ana,0,0,0,,{\\i1}One{\\i0}, 0:00:02.00,\\Ntwo\r
Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\\k50}Three {\\k50}four\r
"""
TTML = """<?xml version="1.0" encoding="iso-8859-1"?>
<tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xml:lang="es"><tt:body><tt:div>
<!-- <tt:p begin="00:00:01.000" end="00:00:02.000">no</tt:p> -->
<tt:p end='2.5s'  begin="1s" xml:id="a">Se\xf1or<tt:br/>begin="1s"</tt:p>
<tt:p begin="00:00:03.00" end="00:00:04">Dos</tt:p>
</tt:div></tt:body></tt:tt>
""".encode("latin-1")


def test_the_times_of_a_line_of_dialogue_are_written_in_hundredths_as_they_were() -> None:
    after, left = edited(ASS, "a.ass", {0: Change(Fraction("1.24"), Fraction(3600))})
    assert left == frozenset()
    old, new = b"Dialogue: 0,0:00:01.00,0:00:02.00", b"Dialogue: 0,0:00:01.24,1:00:00.00"
    assert after == ASS.replace(old, new)


def test_a_frame_between_two_hundredths_is_the_nearest_one() -> None:
    after, left = edited(ASS, "a.ass", {0: Change(end=Fraction(68, 30))})
    assert left == frozenset()
    assert read(after, "a.ass")[0].end == Fraction("2.27")


def test_a_line_whose_words_count_from_its_beginning_keeps_that_and_takes_another_end() -> None:
    assert edited(ASS, "a.ass", {1: Change(start=Fraction("3.5"))}) == (ASS, frozenset({1}))
    after, left = edited(ASS, "a.ass", {1: Change(end=Fraction(5))})
    assert (after, left) == (ASS.replace(b"0:00:04.00", b"0:00:05.00"), frozenset())


def test_the_times_of_paragraphs_are_written_as_they_were_in_the_documents_own_encoding() -> None:
    changes = {0: Change(Fraction("1.25"), Fraction(3)), 1: Change(Fraction("3.5"), Fraction(5))}
    after, left = edited(TTML, "a.ttml", changes)
    assert left == frozenset()
    assert after == (
        TTML.replace(b"""'2.5s'  begin="1s" xml""", b"""'3.000s'  begin="1.250s" xml""")
        .replace(b'"00:00:03.00" end="00:00:04"', b'"00:00:03.500" end="00:00:05.000"')
    )  # fmt: skip
    assert [(one.start, one.end) for one in read(after, "a.ttml")] == [(Fraction("1.25"), 3), (Fraction("3.5"), 5)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'begin="00:00:03.00"', b'begin="00:00:03:00"'),  # counted in frames
        (b'end="00:00:04"', b'dur="1s"'),
    ],
)
def test_a_paragraph_with_other_times_is_left_and_the_rest_is_changed(old: bytes, new: bytes) -> None:
    content = TTML.replace(old, new)
    after, left = edited(content, "a.ttml", {0: Change(end=Fraction(3)), 1: Change(end=Fraction(5))})
    assert (after, left) == (content.replace(b"'2.5s'", b"'3.000s'"), frozenset({1}))


@pytest.mark.parametrize("inner", [b'<tt:div begin="1s">', b'<tt:div end="00:01:00">'])
def test_times_that_count_from_others_are_left(inner: bytes) -> None:
    content = TTML.replace(b"<tt:div>", inner)
    assert edited(content, "a.ttml", {0: Change(end=Fraction(3))}) == (content, frozenset({0}))


def test_breaks_that_are_tags_are_left() -> None:
    assert edited(ASS, "a.ass", {0: Change(text="One, 0:00:02.00, two")}) == (ASS, frozenset({0}))


@pytest.mark.parametrize(
    ("old", "at", "new"),
    [
        ("00:01,000", Fraction(3600), "01:00:00,000"), ("0:00:01.000", Fraction(36_000), "10:00:00.000"),
        ("0:00:01.00", Fraction("59.995"), "0:01:00.00"), ("1.5s", Fraction(1, 3), "0.333s"),
        ("00:00:01", Fraction(2), "00:00:02.000"),
    ],
)  # fmt: skip
def test_a_time_is_written_as_the_one_before_it(old: str, at: Fraction, new: str) -> None:
    assert stamped(old, at) == new
