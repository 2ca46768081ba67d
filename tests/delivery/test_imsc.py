"""TTML says what the captions say, to a library of others and to our own reader, which knows nothing of the writer."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree

import pytest
import ttconv.model
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from ttconv.imsc import reader
from ttconv.isd import ISD
from ttconv.srt import writer as srt
from ttconv.style_properties import StyleProperties

from pipeline.captions import Caption, Mark, Place
from pipeline.delivery.imsc import write
from pipeline.qc.cues import ttml
from tests.captions.strategies import captions, marked

SECOND = Fraction(1)
CUE = Caption(SECOND, 2 * SECOND, "Hello <b> & you\nthere", (Mark(0, 5, "voice", "Ben & Co"), Mark(6, 9, "italic")))


def model(text: str) -> ttconv.model.ContentDocument:
    return reader.to_model(ElementTree.parse(io.StringIO(text)))


def cues_of(document: ttconv.model.ContentDocument) -> list[tuple[Fraction, Fraction, str]]:
    """Return the paragraphs of a document: begin, end and text, a newline for each break."""
    found = []
    for part in document.get_body().dfs_iterator():
        if isinstance(part, ttconv.model.P):
            words = "".join(
                "\n" if isinstance(one, ttconv.model.Br) else one.get_text()
                for one in part.dfs_iterator()
                if isinstance(one, ttconv.model.Br | ttconv.model.Text)
            )
            found.append((part.get_begin() or Fraction(0), part.get_end(), words))
    return found


@pytest.mark.long
@settings(max_examples=30, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(captions() | st.lists(marked(), max_size=3).map(tuple))
def test_any_captions_are_read_by_another_library_as_they_are(cues: tuple[Caption, ...]) -> None:
    written = write(cues, "es")
    meant = [(one.start, one.end, one.text) for one in sorted(cues)]
    document = model(written)
    assert document.get_lang() == "es"
    assert cues_of(document) == meant
    ours = ttml(written.encode())
    assert [(Fraction(one.begin, 1000), Fraction(one.end, 1000), one.text) for one in ours] == meant
    assert [one.speakers for one in ours] == [one.speakers for one in sorted(cues)]


def test_looks_and_speakers_stay() -> None:
    assert srt.from_model(model(write((CUE,), "en"))) == (
        "1\n00:00:01,000 --> 00:00:02,000\nHello <i><b></i> & you\nthere\n"
    )
    (read,) = ttml(write((CUE,), "en").encode())
    assert read.speakers == ("Ben & Co",)


PLACES: dict[str, tuple[Place, tuple[float, float], str]] = {
    "left to the player": (Place(), (5, 95), "after"),
    "at the top": (Place(line=Fraction(0)), (5, 95), "before"),
    "a fifth down": (Place(line=Fraction(20)), (20, 95), "before"),
    "ending three quarters down": (Place(line=Fraction(75), line_align="end"), (5, 75), "after"),
    "two lines from the top": (Place(line=Fraction(1), is_lines=True), (11.667, 95), "before"),
    "two lines from the bottom": (Place(line=Fraction(-3), is_lines=True), (5, 81.667), "after"),
    "around the middle": (Place(line=Fraction(50), line_align="center"), (5, 95), "center"),
}


def region_of(place: Place) -> ttconv.model.Region:
    sequence = ISD.generate_isd_sequence(model(write((replace(CUE, place=place),), "en")))
    (isd,) = [part for _, part in sequence if list(part.iter_regions())]
    (region,) = isd.iter_regions()
    return region


@pytest.mark.parametrize("name", PLACES)
def test_a_caption_stands_where_webvtt_has_it(name: str) -> None:
    place, (top, bottom), aligned = PLACES[name]
    region = region_of(place)
    origin, extent = region.get_style(StyleProperties.Origin), region.get_style(StyleProperties.Extent)
    assert origin.y.value == pytest.approx(top, abs=0.01)
    assert origin.y.value + extent.height.value == pytest.approx(bottom, abs=0.01)
    assert region.get_style(StyleProperties.DisplayAlign).value == aligned


def test_a_caption_at_a_side_stays_there() -> None:
    region = region_of(Place(position=Fraction(60), size=Fraction(30), align="start"))
    origin, extent = region.get_style(StyleProperties.Origin), region.get_style(StyleProperties.Extent)
    assert (origin.x.value, extent.width.value) == (60, 30)


def test_a_text_from_right_to_left_says_so() -> None:
    arabic, hindi = (Caption(SECOND * at, SECOND * (at + 1), text) for at, text in ((1, "مرحبا 👋"), (3, "नमस्ते")))
    directions = [
        part.get("{http://www.w3.org/ns/ttml#styling}direction")
        for part in ElementTree.fromstring(write((arabic, hindi), "ar")).iter("{http://www.w3.org/ns/ttml}p")
    ]
    assert directions == ["rtl", None]
