"""Captions of WebVTT's regions stand where they stood, each by itself; what is lost without a region is told."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.captions import read_file
from pipeline.captions.model import Place
from pipeline.captions.regions import placed, scrolling
from pipeline.captions.settings import write
from tests.segments.captioned import cut

HEAD = "WEBVTT\n\nREGION\nid:fred\nwidth:40%\nlines:3\nregionanchor:{anchor}\nviewportanchor:{viewport}\n{more}\n"
CUE = "00:01.000 --> 00:03.000 region:fred {settings}\nHello\n"


def stood(anchor: str, viewport: str, settings: str = "") -> Place:
    file = read_file((HEAD.format(anchor=anchor, viewport=viewport, more="") + CUE.format(settings=settings)).encode(), "a.vtt")
    (caption,) = placed(file).captions
    return caption.place


@pytest.mark.parametrize(
    ("anchor", "viewport", "settings", "place"),
    [
        # Three lines of 6 % above the point at 90 %: the foot of the region is there; its middle is at 10 % + 20 %.
        ("0%,100%", "10%,90%", "", "line:90%,end position:30% size:40%"),
        ("0%,0%", "10%,10%", "", "line:28%,end position:30% size:40%"),
        ("100%,0%", "90%,50%", "align:start", "line:68%,end position:50% size:40% align:start"),
        ("0%,100%", "10%,90%", "align:end", "line:90%,end position:50% size:40% align:end"),
        ("0%,100%", "10%,90%", "position:25%", "line:90%,end position:20% size:40%"),
        ("50%,50%", "50%,100%", "", "line:100%,end position:50% size:40%"),  # kept in the picture
    ],
)
def test_a_caption_stands_where_its_region_put_it(anchor: str, viewport: str, settings: str, place: str) -> None:
    assert write(stood(anchor, viewport, settings)) == place


def test_captions_without_a_region_stay_and_no_region_is_left() -> None:
    content = HEAD.format(anchor="0%,0%", viewport="0%,0%", more="scroll:up\n") + "00:01.000 --> 00:03.000 line:5%\nHello\n"
    file = read_file(content.encode(), "a.vtt")
    assert placed(file).captions == file.captions
    assert placed(file).regions == ()
    assert list(scrolling(file)) == []  # nothing scrolls that nobody sees


def test_an_episode_keeps_where_they_stood_and_tells_that_they_do_not_scroll(tmp_path: Path) -> None:
    content = HEAD.format(anchor="0%,100%", viewport="10%,90%", more="scroll:up\n") + CUE.format(settings="")
    timeline, told = cut(tmp_path, "  - card: One\n    length: 6\n    captions: {en: home/r.vtt}\n", r__vtt=content)
    (cue,) = timeline.segments[0].stack.cues["en"]
    assert cue.caption.place == Place(
        line=Fraction(90), line_align="end", position=Fraction(30), size=Fraction(40)
    )
    assert told == [
        "5:20: warning: home/r.vtt: captions of the REGION fred scroll, and each stands still here; where it stands is kept"
    ]


@pytest.mark.parametrize("setting", ["width:400%", "lines:-3", "viewportanchor:x,y", "regionanchor:5%", "height:3"])
def test_a_setting_of_a_region_that_players_do_not_heed_is_told(setting: str) -> None:
    file = read_file(f"WEBVTT\n\nREGION\nid:a\n{setting}\nwidth:40%\n\n00:01.000 --> 00:02.000 region:a\nHi\n".encode(), "a.vtt")
    assert [(one.line, one.message) for one in file.notices] == [(3, f"players do not heed the setting {setting!r} of a REGION")]
    assert file.regions[0].width == 40
