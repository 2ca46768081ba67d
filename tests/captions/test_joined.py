"""Files that were joined, converted or numbered by hand: nothing of them becomes text on the screen without a word."""

from __future__ import annotations

import pytest

from pipeline.captions import CaptionFault, read_file

SRT = "1\n00:00:01,000 --> 00:00:02,000\none\n\n2\n00:00:03,000 --> 00:00:04,000\ntwo\n"
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\none\n\n00:03.000 --> 00:04.000\ntwo\n"


def told(text: str, name: str) -> tuple[list[str], list[tuple[int, str]]]:
    found = read_file(text.encode(), name)
    return [one.text for one in found.captions], [(one.line, one.message) for one in found.notices]


@pytest.mark.parametrize(("text", "name", "shown"), [(SRT, "a.srt", "'1'"), (VTT, "a.vtt", "'WEBVTT'")])
def test_a_file_that_was_joined_within_a_line_is_refused(text: str, name: str, shown: str) -> None:
    with pytest.raises(CaptionFault, match=f"line 7: another file was joined .* so {shown} would be shown"):
        read_file((text.rstrip("\n") + "\ufeff" + text).encode(), name)


def test_a_mark_within_a_text_joins_nothing() -> None:
    assert told(SRT.replace("one", "one\ufeff1 and"), "a.srt") == (["one1 and", "two"], [])


@pytest.mark.parametrize(("text", "name", "line"), [
    (f"{SRT}\n{SRT}", "a.srt", 10), (SRT.rstrip("\n") + SRT, "a.srt", 8), (f"{VTT}\n{VTT}", "a.vtt", 11),
])  # fmt: skip
def test_times_that_go_back_are_told(text: str, name: str, line: int) -> None:
    assert [at for at, message in told(text, name)[1] if "begins before the one above it" in message] == [line]


def test_a_number_left_at_the_end_of_a_text_is_told() -> None:
    texts, notices = told(f"{SRT}3\n\n", "a.srt")
    assert texts == ["one", "two\n3"]
    assert [(line, message[:23]) for line, message in notices] == [(8, "the number 3 is shown a")]
    assert told(SRT.replace("two", "two\n4"), "a.srt") == (["one", "two\n4"], [])


def test_a_header_that_would_be_shown_is_told() -> None:
    texts, notices = told(VTT + VTT, "a.vtt")
    assert texts == ["one", "one", "two\nWEBVTT", "two"]
    assert [(line, message[:16]) for line, message in notices] == [(8, "WEBVTT is shown "), (10, "this caption beg")]
    assert told(VTT.replace("one", "WEBVTT"), "a.vtt") == (["WEBVTT", "two"], [])


@pytest.mark.parametrize("number", ["(2)", "[2]", "No. 2", "no 2", "\u200e2", "\u200b2"])
def test_a_number_in_any_dress_is_no_text(number: str) -> None:
    assert told(SRT.replace("2\n00", f"{number}\n00"), "a.srt") == (["one", "two"], [])


@pytest.mark.parametrize("line", ["Cue 2", "2a", "-2", "II"])
def test_a_line_where_a_number_should_stand_is_told(line: str) -> None:
    texts, notices = told(SRT.replace("2\n00", f"{line}\n00"), "a.srt")
    assert texts == [f"one\n{line}", "two"]
    assert [(at, message.startswith(f"{line!r} stands where a caption's number does")) for at, message in notices] == [(5, True)]


@pytest.mark.parametrize(("written", "message"), [
    ("<v Ann>one</v>", "<v> is no tag of SubRip"),
    ("<c.red>one</c>", "<c> is no tag of SubRip"),
    ("<00:00:01.500>one <00:00:01.700>more", "a time in brackets is no tag of SubRip"),
    ("<laughs>", "<laughs> is no tag of SubRip"),
    ("one &amp; two", "SubRip shows &amp; as it stands"),
    ("it&#39;s", "SubRip shows &#39; as it stands"),
])
def test_what_subrip_shows_as_it_stands_is_told_once(written: str, message: str) -> None:
    texts, notices = told(SRT.replace("one", written), "a.srt")
    assert texts == [written, "two"]
    assert [(line, text.startswith(message)) for line, text in notices] == [(3, True)]


def test_a_tag_of_another_format_is_told_in_webvtt() -> None:
    texts, notices = told(VTT.replace("one", "{\\an8}one"), "a.vtt")
    assert texts == ["{\\an8}one", "two"]
    assert [(line, "a tag of Advanced SubStation" in message) for line, message in notices] == [(4, True)]


def test_paragraphs_of_a_web_page_are_lines() -> None:
    for text, name in ((SRT, "a.srt"), (VTT, "a.vtt")):
        assert told(text.replace("one", "<p>on</p><p>e</p>"), name)[0] == ["on\ne", "two"]


@pytest.mark.parametrize("arrow", ["--->", "-->>", "<-->"])
def test_more_than_an_arrow_is_told_as_such(arrow: str) -> None:
    for text, name, line in ((SRT, "a.srt", 2), (VTT, "a.vtt", 3)):
        with pytest.raises(CaptionFault, match=f"line {line}: more than '-->' stands between the times"):
            read_file(text.replace("-->", arrow, 1).encode(), name)
