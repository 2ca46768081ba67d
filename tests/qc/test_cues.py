"""Whatever captions a package holds are found to be the planned ones, and whatever is changed in a file is found."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pipeline.captions import Caption, Mark, Place, Word
from pipeline.delivery.captions import files
from pipeline.qc.cues import captions
from pipeline.qc.model import Planned
from tests.captions.strategies import captions as any_captions
from tests.captions.strategies import marked

PLANNED = Planned(10_000_000, Fraction(25), 0, "en", formats=("srt", "vtt", "ttml"))


def told(package: dict[str, bytes], cues: tuple[Caption, ...]) -> list[str]:
    return [f"{one.code}: {one.message}" for one in captions(package, "e", replace(PLANNED, captions={"en": cues, "fr": ()}))]


def placed(cue: Caption) -> Caption:
    return replace(cue, name="", place=replace(cue.place, region=""))


@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(any_captions() | st.lists(marked().map(placed), max_size=3).map(sorted).map(tuple))
def test_what_is_written_is_what_was_planned(cues: tuple[Caption, ...]) -> None:
    assert told(files("e", {"en": cues}, ttml=True), cues) == []


THIRD = Place(line=Fraction(10), position=Fraction(100, 3))
CUES = (
    Caption(Fraction(1), Fraction(2), "One <i> {\\an8}", (Mark(0, 3, "voice", "Ana"),), place=THIRD),
    Caption(
        Fraction(3), Fraction(4), "Two\nlines", (Mark(0, 3, "italic"),), (Word(4, Fraction(7, 2)),),
        place=Place(align="start", size=Fraction(50))
    ),
)

CHANGES: list[tuple[str, str, str, str]] = [
    ("srt", "Two", "Too", "caption 2 of e.en.srt is not the planned one: 'Too\\nlines' for 'Two\\nlines'"),
    ("srt", "00:00:03,000", "00:00:03,100", "caption 2 of e.en.srt is +100 ms off its place"),
    ("vtt", "00:00:04.000", "00:00:03.900", "caption 2 of e.en.vtt is -100 ms off its end"),
    ("vtt", "<v Ana>", "<v Ben>", "caption 1 of e.en.vtt is spoken by Ben, not by Ana"),
    ("vtt", "line:10%", "line:20%", "not in its place: line:20% position:33.333333% for line:10% position:33.333333%"),
    ("vtt", " align:start", "", "caption 2 of e.en.vtt is not in its place: size:50% for align:start size:50%"),
    ("vtt", "line:10%", "line:10% top:3", "e.en.vtt cannot be read: it has the setting 'top', which nobody planned"),
    ("vtt", "WEBVTT\n", "WEBVTT\n\nSTYLE\n::cue{opacity:0}\n", "e.en.vtt cannot be read: it has a block STYLE"),
    ("ttml", "lines", "words", "caption 2 of e.en.ttml is not the planned one"),
    ("ttml", ">Ana<", ">Ben<", "caption 1 of e.en.ttml is spoken by Ben, not by Ana"),
    ("vtt", "<00:00:03.500>", "", "caption 2 of e.en.vtt is not told word by word as planned: 0 times for 1, or others"),
    ("vtt", "<00:00:03.500>", "<00:00:03.600>", "caption 2 of e.en.vtt is not told word by word as planned: 1 times for 1"),
    ("ttml", ' xml:lang="en"', ' xml:lang="es"', "e.en.ttml says that it is in es"),
    ("ttml", 'region="region2"', 'region="region1"', "caption 2 of e.en.ttml is not in its place: its lines stand 'before'"),
    ("ttml", 'region="region2"', 'region="region9"', "e.en.ttml cannot be read: a caption stands in the region 'region9'"),
    ("ttml", '5% 10%"', '5% 30%"', "caption 1 of e.en.ttml is not in its place: its region is not inside the picture"),
    ("ttml", '5% 10%"', '5% 7%"', "not in its place: its line is at 7.0 % of the height, and was to be at 10.0 %"),
    ("ttml", "tts:origin=", "tts:zorigin=", "e.en.ttml cannot be read: a region has no place"),
    ("ttml", "</tt>", "", "e.en.ttml cannot be read: it is no XML"),
]


@pytest.mark.parametrize(("ending", "before", "after", "message"), CHANGES)
def test_what_is_changed_in_a_file_is_found(ending: str, before: str, after: str, message: str) -> None:
    package = files("e", {"en": CUES}, ttml=True)
    assert told(package, CUES) == []
    name = f"e.en.{ending}"
    assert before.encode() in package[name]
    package[name] = package[name].replace(before.encode(), after.encode(), 1)
    (found,) = told(package, CUES)
    assert message in found


def test_a_file_that_is_missing_and_one_too_many_are_found() -> None:
    package = files("e", {"en": CUES}, ttml=True)
    package["e.fr.ttml"] = package.pop("e.en.ttml")
    assert [one.split(": ")[1] for one in told(package, CUES)] == [
        "e.en.ttml is missing", "e.fr.ttml belongs to no captions of the episode",
    ]  # fmt: skip
