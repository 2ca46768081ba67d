"""Pictures in a picture: where they stand in each shape, when, who is credited, and what is told of a mistake."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest

from pipeline.cards.model import shape_of
from pipeline.cards.safe import margins
from pipeline.faults import InputFault
from pipeline.timeline.model import Clip, Segment, SoundRole
from pipeline.timeline.regions import place
from tests.shows import SHOW, ShowFolder

SHAPES = {"wide": (1920, 1080), "tall": (1080, 1920), "square": (1080, 1080)}


def segment(folder: Path, fields: str, shape: str = "wide") -> Segment:
    manifest = f"episode: {{title: A}}\nsegments: [{{clip: S, file: home/interview.mov, length: 10, {fields}}}]\n"
    width, height = SHAPES[shape]
    return ShowFolder(folder, f"{SHOW}shape: {width}:{height}\n").cut(manifest).segments[0]


def insets(found: Segment) -> list[tuple[int, Clip]]:
    tracks = [track for track in found.stack.picture if track.name.startswith("inset") and "name" not in track.name]
    return [(one.range.start, one.clip) for track in tracks for one in place(track)]


def pixels(clip: Clip, shape: str = "wide") -> tuple[int, int, int, int]:
    width, height = SHAPES[shape]
    box = clip.placement.box
    return tuple(round(float(one)) for one in (box.x * width, box.y * height, box.width * width, box.height * height))  # type: ignore[return-value]


def test_it_stands_where_it_is_written_and_lasts_as_long(tmp_path: Path) -> None:
    [(start, clip)] = insets(segment(tmp_path, "picture_in_picture: {file: home/street.mp4, at: 2, in: 1, length: 3}"))
    assert (start, clip.frames, clip.start) == (48, 72, 1)
    left, top, width, height = pixels(clip)
    assert (left + width, top) == (1824, 54), "in the corner of the safe area"
    assert abs(width / height - 16 / 9) < 0.02
    assert clip.edge is not None
    assert clip.fade_in == clip.fade_out > 0


def test_by_hand_it_stands_in_its_box(tmp_path: Path) -> None:
    [(_, clip)] = insets(segment(tmp_path, "picture_in_picture: {file: home/street.mp4, box: 50% 10% 25% 50%, entrance: none}"))
    assert pixels(clip) == (960, 108, 480, 540)
    assert (clip.fade_in, clip.fade_out) == (0, 0)


def test_what_lies_over_it_ends_with_it(tmp_path: Path) -> None:
    [(start, clip)] = insets(segment(tmp_path, "picture_in_picture: {file: home/street.mp4, at: 4}"))
    assert start + clip.frames == 240


def test_names_and_captions_are_not_covered(tmp_path: Path) -> None:
    over = "picture_in_picture: {file: home/street.mp4, place: bottom-right}"
    (_, alone), = insets(segment(tmp_path / "a", over))
    (_, named), = insets(segment(tmp_path / "b", f"by: joe, lower_third: auto, {over}"))
    (_, told), = insets(segment(tmp_path / "c", f"captions: {{en: home/interview.en.srt}}, {over}"))
    feet = [(top + height) for _, top, _, height in map(pixels, (alone, told, named))]
    assert feet[0] == 1026
    assert feet[0] > feet[1] > feet[2] > 400


@pytest.mark.parametrize("named", ["lower_third: off", "by: joe, lower_third: auto"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("where", ["top-right", "bottom-left", "top", "bottom", "left"])
def test_several_never_cover_each_other_and_stay_in_the_safe_area(where: str, shape: str, named: str, tmp_path: Path) -> None:
    one = f"{{file: home/street.mp4, place: {where}}}"
    found = segment(tmp_path, f"{named}, picture_in_picture: [{one}, {one}, {one}]", shape)
    boxes = [pixels(clip, shape) for _, clip in insets(found)]
    assert len(boxes) == 3
    across, down = SHAPES[shape]
    left, top, right, bottom = margins(shape_of(across, down), across, down)
    for x, y, width, height in boxes:
        assert left - 1 <= x
        assert x + width <= across + 1 - right
        assert top - 1 <= y
        assert y + height <= down + 1 - bottom
    for (x, y, width, height), (ax, ay, awidth, aheight) in combinations(boxes, 2):
        assert not (x < ax + awidth and ax < x + width and y < ay + aheight and ay < y + height)


def test_who_is_in_it_is_credited_and_heard_on_the_same_clock(tmp_path: Path) -> None:
    written = "file: home/street.mp4, by: kid-a, role: dancer, at: 2, length: 3, sound: voice, sync: 0.5"
    found = segment(tmp_path, f"by: joe, picture_in_picture: {{{written}}}")
    [(start, clip)] = insets(found)
    assert (start, clip.start) == (60, 0), "it begins half a second later"
    sound = found.stack.sound[1]
    assert (sound.at, sound.start, sound.role, sound.seconds) == (Fraction(5, 2), 0, SoundRole.VOICE, 3)
    made = [one for one in found.contributions if one.people == ("kid-a",)]
    assert [one.medium for one in made] == ["picture", "sound"]
    assert {(one.role, one.range.start, one.range.frames) for one in made} == {("dancer", 60, 72)}


def test_it_runs_on_the_clock_of_what_it_lies_over(tmp_path: Path) -> None:
    found = segment(tmp_path, "picture_in_picture: {file: home/street.mp4, at: 2, length: 5, sync: -1}")
    [(start, clip)] = insets(found)
    assert (start, clip.start, clip.frames) == (48, 1, 96), "what would be seen before it comes is left out"
    assert found.stack.sound[1].start == 1


def test_by_its_sound_it_waits_until_that_was_heard(tmp_path: Path) -> None:
    found = segment(tmp_path, "picture_in_picture: {file: home/street.mp4, sync: auto}")
    assert found.stack.unplaced == (1,)
    assert found.stack.sound[1].sync == "auto"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("{file: home/street.mp4, box: 50% 10% 60% 50%}", "the box reaches out of the picture"),
        ("{file: home/street.mp4, box: 50% 10%}", "a box needs 4 numbers; here are 2"),
        ("{file: home/street.mp4, box: 5% 5% 20% 20%, place: top}", "`box` says all of its place, and `place` says another"),
        ("{file: home/street.mp4, place: middle}", "'middle' is not allowed here"),
        ("{file: home/street.mp4, size: 2%}", "'2%' is too small to show anything"),
        ("{file: home/street.mp4, border: thick}", "'thick' is not the width of a border"),
        ("{file: home/street.mp4, at: 10}", "the picture comes at 0:10, and what it lies over ends at 0:10"),
        ("{file: home/street.mp4, name_tag: on}", "no one is named here for a name tag to show"),
        ("{file: home/silent.mp4, sync: auto}", "sync: auto lines up two sounds, and one is missing"),
        ("{file: home/street.mp4, sync: -30}", "nothing of it is seen"),
        ("{file: metal/drums.wav}", "metal/drums.wav has no picture"),
        ("{file: home/street.mp4, by: nobody}", "'nobody'"),
    ],
)
def test_what_cannot_be_shown_is_told_at_its_line(fields: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault) as fault:
        segment(tmp_path, f"picture_in_picture: {fields}")
    assert told in str(fault.value)
