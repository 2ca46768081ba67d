"""What may be cut out of a screen, what is seen behind it, and what is told of a mistake."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.faults import InputFault
from pipeline.timeline.key import Key
from pipeline.timeline.model import Clip, ColourMedia, Segment
from tests.shows import ShowFolder


def segment(folder: Path, fields: str, kind: str = "clip: S, file: home/street.mp4, in: 2, length: 5") -> Segment:
    return ShowFolder(folder).cut(f"episode: {{title: A}}\nsegments: [{{{kind}, {fields}}}]\n").segments[0]


def first(found: Segment) -> Clip:
    clip = found.stack.picture[0].items[0]
    assert isinstance(clip, Clip)
    return clip


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ("chroma_key: on", Key(start=Fraction(2), seconds=Fraction(5))),
        ("chroma_key: auto", Key(start=Fraction(2), seconds=Fraction(5))),
        ('chroma_key: "#00b140"', Key("#00b140")),
        ('chroma_key: {colour: "#00b140", softness: 50%, spill: off}', Key("#00b140", Fraction(1, 2), Fraction(0))),
        ("chroma_key: {colour: auto, spill: 40%}", Key("", spill=Fraction(2, 5), start=Fraction(2), seconds=Fraction(5))),
        ("chroma_key: off", None),
    ],
)
def test_what_is_written_is_cut_out(fields: str, wanted: Key | None, tmp_path: Path) -> None:
    assert first(segment(tmp_path, fields)).treatment.key == wanted


def test_what_is_behind_is_shown_as_long_and_credited(tmp_path: Path) -> None:
    found = segment(tmp_path, "by: joe, chroma_key: on, background: {file: open/clouds.mp4, by: kid-a, loop: on}")
    clip = first(found)
    assert [one.frames for one in clip.behind] == [48, 48, 24], "two seconds, again and again"
    assert {key: (one.range.start, one.range.frames) for one in found.contributions for key in one.people} == {
        "joe": (0, 120), "kid-a": (0, 120),
    }  # fmt: skip
    plain = first(segment(tmp_path, 'chroma_key: on, background: "#203040"'))
    assert [one.media for one in plain.behind] == [ColourMedia("#203040")]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("chroma_key: green", "'green'"),
        ('chroma_key: "#808070"', "#808070 is no colour of a screen"),
        ("chroma_key: {softness: soft}", "'soft' is not a share of the picture"),
        ("background: open/clouds.mp4", "nothing is seen of a background behind a whole picture"),
        ("chroma_key: on, background: {file: open/clouds.mp4, chroma_key: on}", "behind a background there is nothing"),
        ("chroma_key: on, background: open/rain.mp4", "open/rain.mp4"),
        ("mask: trn", "has no shape 'trn'; did you mean 'torn'? allowed: circle, rounded, theme, torn, strip, sheet, disc"),
        ("mask: {shape: slab}", "the theme create-together has no shape 'slab'; allowed: circle,"),
        ("mask: {shape: circle, corners: 20}", "a circle has no corners"),
        ("mask: {shape: torn, corners: 20}", "the shape torn has no corners"),
        ("mask: {corners: 0}", "'0' is out of range for the radius of corners"),
        ("mask: circle, background: {file: open/clouds.mp4, mask: circle}", "behind a background there is nothing"),
    ],
)
def test_what_cannot_be_cut_out_is_told_at_its_line(fields: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault) as fault:
        segment(tmp_path, fields)
    assert told in str(fault.value)


@pytest.mark.parametrize(("written", "shape"), [("torn", "torn"), ("{shape: Disc}", "disc"), ("theme", "torn"), ("circle", "")])
def test_a_picture_is_seen_in_a_shape_of_the_theme(written: str, shape: str, tmp_path: Path) -> None:
    mask = first(segment(tmp_path, f"mask: {written}")).treatment.mask
    assert mask is not None
    assert mask.shape == shape


def test_a_still_before_a_screen_does_not_move(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="a picture before a screen stands still"):
        segment(tmp_path, "chroma_key: on, move: ken-burns", "clip: S, file: poems/window.jpg, length: 5")
