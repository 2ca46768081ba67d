"""Files of captions that are changed where they stand: times and breaks alone, every other byte as it was."""

import codecs
import re
from fractions import Fraction

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pipeline.captions import Caption, CaptionFault, inplace, read, wrap, write_srt, write_vtt
from pipeline.captions.inplace import Change, edited
from tests.captions.strategies import captions as any_captions

TIMES = re.compile(rb"[\d:]+[.,]\d{3} --> [\d:]+[.,]\d{3}")


def changed(content: bytes, name: str, *changes: Change, refused: set[int] | None = None) -> bytes:
    after, left = edited(content, name, dict(enumerate(changes)))
    assert left == (refused or set())
    return after


SRT = (
    b"\xef\xbb\xbf7\r\n00:00:01,000 --> 00:00:02,500\r\n<i>One of us</i> sang\r\nand danced.\r\n\r\n"
    b"9\r\n0:00:03,000-->0:00:04,000 \r\nTwo\r\n"
)


def test_only_the_times_that_move_are_written_in_the_way_they_were() -> None:
    after = changed(SRT, "a.srt", Change(end=Fraction(3)), Change(start=Fraction(3601), end=Fraction(36_000)))
    second = b"0:00:03,000-->0:00:04,000", b"1:00:01,000-->10:00:00,000"
    assert after == SRT.replace(*second).replace(b"00:00:02,500", b"00:00:03,000")


def test_a_time_without_hours_stays_without_them_until_there_are_some() -> None:
    short = b"WEBVTT\n\n00:59.000 --> 59:59.000 line:0% %d\nA\n".replace(b" %d", b"")
    assert changed(short, "a.vtt", Change(Fraction(58), Fraction(3600))) == (
        b"WEBVTT\n\n00:58.000 --> 01:00:00.000 line:0%\nA\n"
    )


def test_breaks_move_between_words_and_tags_stay_with_theirs() -> None:
    after = changed(SRT, "a.srt", Change(text="One of us sang and danced."))
    assert after == SRT.replace(b"sang\r\nand", b"sang and")
    after = changed(SRT, "a.srt", Change(text="One of\nus sang and danced."))
    assert after == SRT.replace(b"of us", b"of\r\nus").replace(b"sang\r\nand", b"sang and")
    after = changed(SRT, "a.srt", Change(text="One of us\nsang and danced."))
    assert after == SRT.replace(b"</i> sang\r\nand", b"</i>\r\nsang and")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encoding_and_line_ends_stay(encoding: str, newline: str) -> None:
    text = "WEBVTT – ours\n\nSTYLE\n::cue { color: lime }\n\nNOTE 1 < 2\n\nname\n00:01.000 --> 00:02.000 line:1\n"
    old, new = "<v Zoë>R&amp;B ist <b>schön</b>, so schön</v>\n", "<v Zoë>R&amp;B ist\n<b>schön</b>, so schön</v>\n"
    mark = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    content, meant = (mark + (text + cue).replace("\n", newline).encode(encoding) for cue in (old, new))
    assert changed(content, "a.vtt", Change(text="R&B ist\nschön, so schön")) == meant


def test_scripts_without_blanks_break_between_characters_and_after_closing_tags() -> None:
    content = "1\n00:00:01,000 --> 00:00:02,000\n<b>今日は</b>天気が\n良い。\n".encode()
    assert changed(content, "a.srt", Change(text="今日は\n天気が良い。")) == content.decode().replace(
        "</b>天気が\n良い", "</b>\n天気が良い").encode()


def test_a_break_that_is_a_tag_is_left_and_the_rest_is_changed() -> None:
    content = b"1\n00:00:01,000 --> 00:00:02,000\nOne<br>two\n\n2\n00:00:03,000 --> 00:00:04,000\nthree\nfour\n"
    after = changed(content, "a.srt", Change(text="One two"), Change(text="three four"), refused={0})
    assert after == content.replace(b"three\nfour", b"three four")


def test_words_that_have_their_times_stay_within_their_caption() -> None:
    content = b"WEBVTT\n\n00:01.000 --> 00:04.000\nOne <00:02.000>two <00:03.000>three\n"
    assert changed(content, "a.vtt", Change(end=Fraction(5, 2)), refused={0}) == content
    assert b"00:03.500\n" in changed(content, "a.vtt", Change(end=Fraction(7, 2)))


def test_captions_of_the_same_times_are_told_apart_by_their_order() -> None:
    content = b"WEBVTT\n\n00:01.000 --> 00:04.000 line:0\nOne\n\n00:01.000 --> 00:04.000\nTwo\n"
    assert changed(content, "a.vtt", Change(), Change(end=Fraction(5))) == content.replace(b"4.000\nTwo", b"5.000\nTwo")


def test_other_formats_and_what_would_be_another_caption_are_left() -> None:
    assert edited(SRT, "a.srt", {0: Change(start=Fraction(9), end=Fraction(8))}) == (SRT, frozenset({0}))
    with pytest.raises(CaptionFault):
        edited(b"WEBVTT\n\nnonsense\n", "a.vtt", {})


def test_what_would_be_read_otherwise_than_it_was_meant_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inplace, "stamped", lambda old, seconds: "00:00:02,750")
    assert edited(SRT, "a.srt", {0: Change(end=Fraction(11, 4))})[1] == frozenset()
    assert edited(SRT, "a.srt", {0: Change(end=Fraction(3))}) == (SRT, frozenset({0}))


def rest_of(content: bytes) -> bytes:
    """Return what is not ours: no times, no blanks and breaks."""
    return b"".join(TIMES.sub(b"", content).split())


@settings(deadline=None, max_examples=30, phases=[Phase.explicit, Phase.generate])
@given(any_captions(), st.integers(1, 5000), st.sampled_from(["srt", "vtt"]), st.sampled_from(["\n", "\r\n"]), st.integers(8, 20))
def test_what_is_read_again_is_what_was_meant(
    given_captions: tuple[Caption, ...], by: int, kind: str, newline: str, limit: int
) -> None:
    written = (write_srt if kind == "srt" else write_vtt)(given_captions)
    content, name = written.replace("\n", newline).encode(), f"a.{kind}"
    before = read(content, name)
    changes = {
        number: Change(one.start + Fraction(by, 1000), one.end + Fraction(2 * by, 1000), wrap(one.text, limit=limit))
        for number, one in enumerate(before) if number % 2
    }  # fmt: skip
    after, refused = edited(content, name, changes)
    assert rest_of(after) == rest_of(content)
    meant = [one if number in refused else changes.get(number, Change()).of(one) for number, one in enumerate(before)]
    assert sorted(read(after, name), key=str) == sorted(meant, key=str)
    assert len(refused) < max(1, len(changes)) or refused <= {number for number in changes if "\u2028" in before[number].text}


@pytest.mark.parametrize(("encoding", "text"), [("cp1252", "Señor, mañana"), ("shift_jis", "表示 ソ"), ("utf-16-le", "Señor")])
def test_a_file_stays_in_the_encoding_that_is_declared(encoding: str, text: str) -> None:
    content = f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n".encode(encoding)
    after, left = edited(content, "a.srt", {0: Change(end=Fraction(3))}, encoding)
    assert not left
    assert after == f"1\n00:00:01,000 --> 00:00:03,000\n{text}\n".encode(encoding)
