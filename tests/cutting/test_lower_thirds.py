"""Lower thirds that come and go when they are dragged to, however they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cutting.operations import MoveLowerThird, Thing
from pipeline.timeline.regions import Placed, place
from tests.cutting.test_cut import HEAD, METAL, STREET, Room

PIECE = """\
  - docu-short: At Home
    clips:
      - {file: home/street.mp4, length: 3, by: ben}
      - {file: home/interview.mov, in: 1.2, out: 10, by: ana, lower_third: auto}     # she speaks
"""


def names(room: Room, segment: str) -> list[Placed]:
    stack = next(one for one in room.timeline.segments if one.name == segment).stack
    found = [one for track in stack.picture for one in place(track) if getattr(one.clip.media, "card", "") == "lower_third"]
    return sorted(found, key=lambda one: one.range.start)


def thing(room: Room, segment: str) -> Thing:
    return room.at(segment, names(room, segment)[0].clip)


def test_a_name_comes_later_and_goes_earlier(tmp_path: Path) -> None:
    room = Room.of(tmp_path, PIECE)
    assert [one.range.start for one in names(room, "at-home")] == [96], "a second into its clip, which is the second"
    said = room.do(MoveLowerThird(thing(room, "at-home"), None, 12))
    assert said.endswith("out: 10, by: ana, lower_third: {show: auto, at: 1.5}}     # she speaks")
    assert (names(room, "at-home")[0].range.start, names(room, "at-home")[0].range.frames) == (108, 120)
    assert "{show: auto, at: 1.5, length: 4}}" in room.do(MoveLowerThird(thing(room, "at-home"), "end", -24))
    assert "{show: auto, at: 1, length: 4.5}}" in room.do(MoveLowerThird(thing(room, "at-home"), "begin", -12))
    assert (names(room, "at-home")[0].range.start, names(room, "at-home")[0].range.frames) == (96, 108)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("lower_third: Ana of Porto", "lower_third: {show: Ana of Porto, at: 1.5}"),
        ("lower_third: 'Ana, of Porto'", "lower_third: {show: 'Ana, of Porto', at: 1.5}"),
        ("lower_third: on", "lower_third: {show: auto, at: 1.5}"),
        ("lower_third: {by: ana, at: 24f}", "lower_third: {by: ana, at: 36f}"),
        ("lower_third: {at: '0:01'}", "lower_third: {at: '0:01.5'}"),
    ],
)  # fmt: skip
def test_it_is_written_as_it_stands_there(tmp_path: Path, written: str, wanted: str) -> None:
    room = Room.of(tmp_path, PIECE.replace("lower_third: auto", written))
    assert wanted in room.do(MoveLowerThird(thing(room, "at-home"), None, 12))
    assert names(room, "at-home")[0].range.start == 108


def test_in_lines_of_its_own_it_keeps_its_lines(tmp_path: Path) -> None:
    lines = "    lower_third:   # who\n      by: ana\n      at: 2   # not before\n"
    room = Room.of(tmp_path, STREET + lines)
    assert room.do(MoveLowerThird(thing(room, "street"), None, 24)) == "-      at: 2   # not before\n+      at: 3   # not before"
    assert room.do(MoveLowerThird(thing(room, "street"), "end", 24)) == "+      length: 6"


def test_names_that_nobody_wrote_get_a_time_where_they_stay_the_same(tmp_path: Path) -> None:
    show = "show: A\nrate: 24\ninterstitial: off\ncredits: off\n"
    room = Room.of(tmp_path, METAL, head=HEAD, show=show)
    before = [one.clip.media for one in names(room, "metal-dad")]
    if not before:
        pytest.fail("music names its players by itself")
    assert "+    lower_third: {at: 2}" in room.do(MoveLowerThird(thing(room, "metal-dad"), None, 24))
    assert [one.clip.media for one in names(room, "metal-dad")] == before


def test_what_has_no_room_is_refused_in_words(tmp_path: Path) -> None:
    room = Room.of(tmp_path, PIECE)
    one = thing(room, "at-home")
    assert "comes with its clip already" in room.refusal(MoveLowerThird(one, None, -25))
    assert "nothing would be left" in room.refusal(MoveLowerThird(one, "end", -120))
    assert "no room there" in room.refusal(MoveLowerThird(one, "end", 300))
