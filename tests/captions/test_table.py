"""The ways in which parsers of captions were measured to go wrong without a word, a file each: read rightly, or told."""

import re
from dataclasses import dataclass

import pytest

from pipeline.captions import CaptionFault, read_file

SRT = "1\n00:00:01,000 --> 00:00:02,000\none\n\n2\n00:00:03,000 --> 00:00:04,000\ntwo\n"
VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\none\n\n00:00:03.000 --> 00:00:04.000\ntwo\n"
BOTH = [(1000, 2000, "one"), (3000, 4000, "two")]


@dataclass(frozen=True)
class Row:
    """What is done to the good file in both formats, and what comes of it: captions, or a fault with its line in each format."""

    old: str
    new: str
    captions: list[tuple[int, int, str]] | None = None
    lines: tuple[int, int] = (0, 0)
    message: str = ""


def first(text: str) -> list[tuple[int, int, str]]:
    return [(1000, 2000, text), BOTH[1]]


READ = {
    "byte order mark": Row("", "\ufeff", BOTH), "CR only": Row("\n", "\r", BOTH),
    "CR LF": Row("\n", "\r\n", BOTH),
    "overlap": Row("00:00:02", "00:00:09", [(1000, 9000, "one"), BOTH[1]]),
    "a hundred hours": Row("00:00:04", "100:00:00", [BOTH[0], (3000, 360_000_000, "two")]),
    "signs": Row("one", "1 < 2 > 0", first("1 < 2 > 0")),
    "a font": Row("one", "<font color='red'>one</font>", BOTH),
    "a time in a text": Row("one", "00:00:01,500 it is", first("00:00:01,500 it is")),
    "U+0085": Row("one", "a\x85b", first("a\nb")),
    "U+2028": Row("one", "a\u2028b", first("a\nb")),
}  # fmt: skip

REFUSED = {
    "below zero": Row("00:00:03", "-00:00:03", lines=(6, 6), message="below zero"),
    "end before start": Row("00:00:04", "00:00:02", lines=(6, 6), message="not after its start"),
    "no length": Row("00:00:04", "00:00:03", lines=(6, 6), message="not after its start"),
    "one digit of milliseconds": Row("02{mark}000", "02{mark}5", lines=(2, 3), message="three digits"),
    "75 seconds": Row("00:00:04", "00:00:75", lines=(6, 6), message="60 or more"),
    "a first line of junk": Row("", "junk\n", lines=(1, 1), message="begin"),
    "a control character": Row("two", "two\x07", lines=(7, 7), message="U+0007"),
}


def changed(text: str, row: Row, mark: str) -> bytes:
    old, new = row.old.replace("{mark}", mark), row.new.replace("{mark}", mark)
    return (new + text if not old else text.replace(old, new) if old == "\n" else text.replace(old, new, 1)).encode()


def found(content: bytes, name: str) -> list[tuple[int, int, str]]:
    return [(int(c.start * 1000), int(c.end * 1000), c.text) for c in read_file(content, name).captions]


@pytest.mark.parametrize("row", READ.values(), ids=READ)
def test_what_parsers_lose_is_read(row: Row) -> None:
    assert found(changed(SRT, row, ","), "a.srt") == (row.captions or BOTH)
    assert found(changed(VTT, row, "."), "a.vtt") == (row.captions or BOTH)


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize(("text", "mark", "name"), [(SRT, ",", "a.srt"), (VTT, ".", "a.vtt")], ids=["srt", "vtt"])
def test_what_parsers_misread_is_told_at_its_line(row: Row, text: str, mark: str, name: str) -> None:
    with pytest.raises(CaptionFault, match=re.escape(row.message)) as caught:
        read_file(changed(text, row, mark), name)
    assert caught.value.line == row.lines[name == "a.vtt"]


def test_rows_in_which_the_formats_differ() -> None:
    assert found(SRT.replace("1\n00", "00").replace("2\n00", "00").encode(), "a.srt") == BOTH
    assert found(SRT.replace("one\n", "one\n\nmore\n").encode(), "a.srt")[0][2] == "one\nmore"
    assert found(VTT.replace("one\n", "one\n \nmore\n").encode(), "a.vtt")[0][2] == "one\nmore"
    with pytest.raises(CaptionFault, match="line 6: 'more' belongs to no caption"):
        found(VTT.replace("one\n", "one\n\nmore\n").encode(), "a.vtt")
    with pytest.raises(CaptionFault, match=r"line 2: the time 00:01,000 has no hours; write 00:00:01,000"):
        found(SRT.replace("00:00:01", "00:01", 1).encode(), "a.srt")
    assert found(VTT.replace("00:00:01", "00:01", 1).encode(), "a.vtt") == BOTH
    with pytest.raises(CaptionFault, match=r"line 3: a\.srt is not UTF-8 \(byte 0xe9\)"):
        found(SRT.replace("one", "é").encode("cp1252"), "a.srt")


def test_a_caption_without_a_blank_before_it_is_no_text_of_the_one_before() -> None:
    assert found(SRT.replace("one\n\n", "one\n").encode(), "a.srt") == BOTH
    assert found(VTT.replace("one\n\n", "one\n").encode(), "a.vtt") == BOTH


def test_an_empty_caption_is_told_and_the_rest_is_read() -> None:
    for text, name, line in ((SRT, "a.srt", 2), (VTT, "a.vtt", 3)):
        read = read_file(text.replace("one\n", "").encode(), name)
        assert [(c.start, c.text) for c in read.captions] == [(3, "two")]
        assert [(notice.line, notice.message) for notice in read.notices] == [(line, "the caption has no text and is left out")]
