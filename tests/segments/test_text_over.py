"""Texts over a picture: what they say, when and where, in every shape; and what is told of a mistake."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.faults import InputFault
from pipeline.timeline.model import CardMedia, Clip
from pipeline.timeline.regions import place
from tests.segments.captioned import cut
from tests.shows import SHOW, ShowFolder

SHAPES = {"wide": (1920, 1080), "tall": (1080, 1920), "square": (1080, 1080)}


def texts(folder: Path, fields: str, shape: str = "wide") -> list[tuple[int, Clip]]:
    width, height = SHAPES[shape]
    manifest = f"episode: {{title: A}}\nsegments: [{{clip: S, file: home/interview.mov, length: 10, {fields}}}]\n"
    cut = ShowFolder(folder, f"{SHOW}shape: {width}:{height}\n").cut(manifest)
    rows = [track for track in cut.segments[0].stack.picture if track.name.startswith("text")]
    return [(one.range.start, one.clip) for row in rows for one in place(row)]


def said(clip: Clip) -> object:
    assert isinstance(clip.media, CardMedia)
    return clip.media.fields["text"]


def test_it_is_shown_when_it_is_written_or_as_long_as_it_takes_to_read(tmp_path: Path) -> None:
    found = texts(tmp_path, "text: [Oaxaca, {text: [One, two], at: 2, length: 1.5}, {text: " + 60 * "a" + ", at: 4}]")
    assert sorted((said(clip), start, clip.frames) for start, clip in found) == [
        ("Oaxaca", 0, 72), ("One\ntwo", 48, 36), (60 * "a", 96, 120),
    ]  # fmt: skip
    assert all(clip.fade_in and clip.fade_out for _, clip in found)


def test_it_goes_with_its_clip(tmp_path: Path) -> None:
    [(start, clip)] = texts(tmp_path, "text: {text: One, at: 9, length: 5}")
    assert start + clip.frames == 240


@pytest.mark.parametrize("shape", SHAPES)
def test_it_stands_inside_the_safe_area_off_names(shape: str, tmp_path: Path) -> None:
    heights = {}
    for name, fields in (("alone", ""), ("named", "by: joe, lower_third: auto, ")):
        for where in ("top", "middle", "bottom"):
            [(_, clip)] = texts(tmp_path / f"{name}-{where}", f"{fields}text: {{text: One, place: {where}}}", shape)
            heights[name, where] = clip.placement.box.y
    assert heights["alone", "top"] < heights["alone", "middle"] < heights["alone", "bottom"]
    assert heights["named", "top"] == heights["alone", "top"]
    assert heights["named", "bottom"] < heights["alone", "bottom"]
    [(_, left)], [(_, right)] = (
        texts(tmp_path / side, f"text: {{text: One, place: top-{side}}}", shape) for side in ("left", "right")
    )
    assert left.placement.box.x <= right.placement.box.x
    assert left.placement.box.width == Fraction(1), "letters are as large everywhere"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("text: {text: One, at: 10}", "the text comes at 0:10, and what it lies over ends at 0:10"),
        ("text: {text: One, place: centre}", "'centre' is not allowed here"),
        ("text: {text: One, card: sticker}", "adds no card 'sticker' with a `text`"),
        ("text: {text: One, card: sticker, place: top}", "the card sticker says by itself where it stands"),
        ("text: {text: One, length: 0}", "the text would be shown for 0 seconds"),
        ("text: {text: '  '}", "nothing is written here"),
        ("text: {text: []}", "the text is empty"),
    ],
)
def test_what_cannot_be_shown_is_told_at_its_line(fields: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault) as fault:
        texts(tmp_path, fields)
    assert told in str(fault.value)


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ("[One, Two]", True),
        ("[One, {text: Two, at: 2.9}]", True),
        ("[One, {text: Two, at: 3}]", False),
        ("[One, {text: Two, place: bottom}]", False),
    ],
)
def test_a_text_that_lies_on_another_is_told(fields: str, is_told: bool, tmp_path: Path) -> None:
    _, told = cut(tmp_path, f"  - {{clip: S, file: home/interview.mov, length: 10, text: {fields}}}\n")
    assert any("another text stands at top when this one comes, and lies below it" in one for one in told) is is_told


@pytest.mark.parametrize(
    ("fields", "is_told"), [("Two", True), ("{text: Two, at: 5}", False), ("{text: Two, place: middle}", False)]
)
def test_a_text_of_a_clip_that_lies_on_one_of_its_segment_is_told(fields: str, is_told: bool, tmp_path: Path) -> None:
    film = f"{{file: home/interview.mov, length: 10, text: {fields}}}"
    _, told = cut(tmp_path, f"  - docu-short: S\n    text: {{text: One, at: 1, length: 3}}\n    clips: [{film}]\n")
    below = "a text of the whole segment stands at top while this one does, and lies below it"
    assert any(below in one for one in told) is is_told
