"""A transcript holds every word once, under its segment, with who says it, and leads to where it is said."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import Phase, given, settings

from pipeline.captions import Caption, Mark
from pipeline.delivery.transcript import page, parts, text, turns
from pipeline.qc.model import Planned, PlannedSegment
from pipeline.qc.transcripts import transcripts
from pipeline.timeline.model import Stack
from pipeline.timeline.programme import Programme
from tests.captions.strategies import captions
from tests.credits.cut import programme, segment

CUT = programme(*(replace(segment(name, "clip"), stack=Stack(2500, ())) for name in ("first", "second")))
"""Two segments of a hundred seconds."""


def cue(start: float, words: str, speaker: str = "", seconds: float = 1) -> Caption:
    begin = Fraction(str(start))
    marks = (Mark(0, len(words), "voice", speaker),) if speaker else ()
    return Caption(begin, begin + Fraction(str(seconds)), words, marks)


SAID = (
    cue(1, "We begin", "Ana"), cue(2, "here.", "Ana"), cue(3.5, "Do we?", "Ben"), cue(9, "After a\nwhile.", "Ben"),
    cue(101, "<Third> & last", "Ana"),
)  # fmt: skip


def test_who_goes_on_stays_in_a_paragraph_until_another_speaks_or_it_is_silent() -> None:
    first, second = parts(CUT, SAID)
    assert (first.title, second.title) == ("First", "Second")
    assert [(one.start, one.speaker, one.text) for one in first.paragraphs] == [
        (1, "Ana", "We begin here."), (Fraction(7, 2), "Ben", "Do we?"), (9, "Ben", "After a while."),
    ]  # fmt: skip


def test_as_text() -> None:
    assert text("A day", parts(CUT, SAID)) == """\
A day

[0:00] First

[0:01] Ana: We begin here.

[0:03] Ben: Do we?

[0:09] Ben: After a while.

[1:40] Second

[1:41] Ana: <Third> & last
"""


def test_two_who_speak_in_one_caption_are_told_apart() -> None:
    both = Caption(Fraction(0), Fraction(1), "- Yes\n- No", (Mark(0, 5, "voice", "Ana"), Mark(6, 10, "voice", "Ben")))
    assert list(turns(both)) == [("Ana", "- Yes"), ("Ben", "- No")]


def test_what_sounds_stands_alone_and_a_label_names_a_speaker_once() -> None:
    (part,) = parts(CUT, (cue(0, "[music: Pad]"), cue(1, "[Ana] We begin", "Ana"), cue(2, "here.", "Ana")))
    assert [one.text for one in part.paragraphs] == ["[music: Pad]", "[Ana] We begin here."]
    assert "[0:01] [Ana] We begin here.\n" in text("A day", (part,))


def test_lines_of_japanese_are_joined_without_a_blank() -> None:
    assert list(turns(cue(0, "今日は\nいい天気"))) == [("", "今日はいい天気")]


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("he", "rtl"), ("ja", "ltr")])
def test_a_page_says_its_language_and_direction(language: str, direction: str) -> None:
    found = page("A day", parts(CUT, SAID), language, "e 1.mp4")
    assert f'<html lang="{language}" dir="{direction}">' in found
    assert '<a href="./e%201.mp4#t=3.5"><time datetime="PT3.5S">0:03</time></a>' in found
    assert "&lt;Third&gt; &amp; last" in found


def test_a_paragraph_goes_in_the_direction_of_its_script() -> None:
    found = page("A day", parts(CUT, (cue(0, "مرحبا"), cue(10, "Hello"))), "ar", "e.mp4")
    assert re.findall(r'<p dir="(\w+)">', found) == ["rtl", "ltr"]


def planned(cut: Programme, cues: tuple[Caption, ...]) -> Planned:
    placed = tuple(PlannedSegment(one.segment.name, one.segment.title, one.range) for one in cut.segments)
    return Planned(cut.frames, cut.rate, cut.samples, "en", {"en": cues, "es": ()}, title="A day", segments=placed)


def package(cut: Programme, cues: tuple[Caption, ...]) -> dict[str, bytes]:
    told = parts(cut, cues)
    return {
        "transcript.en.txt": text("A day", told).encode(),
        "transcript.en.html": page("A day", told, "en", "e.mp4").encode(),
    }


@pytest.mark.parametrize("said", ["A", "day", "A day", "0:01", "a", "Ana"])
def test_words_that_stand_in_a_title_too_are_no_ones_that_nobody_says(said: str) -> None:
    cut = programme(replace(segment("a", "clip"), stack=Stack(250_000, ())))
    cues = (cue(1, said, "Ana"), cue(9, said))
    files = package(cut, cues)
    assert list(transcripts(files, planned(cut, cues))) == []
    lacking = {name: content.replace(said.encode(), b"") for name, content in files.items()}
    assert list(transcripts(lacking, planned(cut, cues)))


@settings(max_examples=30, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(captions())
def test_quality_control_finds_every_word_in_what_is_written(cues: tuple[Caption, ...]) -> None:
    cut = programme(replace(segment("a", "clip"), stack=Stack(250_000, ())))
    assert not cues or list(transcripts(package(cut, cues), planned(cut, cues))) == []


@pytest.mark.parametrize("name", ["transcript.en.txt", "transcript.en.html"])
@pytest.mark.parametrize(
    ("before", "after", "told"),
    [("here.", "there.", "holds what nobody says: 't'"), ("We begin ", "", "lacks the words of caption 1"),
     ("Do we?", "Do we? Buy now.", "'Buynow.'"), ("Ben", "Bert", "'Bert:")],
)  # fmt: skip
def test_quality_control_finds_what_was_changed(name: str, before: str, after: str, told: str) -> None:
    files = package(CUT, SAID)
    assert before.encode() in files[name]
    files[name] = files[name].replace(before.encode(), after.encode())
    found = list(transcripts(files, planned(CUT, SAID)))
    assert [one.code for one in found] == ["transcript"]
    assert told in found[0].message


def test_what_lacks_is_named_where_it_lacks_also_when_it_is_said_again_later() -> None:
    cut = programme(replace(segment("a", "clip"), stack=Stack(250_000, ())))
    cues = tuple(cue(10 * number, words) for number, words in enumerate(("Hello", "One", "Hello", "Two"), 1))
    files = package(cut, cues)
    files["transcript.en.txt"] = files["transcript.en.txt"].replace(b"Hello", b"Hullo", 1)
    (found,) = transcripts(files, planned(cut, cues))
    assert found.message.startswith("transcript.en.txt lacks the words of caption 1: 'Hello'")


def test_quality_control_finds_a_transcript_that_lacks_and_one_too_many() -> None:
    files = package(CUT, SAID)
    del files["transcript.en.txt"]
    files["transcript.fr.txt"] = b"Bonjour"
    found = [one.message.split()[0] for one in transcripts(files, planned(CUT, SAID))]
    assert found == ["transcript.en.txt", "transcript.fr.txt"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('#t=0"', '#t=0.5"', "a link of transcript.en.html, to 0.5, leads to no caption and no segment"),
        ('#t=0"', '"', "a link of transcript.en.html, to no time, leads to no caption and no segment"),
        ("e.mp4#", "other.mp4#", "leads to several movies: ./e.mp4, ./other.mp4"),
    ],
)
def test_quality_control_finds_a_link_that_leads_elsewhere(before: str, after: str, told: str) -> None:
    files = package(CUT, SAID)
    page = files["transcript.en.html"].decode()
    assert before in page
    files["transcript.en.html"] = page.replace(before, after, 1).encode()
    (found,) = transcripts(files, planned(CUT, SAID))
    assert told in found.message


def test_quality_control_finds_links_that_go_back_and_a_page_without_any() -> None:
    cut = programme(replace(segment("a", "clip"), stack=Stack(250_000, ())))
    cues = (cue(10, "Hello"), cue(30, "Again"))
    files = package(cut, cues)
    page = files["transcript.en.html"].decode()
    turned = page.replace("#t=10", "#t=x").replace("#t=30", "#t=10").replace("#t=x", "#t=30")
    (found,) = transcripts({**files, "transcript.en.html": turned.encode()}, planned(cut, cues))
    assert "goes back in time" in found.message
    bare = page.replace("<a ", "<i ")
    (found,) = transcripts({**files, "transcript.en.html": bare.encode()}, planned(cut, cues))
    assert "it has no links into the movie" in found.message
