"""Films side by side and in rows: where they stand in each shape, with their own sounds, and what is told of a mistake."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest

from pipeline.cards.model import MosaicSpec
from pipeline.faults import InputFault
from pipeline.segments import layout
from pipeline.segments.arranged import windows
from pipeline.timeline.model import Clip
from pipeline.timeline.regions import place
from tests.shows import ShowFolder

SHAPES = (Fraction(16, 9), Fraction(9, 16), Fraction(1))


@pytest.mark.parametrize("canvas", SHAPES)
@pytest.mark.parametrize("how", ["row", "side-by-side"])
def test_all_are_seen_whole_and_apart_whatever_their_number(how: str, canvas: Fraction) -> None:
    spec = MosaicSpec()
    across, down = layout.design(canvas)
    for count in range(2, 12):
        found = windows(how, count, canvas, spec)  # type: ignore[arg-type]
        assert len(found) == count
        for one in found:
            assert spec.margin - 1 <= one.left
            assert one.left + one.width <= across - spec.margin + 1
            assert spec.margin - 1 <= one.top
            assert one.top + one.height <= down - spec.margin + 1
            assert min(one.width, one.height) > 60
        for one, other in combinations(found, 2):
            beside = one.left + one.width + 16 <= other.left or other.left + other.width + 16 <= one.left
            assert beside or one.top + one.height + 16 <= other.top or other.top + other.height + 16 <= one.top
        if how == "row":
            assert found[0].width * found[0].height > 1.4 * max(one.width * one.height for one in found[1:])


def test_those_beside_a_film_are_on_its_clock_and_are_heard(tmp_path: Path) -> None:
    late = "file: home/street.mp4, by: kid-a, sync: 0.5, length: 4"
    silent = "file: home/friday.mp4, by: kid-b, sound: off, length: 9"
    beside = f"layout: row, picture_in_picture: [{{{late}}}, {{{silent}}}]"
    clip = f"clip: S, file: home/interview.mov, length: 10, by: joe, {beside}"
    [found] = ShowFolder(tmp_path).cut(f"episode: {{title: A}}\nsegments: [{{{clip}}}]\n").segments
    names = [track.name for track in found.stack.picture]
    assert names == ["behind", "picture", "inset-1", "inset-2", "sheet"]
    shown = {track.name: [(one.range.start, one.clip.frames) for one in place(track)] for track in found.stack.picture}
    assert (shown["picture"], shown["inset-1"], shown["inset-2"]) == ([(0, 240)], [(12, 96)], [(0, 216)])
    assert [(sound.name, sound.at) for sound in found.stack.sound] == [("interview", 0), ("street", Fraction(1, 2))]
    film = found.stack.picture[1].items[0]
    assert isinstance(film, Clip)
    assert film.placement.box.height == Fraction(666, 1080)
    assert {key for one in found.contributions for key in one.people} == {"joe", "kid-a", "kid-b"}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("layout: row", "a layout needs others beside it"),
        ("layout: beside, picture_in_picture: home/street.mp4", "'beside' is not allowed here"),
        ("layout: row, picture_in_picture: {file: home/street.mp4, place: top}", "`layout` says how it stands, not `place`"),
    ],
)
def test_what_cannot_be_laid_out_is_told_at_its_line(fields: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault) as fault:
        ShowFolder(tmp_path).cut(f"episode: {{title: A}}\nsegments: [{{clip: S, file: home/interview.mov, {fields}}}]\n")
    assert told in str(fault.value)
