"""Files as other programs write them: what they say is kept, and what of it is lost is told."""

from __future__ import annotations

import pytest

from pipeline.captions import Caption, CaptionFault, read_file
from tests.captions.test_ass import HEAD, line

DFXP = """<tt xmlns="http://www.w3.org/2006/{month}/ttaf1" xmlns:tts="http://www.w3.org/2006/{month}/ttaf1#{style}" xml:lang="en">
<body><div><p begin="00:00:01.00" end="00:00:02.00" tts:fontStyle="italic">one<br/>two</p></div></body></tt>"""
TTML = """<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xml:lang="en" %s><body><div>
<p begin="00:00:01.00" end="00:00:02.00">%s</p></div></body></tt>"""


def one(text: str, name: str) -> tuple[Caption, list[tuple[int, str]]]:
    found = read_file(text.encode(), name)
    (caption,) = found.captions
    return caption, [(each.line, each.message) for each in found.notices]


def refused(text: str, name: str) -> str:
    with pytest.raises(CaptionFault) as caught:
        read_file(text.encode(), name)
    return str(caught.value)


@pytest.mark.parametrize(("month", "style"), [("10", "styling"), ("04", "style")])
def test_dfxp_is_ttml_under_its_old_name(month: str, style: str) -> None:
    caption, notices = one(DFXP.format(month=month, style=style), "a.dfxp")
    assert (caption.start, caption.end, caption.text, notices) == (1, 2, "one\ntwo", [])
    assert {(mark.kind, caption.text[mark.begin : mark.end]) for mark in caption.marks} >= {("italic", "one")}


@pytest.mark.parametrize("hidden", ['display="none"', 'visibility="hidden"', 'opacity="0"'])
def test_what_a_style_hides_is_not_shown(hidden: str) -> None:
    styles = 'xmlns:tts="http://www.w3.org/ns/ttml#styling"'
    assert one(TTML % (styles, f"one<span tts:{hidden}> two</span>"), "a.ttml") == one(TTML % (styles, "one"), "a.ttml")
    found = read_file((TTML % (styles, "one")).replace("<p ", f"<p tts:{hidden} ").encode(), "a.ttml")
    assert (found.captions, [message.message for message in found.notices]) == (
        (), ["the caption is hidden by its style and is left out"])


def test_a_tag_of_web_pages_in_ttml_is_told_since_its_text_is_hidden() -> None:
    assert refused(TTML % ("", "so <i>very</i> long"), "a.ttml").startswith("line 2: TTML has no <i> in a text")


@pytest.mark.parametrize("said", ['ttp:timeBase="clock"', 'ttp:timeBase="smpte" ttp:dropMode="dropNTSC"'])
def test_times_that_count_otherwise_are_told_as_such(said: str) -> None:
    assert refused(TTML % (said, "one"), "a.ttml").startswith("line 1: its times count with ")


def test_xml_that_is_no_ttml_is_told_before_its_times() -> None:
    assert refused('<transcript><text start="1" dur="1">one</text></transcript>', "a.xml").startswith("line 1: a.xml is not TTML")


def test_a_line_of_dialogue_may_be_indented_but_not_be_called_otherwise() -> None:
    assert one(HEAD + f"  {line('one')}", "a.ass")[0].text == "one"
    told = refused(HEAD + line("one").replace("Dialogue", "dialogue"), "a.ass")
    assert "players do not know 'dialogue:'; write 'Dialogue:'" in told
    assert "belongs to no line of dialogue" in refused(HEAD + line("one") + "\nBen: he said", "a.ass")


@pytest.mark.parametrize(("old", "new"), [("{\\a6}", "{\\an8}"), ("{\\a10}", "{\\an5}"), ("{\\a1}", "{\\an1}")])
def test_old_places_of_substation_are_kept(old: str, new: str) -> None:
    assert one(HEAD + line(f"{old}one"), "a.ass")[0].place == one(HEAD + line(f"{new}one"), "a.ass")[0].place


def test_a_reset_ends_what_is_open() -> None:
    (mark,) = one(HEAD + line("{\\i1}one{\\r} two"), "a.ass")[0].marks
    assert (mark.kind, mark.begin, mark.end) == ("italic", 0, 3)


@pytest.mark.parametrize("tag", ["pos(10,20)", "move(1,2,3,4)"])
def test_a_place_in_dots_is_told(tag: str) -> None:
    caption, notices = one(HEAD + line(f"{{\\{tag}}}one"), "a.ass")
    assert (caption.text, [message[:9] for _, message in notices]) == ("one", ["the place"])


def test_stamps_of_lyrics_that_say_two_times_are_refused() -> None:
    assert refused("[00:01:50]one\n", "a.lrc") == (
        "line 1: [00:01:50] may be minutes or hours; write [00:01.50] or [01:50.00]")
    assert one("[01:00:01.00]one\n[01:00:02.00]\n", "a.lrc")[0].start == 3601


def test_an_offset_that_cannot_be_read_is_refused() -> None:
    assert "the offset '0.5' is no whole number of milliseconds" in refused("[offset:0.5]\n[00:01.00]one\n", "a.lrc")
    assert one("[offset:]\n[00:01.00]one\n[00:02.00]\n", "a.lrc") == one("[00:01.00]one\n[00:02.00]\n", "a.lrc")


def test_what_stands_between_lines_of_lyrics_is_told() -> None:
    assert one("[00:01.00]one\n[bg: ooh]\n[00:02.00]\n", "a.lrc")[1] == [
        (2, "[bg:] is no time, so what stands there is left out")]
