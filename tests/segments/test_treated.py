"""What may be asked to be done to a picture, and what is told of a mistake in it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.faults import InputFault
from pipeline.timeline.model import Box, Clip
from pipeline.timeline.treatment import Treatment
from tests.shows import ShowFolder


def treatment(folder: Path, fields: str) -> Treatment:
    manifest = f"episode: {{title: A}}\nsegments: [{{clip: S, file: home/street.mp4, {fields}}}]\n"
    shown = ShowFolder(folder).cut(manifest).segments[0].stack.picture[0].items[0]
    assert isinstance(shown, Clip)
    return shown.treatment


def tenth(x: int, y: int, width: int, height: int) -> Box:
    return Box(Fraction(x, 10), Fraction(y, 10), Fraction(width, 10), Fraction(height, 10))


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ("fit: cover", Treatment()),
        ("crop: off, rotate: 0, mirror: off", Treatment()),
        ("crop: 10%", Treatment(crop=tenth(1, 1, 8, 8))),
        ("crop: {left: 10%, bottom: 0.2}", Treatment(crop=tenth(1, 0, 9, 8))),
        ("rotate: -1.5", Treatment(rotate=Fraction(-3, 2))),
        ("rotate: 90°", Treatment(rotate=Fraction(90))),
        ("mirror: on", Treatment(mirror="across")),
        ("mirror: down", Treatment(mirror="down")),
    ],
)
def test_what_is_written_is_what_is_done(fields: str, wanted: Treatment, tmp_path: Path) -> None:
    assert treatment(tmp_path, fields) == wanted


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("crop: {left: 60%, right: 40%}", "left and right together cut away 100% of the width"),
        ("crop: 50%", "left and right together cut away 100% of the width"),
        ("crop: 120%", "'120%' is not a share of the picture"),
        ("crop: {left: 10px}", "'10px' is not a share of the picture"),
        ("crop: {links: 10%}", "unknown field 'links'"),
        ("rotate: upright", "'upright' is not an angle; write a number from -180 to 180, such as 1.5 or 90"),
        ("rotate: 270", "'270' is out of range for an angle"),
        ("mirror: sideways", "'sideways' is no way to mirror"),
    ],
)
def test_what_cannot_be_done_is_told(fields: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault) as fault:
        treatment(tmp_path, fields)
    assert told in str(fault.value)


def test_a_background_of_a_tile_is_told_with_what_is_seen_there(tmp_path: Path) -> None:
    tile = "{file: metal/dad.mp4, chroma_key: on, background: open/clouds.mp4}"
    piece = f"{{music: M, stems: [metal/drums.wav], picture: {{mosaic: [{tile}, metal/kids.mp4]}}}}"
    with pytest.raises(InputFault, match="a tile has no `background`: where it is transparent, what lies behind"):
        ShowFolder(tmp_path).cut(f"episode: {{title: A}}\nsegments: [{piece}]\n")


@pytest.mark.parametrize(
    ("segment", "told"),
    [
        ("{clip: S, file: poems/window.jpg, length: 2, stabilise: on}", "a still does not shake"),
        ('{animation: S, frames: "breathe/frame_%04d.png", rate: 12, stabilise: on}', "what was drawn does not shake"),
    ],
)
def test_only_films_are_made_steady(segment: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault, match=told):
        ShowFolder(tmp_path).cut(f"episode: {{title: A}}\nsegments: [{segment}]\n")


def test_a_plain_colour_is_not_mirrored(tmp_path: Path) -> None:
    manifest = 'episode: {title: A}\nsegments: [{poem: S, lines: [A], length: 2, background: {colour: "#112233", mirror: on}}]\n'
    with pytest.raises(InputFault, match="a colour has no `mirror`"):
        ShowFolder(tmp_path).cut(manifest)
