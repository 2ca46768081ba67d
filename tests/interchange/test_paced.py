"""Clips that are faster, slower, stand or run backwards go to an editing program and come back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.interchange.editor import Desk, shown, trim

RAMP = "speed: {ramp: [{at: 3, speed: 1}, {at: 5, speed: 0.25}, {at: 7, speed: 2}]}"
PACED = f"""\
  - docu-short: Paces     # as they came
    clips:
      - {{file: home/interview.mov, in: 2, out: 10, {RAMP}, by: ana}}
      - {{file: home/street.mp4, in: 1, out: 9, freeze: {{at: 4, length: 3}}, by: ben}}
      - {{file: home/friday.mp4, in: 1, out: 9, reverse: on, by: dana}}
      - {{file: home/street.mp4, in: 1, length: 6, speed: 2, by: ben}}
      - {{file: home/interview.mov, in: 1, out: 8, {RAMP}, freeze: {{at: 4, length: 2}}, sound: off, by: ana}}
"""


@pytest.mark.parametrize("rate", ["24", "30000/1001", "60"])
def test_unedited_it_is_the_manifest_that_it_was(tmp_path: Path, rate: str) -> None:
    desk = Desk.of(tmp_path, PACED, rate)
    brought = desk.bring(desk.exported())
    assert (brought.taken, brought.left, brought.files) == ((), (), {})


def test_what_was_trimmed_there_begins_in_its_file_where_it_was_put_and_lasts_as_long(tmp_path: Path) -> None:
    desk = Desk.of(tmp_path, PACED)
    timeline = desk.exported()
    ramp, stands, back, *_ = timeline.tracks[0]
    trim(ramp, 0, -24, desk.rate)
    trim(stands, 24, 0, desk.rate)
    trim(back, 12, -24, desk.rate)
    lengths = [clip.source_range.duration.value for clip in timeline.tracks[0]]
    brought = desk.bring(timeline)
    assert brought.left == ()
    assert [piece.length for piece in desk.sheet.cut.pieces] == lengths
    assert f"in: 2, out: 7.96, {RAMP}" in desk.text, "two seconds of the file pass in the last one"
    assert "in: 2, out: 9, freeze: {at: 4, length: 3}" in desk.text
    assert "in: 1.5, out: 8, reverse: on" in desk.text, "it is in the timeline forwards"
    again = desk.bring(desk.exported())
    assert (again.taken, again.left, again.files) == ((), (), {})


@pytest.mark.parametrize("rate", ["24", "30000/1001", "60"])
def test_trims_at_random_come_back(tmp_path: Path, rate: str) -> None:
    desk = Desk.of(tmp_path, PACED, rate)
    timeline, chance = desk.exported(), random.Random(rate)
    for clip in timeline.tracks[0]:
        trim(clip, chance.randint(-20, 60), chance.randint(-40, 30), desk.rate)
    brought = desk.bring(timeline)
    assert brought.left == ()
    assert desk.shown() == shown(timeline, desk.rate)
    again = desk.bring(desk.exported())
    assert (again.taken, again.left, again.files) == ((), (), {})


def test_a_speed_that_was_taken_off_is_told(tmp_path: Path) -> None:
    desk = Desk.of(tmp_path, PACED)
    timeline = desk.exported()
    timeline.tracks[0][3].effects.clear()
    brought = desk.bring(timeline)
    assert brought.files == {}
    assert any("no other speed" in one and "street.mp4" in one for one in brought.left)


def test_the_sound_of_what_runs_backwards_begins_where_its_picture_does(tmp_path: Path) -> None:
    desk = Desk.of(tmp_path, PACED)
    pictures, sounds = ({piece.where: piece for lane in desk.sheet.lanes if lane.kind == kind for piece in lane.pieces}
                        for kind in ("picture", "sound"))  # fmt: skip
    for where, sound in sounds.items():
        picture = pictures[where]
        assert abs(sound.first / sound.source.rate - picture.first / picture.source.rate) < 1 / 24
