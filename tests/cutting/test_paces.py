"""Trims of clips whose speed changes on the way, whose picture stands, or that go backwards: which lines, and which frames."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.cutting.operations import Slip, Split, Thing, Trim
from pipeline.timeline.model import Clip
from tests.cutting.test_cut import SHORT, STREET, Room

RAMP = "in: 2\n    out: 10\n    speed: {ramp: [{at: 3, speed: 1}, {at: 5, speed: 0.25}, {at: 7, speed: 2}]}"
STANDS = "in: 1\n    out: 9\n    freeze: {at: 4, length: 3}"
SLOW_AND_STANDS = "in: 1.5\n    length: 13\n    speed: 0.5\n    freeze: {at: 4.25, length: 2.5}"
RAMP_AND_STANDS = f"{RAMP}\n    freeze: {{at: 4, length: 1.3}}"
BACK = "in: 1.1\n    out: 9\n    reverse: on"
FAST_BACK = "in: 1\n    length: 5\n    speed: 1.5\n    reverse: on"


def room_of(folder: Path, fields: str, rate: str = "24") -> Room:
    show = f"show: A\nrate: {rate}\ninterstitial: off\ncredits: off\n"
    return Room.of(folder, STREET.replace("by: ana", f"by: ana\n    {fields}"), show=show)


def seconds(clip: Clip, rate: Fraction) -> list[Fraction]:
    """Return the second of the file that each frame of a clip shows."""
    way = -1 if clip.reverse else 1
    return [clip.start + way * clip.pace.file(frame / rate) for frame in range(clip.frames)]


@pytest.mark.parametrize("fields", [RAMP, STANDS, SLOW_AND_STANDS, RAMP_AND_STANDS, BACK, FAST_BACK])
@pytest.mark.parametrize("rate", ["24", "30000/1001", "60"])
def test_two_clips_cut_from_one_show_together_what_it_showed(tmp_path: Path, fields: str, rate: str) -> None:
    whole = room_of(tmp_path / "whole", fields, rate)
    fps = whole.timeline.rate
    shown = seconds(whole.clip("street"), fps)
    for number, share in enumerate((0.1, 0.3, 0.45, 0.6, 0.9)):
        at = round(len(shown) * share)
        before, after = (room_of(tmp_path / f"{number}{name}", fields, rate) for name in "ab")
        before.do(Trim(before.thing("street"), "end", at - len(shown)))
        after.do(Trim(after.thing("street"), "begin", at))
        found = [*seconds(before.clip("street"), fps), *seconds(after.clip("street"), fps)]
        assert len(found) == len(shown)
        assert max(abs(one - other) for one, other in zip(found, shown, strict=True)) * fps < Fraction(1, 500), (at, after)


@pytest.mark.parametrize("fields", [RAMP, BACK, SLOW_AND_STANDS])
def test_what_was_cut_off_comes_back(tmp_path: Path, fields: str) -> None:
    room = room_of(tmp_path, fields)
    shown = seconds(room.clip("street"), room.timeline.rate)
    for edge, by in (("begin", 5), ("begin", -5), ("end", -7), ("end", 7), ("begin", -9)):
        room.do(Trim(room.thing("street"), edge, by))  # type: ignore[arg-type]
    found = seconds(room.clip("street"), room.timeline.rate)
    assert len(found) == len(shown) + 9
    assert max(abs(one - other) for one, other in zip(found[9:], shown, strict=True)) < Fraction(1, 10_000)


def test_a_ramp_stays_where_it_is_in_the_file(tmp_path: Path) -> None:
    room = room_of(tmp_path, RAMP)
    assert room.do(Trim(room.thing("street"), "begin", 12)) == "-    in: 2\n+    in: 2.5"
    # From second 3 on it takes 3.2 s to second 5, 16/9 s to second 7 and 1.5 s to second 10: 167 frames, of which 155 stay.
    assert room.do(Trim(room.thing("street"), "end", -12)) == "-    out: 10\n+    out: 8.96"


def test_of_a_picture_that_stands_so_much_is_left_as_is_seen(tmp_path: Path) -> None:
    room = room_of(tmp_path, STANDS)
    assert room.do(Trim(room.thing("street"), "begin", 24 * 4)) == (
        "-    in: 1\n-    freeze: {at: 4, length: 3}\n+    in: 4\n+    freeze: {at: 4, length: 2}"
    )
    assert room.do(Trim(room.thing("street"), "begin", 24 * 2 + 6)) == (
        "-    in: 4\n-    freeze: {at: 4, length: 2}\n+    in: 4.25"
    )
    room = room_of(tmp_path / "end", STANDS)
    assert room.do(Trim(room.thing("street"), "end", -24 * 6)) == "-    out: 9\n+    length: 5"
    assert room.do(Trim(room.thing("street"), "end", -24 * 3)) == (
        "-    length: 5\n-    freeze: {at: 4, length: 3}\n+    length: 2"
    )


def test_what_goes_backwards_begins_at_its_out(tmp_path: Path) -> None:
    room = room_of(tmp_path, BACK)
    assert room.do(Trim(room.thing("street"), "begin", 24)) == "-    out: 9\n+    out: 8"
    assert room.do(Trim(room.thing("street"), "end", -24)) == "-    in: 1.1\n+    in: 2.08", "of 166 frames 142 stay"
    assert room.do(Slip(room.thing("street"), 12)) == "-    in: 2.08\n-    out: 8\n+    in: 2.58\n+    out: 8.5"
    room = room_of(tmp_path / "length", FAST_BACK)
    assert room.do(Trim(room.thing("street"), "begin", 24)) == "-    length: 5\n+    length: 4"
    assert room.do(Trim(room.thing("street"), "end", -24)) == "-    in: 1\n-    length: 4\n+    in: 2.5\n+    length: 3"


def test_a_slip_past_a_ramp_lasts_as_long(tmp_path: Path) -> None:
    room = room_of(tmp_path, RAMP)
    frames = room.clip("street").frames
    assert "+    in: 2.5\n" in room.do(Slip(room.thing("street"), 12)) + "\n"
    assert room.clip("street").frames == frames


def test_there_is_nothing_before_a_file_and_nothing_behind_it(tmp_path: Path) -> None:
    room = room_of(tmp_path, RAMP)
    assert "street.mp4 begins 0:01 later, so nothing is there to show" in room.refusal(Trim(room.thing("street"), "begin", -72))
    assert "street.mp4 ends at 0:20" in room.refusal(Trim(room.thing("street"), "end", 24 * 20))
    assert "nothing would be left" in room.refusal(Trim(room.thing("street"), "end", -24 * 20))
    room = room_of(tmp_path / "back", BACK)
    assert "street.mp4 begins 0:00.916 later" in room.refusal(Trim(room.thing("street"), "end", 48))
    assert "street.mp4 ends at 0:20" in room.refusal(Trim(room.thing("street"), "begin", -24 * 20))


EVEN = "in: 1, length: 6"
PACED = (RAMP, STANDS, SLOW_AND_STANDS, RAMP_AND_STANDS, BACK, FAST_BACK, EVEN)
ALL = ("file: home/street.mp4", *(one.replace("\n   ", ",") for one in PACED))


@pytest.mark.parametrize("rate", ["24", "30000/1001", "60"])
@pytest.mark.parametrize("fields", ALL)
def test_a_clip_becomes_two_that_show_together_what_it_showed(tmp_path: Path, fields: str, rate: str) -> None:
    file = "" if fields.startswith("file") else "file: home/street.mp4, "
    clips = f"  - docu-short: Two\n    clips:\n      - {{{file}{fields}, by: ana, lower_third: auto}}   # she\n"
    for number, share in enumerate((0.2, 0.5, 0.8)):
        show = f"show: A\nrate: {rate}\ninterstitial: off\ncredits: off\n"
        room = Room.of(tmp_path / f"{number}", clips, show=show)
        fps, whole = room.timeline.rate, seconds(room.clip("two"), room.timeline.rate)
        room.do(Split(room.thing("two"), round(len(whole) * share)))
        parts = [one.clip for one in room.clips("two")]
        assert [one.frames for one in parts] == [round(len(whole) * share), len(whole) - round(len(whole) * share)]
        found = [second for one in parts for second in seconds(one, fps)]
        assert max(abs(one - other) for one, other in zip(found, whole, strict=True)) * fps < Fraction(1, 500)


def test_the_second_of_two_clips_is_written_as_the_first(tmp_path: Path) -> None:
    room = Room.of(tmp_path, SHORT)
    assert room.do(Split(room.thing("at-home"), 48)) == (
        "-      - {file: home/interview.mov, in: 1.2, out: 10, by: ana}     # she speaks\n"
        "+      - {file: home/interview.mov, in: 1.2, out: 3.2, by: ana}     # she speaks\n"
        "+      - {file: home/interview.mov, in: 3.2, out: 10, by: ana}"
    )
    room.do(Split(room.thing("at-home", 2), 24))
    street = "      - file: home/street.mp4\n        {}\n        by: ben\n"
    text = room.texts.read(room.manifest).decode()
    assert street.format("length: 1") + street.format("in: 1\n        length: 3") in text


def test_what_would_be_something_else_in_two_is_not_split(tmp_path: Path) -> None:
    room = Room.of(tmp_path, SHORT.replace("length: 4", "length: 4\n        fades: 0.5") + STREET)
    assert "`fades` is of the whole clip" in room.refusal(Split(room.thing("at-home", 1), 24))
    assert "on both sides of this frame" in room.refusal(Split(room.thing("at-home"), 0))
    assert "among the clips of a segment" in room.refusal(Split(Thing("street"), 24))
    room = Room.of(tmp_path / "dissolve", SHORT.replace("    clips", "    dissolve: 0.5\n    clips"))
    assert "take `dissolve` out first" in room.refusal(Split(room.thing("at-home"), 48))
