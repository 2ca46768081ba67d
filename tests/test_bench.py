"""The document that the benchmark gives to melt."""

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as Xml

from bench.hand import Drawn
from bench.melt_script import Script
from bench.report import _melt
from bench.rivals import windows
from pipeline.media.paths import MediaPath
from pipeline.profiles import load
from pipeline.timeline.model import (
    CardMedia,
    Clip,
    Segment,
    SoundClip,
    SoundRole,
    SourceMedia,
    Stack,
    Timeline,
    Track,
    Transition,
)  # fmt: skip

FILM = SourceMedia(MediaPath("media", "film.mp4"), "a" * 64)


def finished(*segments: Segment) -> Any:
    timeline = Timeline("e", "E", Fraction(30), segments, "reference")
    drawn = Drawn("still", 32, 40, (64, 20), (Path("card.png"),), (6, 6), 0, ())
    return SimpleNamespace(
        timeline=timeline,
        work=SimpleNamespace(profile=load("draft")),
        show=SimpleNamespace(root=Path("show")),
        gains=lambda: {"": 1.5},
        card=lambda clip: drawn,
        video=lambda path: SimpleNamespace(display_size=(Fraction(1280), Fraction(720))),
        duration=lambda path: Fraction(4),
    )


def document(*shown: tuple[Fraction, Fraction]) -> Xml.Element:
    shots = Track("shots", (Clip(FILM, 40), Transition("dissolve", 10), Clip(FILM, 30, Fraction(2))))
    card = Clip(CardMedia("lower_third", {}, "reference"), 30)
    sound = SoundClip(FILM, SoundRole.NAT, Fraction(0), Fraction(3), Fraction(2), loop=True)
    first = Segment("first", "clip", "First", Stack(60, (shots, Track("cards", (card,))), (sound,)))
    then = Segment("then", "clip", "Then", Stack(45, (Track("shots", (Clip(FILM, 45),)),)), Transition("dissolve", 15))
    return Xml.fromstring(Script(finished(first, then)).document(Path("out.mp4"), shown))


def frames(entry: Xml.Element) -> int:
    return int(entry.attrib["out"]) - int(entry.attrib["in"]) + 1


def test_what_a_document_names_stands_above() -> None:
    known: set[str] = set()
    for part in document():
        used = {one.attrib["producer"] for one in part.iter() if "producer" in one.attrib}
        assert used <= known
        known.add(part.get("id", ""))


def test_a_document_lasts_as_long_as_the_episode_or_its_windows() -> None:
    whole = document()
    *_, programme, last = whole.iter("playlist")
    assert [frames(entry) for entry in programme.iter("entry")] == [45, 15, 30], "a dissolve is a shot of its own"
    assert [frames(entry) for entry in last.iter("entry")] == [90]
    *_, last = document(*windows(Fraction(3), 2, Fraction(1))).iter("playlist")
    assert [(entry.attrib["in"], entry.attrib["out"]) for entry in last.iter("entry")] == [("8", "37"), ("52", "81")]


def test_a_document_loops_a_sound_and_lays_a_card_where_it_was_drawn() -> None:
    cuts = [[(one.attrib["in"], one.attrib["out"]) for one in playlist.iter("entry")] for playlist in document().iter("playlist")]
    assert [("90", "119"), ("0", "29")] in cuts, "one second of four is left; the loop goes on from the beginning"
    texts = [one.text for one in document().iter("property") if one.get("name") == "geometry"]
    assert "0=32/40:64x20:0;6=32/40:64x20:100;23=32/40:64x20:100;29=32/40:64x20:0" in texts


def test_the_page_says_it_where_melt_is_not_installed() -> None:
    assert list(_melt({})) == ["melt was not installed and is not compared."]
